import { WechatPayError, type Hint } from './wechatpay-error.ts'

/** The client's configuration is invalid; nothing was sent. `field` names the option or the environment variable. */
export class ConfigError extends WechatPayError {
  override readonly name = 'ConfigError'
  /** The option or variable: `merchant.privateKey`, `WECHATPAY_APIV3_KEY`. */
  readonly field: string

  constructor(field: string, message: string, options: { hint?: Hint; cause?: unknown } = {}) {
    super('CONFIG_INVALID', message, options)
    this.field = field
  }
}
