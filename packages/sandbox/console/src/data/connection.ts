import type { Change, ControlApi, Part } from './api.ts'
import { ControlProblem } from './http.ts'

/** The state of the connection to the sandbox. `locked`: the sandbox requires a token and the page has none. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'locked'

const RECONNECT_MS = 2_000

/** Listens for changes during the page's lifetime and reconnects whenever the stream breaks. */
export class Connection {
  readonly #api: ControlApi
  readonly #listeners = new Set<(change: Change | undefined) => void>()
  readonly #stateListeners = new Set<() => void>()
  #state: ConnectionState = 'connecting'
  /** The sandbox's reason why the connection is not online. */
  #problem = ''
  #refusals = 0
  #wake = (): void => {}

  constructor(api: ControlApi) {
    this.#api = api
  }

  get state(): ConnectionState {
    return this.#state
  }

  get problem(): string {
    return this.#problem
  }

  /** The sandbox refused the token that was entered. */
  get wasRefused(): boolean {
    return this.#refusals > 1
  }

  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#api.watch({
          signal,
          open: () => {
            this.#become('online', '')
            this.#tell(undefined)
          },
          changed: (change) => this.#tell(change),
        })
        this.#become('offline', '')
      } catch (error) {
        const locked = error instanceof ControlProblem && error.status === 401
        if (locked) this.#refusals++
        this.#become(locked ? 'locked' : 'offline', error instanceof Error ? error.message : String(error))
      }
      if (signal.aborted) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        if (this.#state !== 'locked') setTimeout(resolve, RECONNECT_MS)
      })
    }
  }

  /** Reconnects at once, because a token was entered. */
  retry(): void {
    this.#wake()
  }

  /**
   * Calls the listener with every change. When the stream has just opened, it calls it with undefined, since anything
   * may have changed.
   *
   * @returns a function that ends the subscription
   */
  subscribe(listener: (change: Change | undefined) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @returns a function that ends the subscription */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener)
    return () => void this.#stateListeners.delete(listener)
  }

  #tell(change: Change | undefined): void {
    for (const listener of this.#listeners) listener(change)
  }

  #become(state: ConnectionState, problem: string): void {
    this.#state = state
    this.#problem = problem
    for (const listener of this.#stateListeners) listener()
  }
}

/** Whether a change concerns this part and, if given, this key of the part. */
export function isAbout(change: Change, part: Part, key?: string): boolean {
  if (!change.changed.includes(part)) return false
  const keys = change.keys[part]
  return key === undefined || keys === undefined || keys.includes(key)
}
