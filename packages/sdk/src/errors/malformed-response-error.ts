import { WechatPayError } from './wechatpay-error.ts'

/** The answer cannot come from WeChat Pay: it is a proxy's page, a truncated body, or invalid JSON. */
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
