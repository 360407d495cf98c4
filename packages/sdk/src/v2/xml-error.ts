import { WechatPayError } from '../errors/wechatpay-error.ts'

/** The text is not the simple XML of APIv2. The message states the position, never the content. */
export class XmlError extends WechatPayError {
  override readonly name = 'XmlError'
  /** Position in the text, in characters from 0. */
  readonly offset: number

  constructor(problem: string, offset: number) {
    super('XML_MALFORMED', `${problem}, at character ${offset}`, {
      hint: {
        zh: '请确认传入的是微信支付发来的原始报文，而不是代理的错误页',
        en: 'Is it the raw message of WeChat Pay, or a page of a proxy?',
      },
    })
    this.offset = offset
  }
}
