import { ControlError } from '../kernel/control/control-error.ts'

/** How long calls in progress may take to end when the sandbox closes, ms. */
const PATIENCE_MS = 10_000

type Act = (...args: never[]) => unknown

/** Lets calls into the sandbox while it is open, and knows which ones are in progress. */
export class Gate {
  readonly #running = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  readonly #guarded = new WeakMap<object, object>()

  /** Aborts when the sandbox begins to close, so that whatever waits on purpose ends. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** @throws {ControlError} the sandbox is closed */
  async run<T>(act: () => T): Promise<Awaited<T>> {
    if (this.closing.aborted) throw sandboxClosed()
    const running = (async () => act())()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Returns a view of an object whose methods, and those of its plain objects, pass the gate. */
  guard<T extends object>(target: T): T {
    const known = this.#guarded.get(target)
    if (known) return known as T
    const view = Object.create(target) as T
    for (const [name, member] of membersOf(target)) {
      Object.defineProperty(view, name, {
        enumerable: Object.hasOwn(target, name),
        ...(member.get
          ? { get: () => member.get?.call(target) as unknown }
          : { value: this.#guardMember(target, member.value) }),
      })
    }
    this.#guarded.set(target, view)
    return view
  }

  #guardMember(target: object, value: unknown): unknown {
    if (typeof value === 'function') return (...args: never[]) => this.run(() => (value as Act).apply(target, args))
    return typeof value === 'object' && value !== null ? this.guard(value) : value
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closing.abort()
  }

  /** Waits for the calls in progress, for a limited time. */
  async ended(): Promise<void> {
    const ended = Promise.allSettled(this.#running)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)))
    await Promise.race([ended, patience])
    clearTimeout(timer)
  }
}

/** The members of an object and of its classes, the nearest first. */
function membersOf(target: object): Map<string, PropertyDescriptor> {
  const members = new Map<string, PropertyDescriptor>()
  for (let owner: object = target; owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object) {
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name !== 'constructor' && !members.has(name)) members.set(name, member)
    }
  }
  return members
}

function sandboxClosed(): ControlError {
  return new ControlError(
    503,
    'SANDBOX_CLOSED',
    '沙箱已关闭，另建一座再用 · the sandbox is closed: create another one with createSandbox()',
    { hint: '在 close() 之前等所有调用结束 · await every call before close()' },
  )
}
