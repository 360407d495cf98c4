import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { createContext } from 'preact'
import type { ClockReading } from './api.ts'

const TICK_MS = 250

/** The virtual time. Between two readings it follows the wall clock, unless it is frozen. */
export class VirtualTime {
  readonly #listeners = new Set<() => void>()
  #reading: ClockReading = { now: 0, frozen: true }
  #readAt = 0
  #timer: ReturnType<typeof setInterval> | undefined

  now(): number {
    const { now, frozen } = this.#reading
    return frozen ? now : now + Math.round(performance.now() - this.#readAt)
  }

  set(reading: ClockReading): void {
    this.#reading = reading
    this.#readAt = performance.now()
    this.#keepTicking()
    this.#tick()
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#keepTicking()
    return () => {
      this.#listeners.delete(listener)
      this.#keepTicking()
    }
  }

  #keepTicking(): void {
    const runs = !this.#reading.frozen && this.#listeners.size > 0
    if (runs) this.#timer ??= setInterval(() => this.#tick(), TICK_MS)
    else {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #tick(): void {
    for (const listener of this.#listeners) listener()
  }
}

export const VirtualTimeContext = createContext(new VirtualTime())

/**
 * Selects a value that depends on the virtual time. The component renders again only when the value changes, so use
 * this in the smallest component possible.
 */
export function useVirtual<T extends string | number | boolean | undefined>(select: (now: number) => T): T {
  const time = useContext(VirtualTimeContext)
  const [, redraw] = useState(0)
  const shown = useRef<T | undefined>(undefined)
  const latest = useRef(select)
  latest.current = select
  useEffect(
    () =>
      time.subscribe(() => {
        if (latest.current(time.now()) !== shown.current) redraw((count) => count + 1)
      }),
    [time],
  )
  shown.current = select(time.now())
  return shown.current
}
