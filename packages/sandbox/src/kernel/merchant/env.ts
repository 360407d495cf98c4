/** The variables of `WechatPay.fromEnv()`, and a few more for a merchant's own program. */
export interface MerchantEnvironment {
  readonly WECHATPAY_MCHID: string
  readonly WECHATPAY_APPID: string
  readonly WECHATPAY_SERVICE_ID: string
  /**
   * PEM on one line, with `
   * ` written as two characters.
   */
  readonly WECHATPAY_MERCHANT_PRIVATE_KEY: string
  readonly WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: string
  readonly WECHATPAY_PUBLIC_KEY_ID: string
  readonly WECHATPAY_PUBLIC_KEY: string
  /** Only for a merchant for whom the platform certificate may sign. */
  readonly WECHATPAY_PLATFORM_CERTIFICATES?: string
  readonly WECHATPAY_APIV3_KEY: string
  readonly WECHATPAY_APIV2_KEY: string
  readonly WECHATPAY_BASE_URL: string
  /** Marks these keys as the sandbox's: `WechatPay.fromEnv()` never sends them to WeChat Pay. */
  readonly WECHATPAY_SANDBOX: '1'
}

/** Writes PEM on one line for a `.env` file. */
export function oneLine(pem: string): string {
  return pem.trim().replaceAll('\n', String.raw`\n`)
}

/** The first line of every `.env` file from the sandbox. */
export const ENVIRONMENT_HEADER =
  '# wechatpay-ts 沙箱商户：仅用于本机沙箱 · a sandbox merchant, of no use anywhere else'

/** Writes the text of a `.env` file. Its keys are worthless outside the sandbox. */
export function environmentFile(environment: MerchantEnvironment): string {
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${String(value)}"`)
  return `${ENVIRONMENT_HEADER}\n${lines.join('\n')}\n`
}
