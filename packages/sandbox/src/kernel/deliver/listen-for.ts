import type { Signal, Signals } from '../store/database/signals.ts'

/** A change that may occur before anybody waits for it, so that none is missed between a look and a wait. */
export interface Change {
  /** Marks the change as having occurred. */
  wake(): void
  /** @returns whether the change occurred within this many ms; ends the listening */
  within(ms: number): Promise<boolean>
  ignore(): void
}

/** Listens from now on for one of the signals, or for the stop. */
export function listenFor(signals: Signals, names: readonly Signal[], stop?: AbortSignal): Change {
  let resolveWait = (): void => {}
  let happened = false
  const wake = (): void => {
    happened = true
    resolveWait()
  }
  const unsubscribe = signals.subscribe((name) => {
    if (names.includes(name)) wake()
  })
  stop?.addEventListener('abort', wake, { once: true })
  const ignore = (): void => {
    unsubscribe()
    stop?.removeEventListener('abort', wake)
  }
  return {
    wake,
    ignore,
    async within(ms) {
      if (!happened && !stop?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          resolveWait = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      ignore()
      return happened
    },
  }
}
