/**
 * What commands have answered, for whoever shows the same thing: it stands on the page at once, and not only when the
 * change has been announced and read again.
 */
export class Answers {
  readonly #listeners = new Map<string, Set<(content: unknown) => void>>()

  /** @param key what was answered: `orderKey`, `paymentKey` */
  tell(key: string, content: unknown): void {
    for (const listener of this.#listeners.get(key) ?? []) listener(content)
  }

  /** @returns the function that ends it */
  subscribe(key: string, listener: (content: unknown) => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key)
    }
  }
}

/** An order with its timeline. */
export const orderKey = (outOrderNo: string | undefined): string => `order ${outOrderNo}`

/** A payment with its timeline. */
export const paymentKey = (outTradeNo: string | undefined): string => `payment ${outTradeNo}`
