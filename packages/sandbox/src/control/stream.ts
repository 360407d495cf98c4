import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ClockReading } from '../kernel/clock/virtual-clock.ts'
import type { Signal, Signals } from '../kernel/store/database/signals.ts'
import { ControlError } from '../kernel/control/control-error.ts'

/** Changes within this time are sent together. */
const GATHER_MS = 30
/** Interval of comments, which keep proxies and clients from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000
/** Maximum number of rows of one kind that are named; beyond that only the kind is sent. */
const MOST_NAMED = 40
/** Each open page holds one connection and receives every change. */
const MOST_STREAMS = 50

/** The content of a `change` event. A kind is a signal, or the collection of a product: `orders`. */
export interface ChangeMessage {
  /** The changed kinds. */
  readonly changed: readonly string[]
  /** The changed rows by number or openid. A kind that is missing here may have changed anywhere. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** If `changed` includes the clock: its reading, with the progress of a move. */
  readonly clock?: ClockReading
}

export interface ChangeStreamsOptions {
  readonly signals: Signals
  readonly closing: AbortSignal
  /** The announced name of each product's entities. */
  readonly collections: ReadonlyMap<string, string>
  readonly readClock: () => Promise<ClockReading>
  /** Maximum number of open streams. Default: 50. */
  readonly most?: number
}

/**
 * Streams of server-sent events: `change`, with the changes of all processes. There is no replay: a client that
 * connects (again) reads its content anew.
 */
export class ChangeStreams {
  readonly #options: ChangeStreamsOptions
  #open = 0

  constructor(options: ChangeStreamsOptions) {
    this.#options = options
  }

  /** @throws {ControlError} too many streams are open */
  open(context: Context): Response {
    const { signals, closing, most = MOST_STREAMS } = this.#options
    if (this.#open >= most) {
      throw new ControlError(
        503,
        'TOO_MANY_STREAMS',
        `已有 ${this.#open} 个页面或程序在看 · ${this.#open} event streams are open already`,
        { expected: `at most ${most}`, hint: '关掉几个网页再试 · close some pages and try again' },
      )
    }
    this.#open++
    return streamSSE(context, async (stream) => {
      const gathered = new Gathered()
      let wake = (): void => {}
      const ended = new AbortController()
      const end = (): void => {
        ended.abort()
        wake()
      }
      stream.onAbort(end)
      closing.addEventListener('abort', end, { once: true })
      const unsubscribe = signals.subscribe((name, key) => {
        for (const [kind, which] of this.#kindsOf(name, key)) gathered.add(kind, which)
        wake()
      })
      try {
        await stream.write(': connected\n\n')
        while (!ended.signal.aborted) {
          const woken = !gathered.isEmpty || (await sleep(KEEP_ALIVE_MS, (interrupt) => (wake = interrupt)))
          if (ended.signal.aborted) break
          if (!woken) {
            await stream.write(': still here\n\n')
            continue
          }
          await sleep(GATHER_MS, () => {})
          await stream.writeSSE({ event: 'change', data: JSON.stringify(await this.#withClock(gathered.take())) })
        }
      } finally {
        this.#open--
        unsubscribe()
        closing.removeEventListener('abort', end)
      }
    })
  }

  /** Adds the clock's reading. If it cannot be read it is left out, and clients read it themselves. */
  async #withClock(change: ChangeMessage): Promise<ChangeMessage> {
    if (!change.changed.includes('clock')) return change
    const clock = await this.#options.readClock().catch(() => undefined)
    return clock ? { ...change, clock } : change
  }

  /** Maps a signal to announced kinds. Entities of unknown products are not announced. */
  #kindsOf(signal: Signal, key?: string): (readonly [kind: string, key: string | undefined])[] {
    if (signal === 'due') return [['tasks', key]]
    if (signal !== 'entities') return [[signal, key]]
    if (key === undefined) return [...this.#options.collections.values()].map((collection) => [collection, undefined])
    const slash = key.indexOf('/')
    const collection = this.#options.collections.get(key.slice(0, slash))
    return collection === undefined ? [] : [[collection, key.slice(slash + 1)]]
  }
}

/**
 * Collects changes until they are sent. Its size is bounded, however many changes there are and however slow the
 * reader.
 */
class Gathered {
  #keys = new Map<string, Set<string> | 'any'>()

  get isEmpty(): boolean {
    return this.#keys.size === 0
  }

  add(name: string, key: string | undefined): void {
    const known = this.#keys.get(name)
    if (known === 'any') return
    if (key === undefined || (known && known.size >= MOST_NAMED && !known.has(key))) this.#keys.set(name, 'any')
    else if (known) known.add(key)
    else this.#keys.set(name, new Set([key]))
  }

  take(): ChangeMessage {
    const keys = this.#keys
    this.#keys = new Map()
    const named = [...keys].flatMap(([name, which]) => (which === 'any' ? [] : [[name, [...which]] as const]))
    return { changed: [...keys.keys()], keys: Object.fromEntries(named) }
  }
}

/** @returns whether the sleep was interrupted */
function sleep(ms: number, onInterrupt: (interrupt: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    onInterrupt(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
