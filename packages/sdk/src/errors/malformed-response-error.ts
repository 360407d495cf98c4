import { WechatPayError } from './wechatpay-error.ts'

/** An answer that is not what WeChat Pay sends: a proxy's page, a body cut short, JSON that is none. */
export class MalformedResponseError extends WechatPayError {
  override readonly name = 'MalformedResponseError'
  readonly status: number
  readonly requestId: string | undefined

  constructor(message: string, options: { status: number; requestId: string | undefined; cause?: unknown }) {
    super('RESPONSE_MALFORMED', message, {
      cause: options.cause,
      hint: { zh: '请检查中间的代理或网关', en: 'Look for a proxy or gateway in between.' },
    })
    this.status = options.status
    this.requestId = options.requestId
  }
}
