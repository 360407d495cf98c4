import { WechatPayError } from './wechatpay-error.ts'

/**
 * An encrypted bill cannot be decrypted: the merchant's private key does not fit the bill's key, or that key does not
 * fit the file. (A single field that cannot be decrypted causes no error: it becomes `Undecrypted`.)
 */
export class DecryptionError extends WechatPayError {
  override readonly name = 'DecryptionError'
  /** The place of the ciphertext: `data.download_bill_list[0].encrypt_key`. */
  readonly field: string
  readonly requestId: string | undefined

  constructor(field: string, options: { requestId: string | undefined; cause?: unknown }) {
    super('DECRYPTION_FAILED', `${field} could not be decrypted with the merchant's private key`, {
      cause: options.cause,
      hint: {
        zh: '账单的密钥用商户 API 证书加密：请确认私钥与当前证书匹配',
        en: 'Keys of bills are encrypted to the merchant certificate: is this the private key of the current one?',
      },
    })
    this.field = field
    this.requestId = options.requestId
  }
}
