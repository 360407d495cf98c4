import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Signal, Signals } from '../store/signals.ts'

/** Changes within this time are told together. */
const GATHER_MS = 30
/** A comment now and then, so that neither end nor anything between takes a quiet stream for a dead one. */
const KEEP_ALIVE_MS = 15_000

/** Server-sent events: `change`, with the names of what changed, in this process or another. */
export function changeStream(context: Context, signals: Signals, closing: AbortSignal): Response {
  return streamSSE(context, async (stream) => {
    let changed = new Set<Signal>()
    let wake = (): void => {}
    const ended = new AbortController()
    const end = (): void => {
      ended.abort()
      wake()
    }
    stream.onAbort(end)
    closing.addEventListener('abort', end, { once: true })
    const unsubscribe = signals.subscribe((name) => {
      changed.add(name)
      wake()
    })
    try {
      await stream.write(': connected\n\n')
      while (!ended.signal.aborted) {
        const woken = changed.size > 0 || (await sleep(KEEP_ALIVE_MS, (interrupt) => (wake = interrupt)))
        if (ended.signal.aborted) break
        if (!woken) {
          await stream.write(': still here\n\n')
          continue
        }
        await sleep(GATHER_MS, () => {})
        const names = [...changed]
        changed = new Set()
        await stream.writeSSE({ event: 'change', data: JSON.stringify({ changed: names }) })
      }
    } finally {
      unsubscribe()
      closing.removeEventListener('abort', end)
    }
  })
}

/** @returns whether it was interrupted */
function sleep(ms: number, onInterrupt: (interrupt: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    onInterrupt(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
