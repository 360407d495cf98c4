import { ConfigError } from '../errors/config-error.ts'

/**
 * The error for an option that cannot be used.
 *
 * @param name of the option as the caller wrote it, which begins the message
 * @param problem what was expected and what came
 * @param zh what to do, and
 * @param en the same in English
 */
export function optionError(name: string, problem: string, zh?: string, en?: string): ConfigError {
  return new ConfigError(name, `${name}: ${problem}`, zh && en ? { hint: { zh, en } } : {})
}

/** The error for a merchant certificate whose serial is not known. */
export function noSerial(name: string, expected: string, received: string): ConfigError {
  return optionError(
    name,
    `expected the serial of the merchant certificate${expected}, received ${received}`,
    '在商户平台「API 安全」查看商户 API 证书序列号',
    'It is shown on the merchant platform under API 安全.',
  )
}

/** The remedy where a key of WeChat Pay's is missing or is another's. */
export const DOWNLOAD_IT = [
  '请在商户平台「API 安全」下载微信支付公钥',
  'Download the WeChat Pay public key from the merchant platform.',
] as const
