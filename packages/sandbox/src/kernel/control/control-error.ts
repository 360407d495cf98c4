import { describe } from '../world/describe.ts'

/** A request to the control API cannot be carried out. The error names the field at fault and the remedy. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 503
  /** A stable code to match on. */
  readonly code: string
  readonly field?: string
  readonly expected?: string
  readonly received?: string
  readonly hint?: string

  constructor(
    status: ControlError['status'],
    code: string,
    message: string,
    about: { field?: string; expected?: string; received?: unknown; hint?: string } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    if (about.field !== undefined) this.field = about.field
    if (about.expected !== undefined) this.expected = about.expected
    if ('received' in about) this.received = describe(about.received)
    if (about.hint !== undefined) this.hint = about.hint
  }

  toJSON(): object {
    const { code, message, field, expected, received, hint } = this
    return { error: { code, message, field, expected, received, hint } }
  }
}

/** @param field the place of the value in the input: `ms`, `url`, or `` for the input itself */
export function invalid(field: string, expected: string, received: unknown): ControlError {
  const message = `${field || '输入'} 不合要求 · ${field || 'the input'} must be ${expected}; received ${describe(received)}`
  return new ControlError(400, 'INVALID_INPUT', message, { field, expected, received })
}
