import { optionError, type OptionNamer } from '../shared/option-error.ts'
import type { Environment } from '../shared/environment.ts'
import { ownOptions } from '../shared/own-options.ts'
import type { WechatPayOptions } from './options.ts'
import { SANDBOX_SERIAL, refuseProduction } from './refuse-production.ts'

/** The environment variables that `WechatPay.fromEnv()` reads, by option and without the common prefix `WECHATPAY_`. */
const VARIABLES = {
  mchid: 'MCHID',
  'merchant.privateKey': 'MERCHANT_PRIVATE_KEY',
  'merchant.certificateSerial': 'MERCHANT_CERTIFICATE_SERIAL',
  'merchant.certificate': 'MERCHANT_CERTIFICATE',
  'platform.publicKeyId': 'PUBLIC_KEY_ID',
  'platform.publicKeys': 'PUBLIC_KEY',
  'platform.certificates': 'PLATFORM_CERTIFICATES',
  apiV3Key: 'APIV3_KEY',
  apiV2Key: 'APIV2_KEY',
  transferPublicKey: 'TRANSFER_PUBLIC_KEY',
  'merchant.clientCertificate.cert': 'CLIENT_CERTIFICATE',
  'merchant.clientCertificate.key': 'CLIENT_CERTIFICATE_KEY',
  baseUrl: 'BASE_URL',
} as const

/** Pairs of variables that must be set together. */
const PAIRS = [
  ['platform.publicKeyId', 'platform.publicKeys'],
  ['merchant.clientCertificate.cert', 'merchant.clientCertificate.key'],
] as const

export const variableOf: OptionNamer = (option) => {
  const name = (VARIABLES as Readonly<Record<string, string>>)[option]
  return name === undefined ? option : `WECHATPAY_${name}`
}

/**
 * @param more options given beside the environment
 * @throws {ConfigError} one of a pair of variables is missing, or keys of a sandbox would be sent to WeChat Pay
 */
export function optionsFromEnv(env: Environment, more: Partial<WechatPayOptions>): WechatPayOptions {
  const read = (option: keyof typeof VARIABLES): string | undefined => ownVariable(env, variableOf(option))
  for (const [one, other] of PAIRS) {
    if (!read(one) === !read(other)) continue
    const name = variableOf(read(one) ? other : one)
    throw optionError(name, 'not set, though its other half is', '两者须成对设置', 'They go together.')
  }
  const options: Options = ownOptions({ merchant: {}, platform: {} }, { merchant: {}, platform: {} })
  for (const option of Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]) {
    const value = read(option)
    if (value !== undefined) put(options, option.split('.'), value)
  }
  const { publicKeyId, publicKeys, certificates } = options['platform'] as Options
  options['platform'] = {
    ...(publicKeys !== undefined && { publicKeys: { [publicKeyId as string]: publicKeys } }),
    ...(certificates !== undefined && { certificates: [certificates] }),
  }
  Object.assign(options, more)
  // The sandbox marks the variables that it writes. Keys of older sandboxes have this mark alone.
  if (ownVariable(env, 'WECHATPAY_SANDBOX'))
    refuseProduction(variableOf('baseUrl'), SANDBOX_SERIAL, (options['baseUrl'] ?? '') as string)
  // The check of all options reports missing ones.
  return options as unknown as WechatPayOptions
}

type Options = Record<string, unknown>

function put(options: Options, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) options[name] = value
  else put((options[name] ??= ownOptions({})) as Options, rest, value)
}

/** Reads a variable. An empty one counts as unset, and inherited properties are ignored. */
function ownVariable(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] || undefined : undefined
}
