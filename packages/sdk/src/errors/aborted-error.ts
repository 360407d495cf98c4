import { WechatPayError } from './wechatpay-error.ts'

/** The caller's `signal` aborted the call. `cause` is the signal's reason. */
export class AbortedError extends WechatPayError {
  override readonly name = 'AbortedError'

  constructor(message: string, options: { cause?: unknown } = {}) {
    super('REQUEST_ABORTED', message, {
      ...options,
      hint: {
        zh: '已发出的请求可能已经生效，涉及资金时请先查询',
        en: 'What was sent may have been acted on: where money moves, query first.',
      },
    })
  }
}
