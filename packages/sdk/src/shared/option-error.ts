import { ConfigError } from '../errors/config-error.ts'

/** Returns the name under which the user wrote an option: the option's own, or an environment variable's. */
export type OptionNamer = (option: string) => string

export const asOption: OptionNamer = (option) => option

/**
 * Creates the error for an invalid option.
 *
 * @param name the option's name as the caller wrote it; the message begins with it
 * @param problem expected and received value
 * @param zh the remedy in Chinese
 * @param en the remedy in English
 */
export function optionError(name: string, problem: string, zh?: string, en?: string): ConfigError {
  return new ConfigError(name, `${name}: ${problem}`, zh && en ? { hint: { zh, en } } : {})
}

/** The number by which WeChat Pay knows a merchant's key, for messages. */
export const SERIAL = 'the serial of the merchant certificate'

/** Creates the error for a merchant certificate without a known serial. */
export function noSerial(name: string, expected: string, received: string): ConfigError {
  return optionError(
    name,
    `expected ${SERIAL}${expected}, received ${received}`,
    '在商户平台「API 安全」查看商户 API 证书序列号',
    'It is shown on the merchant platform under API 安全.',
  )
}

/** The remedy where a key of WeChat Pay is missing or belongs to another merchant. */
export const DOWNLOAD_IT = [
  '请在商户平台「API 安全」下载微信支付公钥',
  'Download the WeChat Pay public key from the merchant platform.',
] as const
