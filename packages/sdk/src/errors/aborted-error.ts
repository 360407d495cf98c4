import { WechatPayError } from './wechatpay-error.ts'

/** The caller's `signal` gave the call up. `cause` is the signal's reason. */
export class AbortedError extends WechatPayError {
  override readonly name = 'AbortedError'

  constructor(message: string, options: { cause?: unknown } = {}) {
    super('REQUEST_ABORTED', message, options)
  }
}
