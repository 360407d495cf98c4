/** What to do next, in both languages. */
export interface Hint {
  readonly zh: string
  readonly en: string
}

/** What every error of this package is. Match `code`: it is stable, messages are not. */
export abstract class WechatPayError extends Error {
  /** Stable, upper case: `WEBHOOK_STALE`. */
  readonly code: string
  /** What to do next. */
  readonly hint: Hint | undefined

  constructor(code: string, message: string, { hint, cause }: { hint?: Hint; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }

  /** What a log may hold: no stack, no cause, nothing secret. */
  toJSON(): object {
    const { name, code, message, hint, stack: _, cause: __, ...fields } = this
    return { name, code, message, ...(hint ? { hint } : {}), ...fields }
  }
}
