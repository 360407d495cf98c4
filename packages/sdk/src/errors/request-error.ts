import { WechatPayError, type Hint } from './wechatpay-error.ts'

/** The call is invalid: nothing was sent, correct the caller. */
export class RequestError extends WechatPayError {
  override readonly name = 'RequestError'
  /** The option or path parameter at fault. */
  readonly field: string

  constructor(field: string, message: string, options: { hint?: Hint; cause?: unknown } = {}) {
    super('REQUEST_INVALID', message, options)
    this.field = field
  }
}
