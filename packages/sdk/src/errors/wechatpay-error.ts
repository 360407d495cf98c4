/** The next step for the reader, in both languages. */
export interface Hint {
  readonly zh: string
  readonly en: string
}

/** The base of all errors of this package. Match `code`: it is stable, messages are not. */
export abstract class WechatPayError extends Error {
  /** A stable code in upper case: `WEBHOOK_STALE`. */
  readonly code: string
  /** The next step for the reader. */
  readonly hint: Hint | undefined

  constructor(code: string, message: string, { hint, cause }: { hint?: Hint; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }

  /** The loggable part: no stack, no cause, no secrets. */
  toJSON(): object {
    const { name, code, message, hint, stack: _, cause: __, ...fields } = this
    return { name, code, message, ...(hint ? { hint } : {}), ...fields }
  }
}
