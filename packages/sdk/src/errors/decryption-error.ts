import { WechatPayError } from './wechatpay-error.ts'

/** A verified answer holds a field that the merchant's private key does not open. */
export class DecryptionError extends WechatPayError {
  override readonly name = 'DecryptionError'
  /** Where the ciphertext is: `data.phone`. */
  readonly field: string
  readonly requestId: string | undefined

  constructor(field: string, options: { requestId: string | undefined; cause?: unknown }) {
    super('DECRYPTION_FAILED', `${field} could not be decrypted with the merchant's private key`, {
      cause: options.cause,
      hint: {
        zh: '敏感字段用商户 API 证书加密：请确认私钥与当前证书匹配',
        en: 'Such fields are encrypted to the merchant certificate: is this the private key of the current one?',
      },
    })
    this.field = field
    this.requestId = options.requestId
  }
}
