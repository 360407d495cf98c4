import type { Change, ControlApi, Part } from './api.ts'
import { ControlProblem } from './http.ts'

/** How the page and the sandbox stand: `locked` is without the token it asks for. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'locked'

const RECONNECT_MS = 2_000

/** Hears of changes for as long as the page lives, and connects again whenever that breaks. */
export class Connection {
  readonly #api: ControlApi
  readonly #listeners = new Set<(change: Change | undefined) => void>()
  readonly #stateListeners = new Set<() => void>()
  #state: ConnectionState = 'connecting'
  /** Why it is not online, in the sandbox's words. */
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

  /** A token was tried, and was not it. */
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

  /** Tries again now: there is a token. */
  retry(): void {
    this.#wake()
  }

  /**
   * Calls the listener with every change, and with nothing when that may be everything, because the stream has just
   * opened.
   *
   * @returns the function that ends it
   */
  subscribe(listener: (change: Change | undefined) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @returns the function that ends it */
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

/** Whether a change is about one of these parts: about this key of it, where one is given. */
export function isAbout(change: Change, part: Part, key?: string): boolean {
  if (!change.changed.includes(part)) return false
  const keys = change.keys[part]
  return key === undefined || keys === undefined || keys.includes(key)
}
