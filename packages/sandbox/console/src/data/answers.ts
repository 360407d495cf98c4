import type { PaymentRef } from './api.ts'
import { refKey } from './payment-ref.ts'

/**
 * Passes the answers of commands to the components that show the same thing, so that they update at once instead of
 * after the next announced change.
 */
export class Answers {
  readonly #listeners = new Map<string, Set<(content: unknown) => void>>()

  /** @param key the thing that was answered: `orderKey`, `paymentKey` */
  tell(key: string, content: unknown): void {
    for (const listener of this.#listeners.get(key) ?? []) listener(content)
  }

  /** @returns a function that ends the subscription */
  subscribe(key: string, listener: (content: unknown) => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key)
    }
  }
}

/** The key of an order with its timeline. */
export const orderKey = (outOrderNo: string | undefined): string => `order ${outOrderNo}`

/** The key of a payment with its timeline. */
export const paymentKey = (which: PaymentRef | undefined): string => `payment ${which && refKey(which)}`
