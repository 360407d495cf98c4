import { ConfigError } from '../errors/config-error.ts'
import type { Hint } from '../errors/wechatpay-error.ts'
import type { WechatPayOptions } from './options.ts'
import type { NameOf } from './name-of.ts'

/** The environment variables that `WechatPay.fromEnv()` reads, by option, without the `WECHATPAY_` before all of them. */
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

type Option = keyof typeof VARIABLES

/** `process.env`, or something like it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Runtimes without `process` have no environment; there every variable is reported as missing. */
export const environment = (): Environment => (typeof process === 'undefined' ? {} : process.env)

export const variableOf: NameOf = (option) => {
  const name = (VARIABLES as Readonly<Record<string, string>>)[option]
  return name === undefined ? option : `WECHATPAY_${name}`
}

/** @throws {ConfigError} one of a pair of variables is missing */
export function optionsFromEnv(env: Environment): WechatPayOptions {
  const read = (option: Option): string | undefined => ownVariable(env, variableOf(option))
  /** The values of two variables that go together, or undefined. */
  const both = (one: Option, other: Option, hint: Hint): [string, string] | undefined => {
    const values = [read(one), read(other)]
    if (!values[0] === !values[1]) return values[0] ? (values as [string, string]) : undefined
    const name = variableOf(values[0] ? other : one)
    throw new ConfigError(name, `${name} is not set, though its other half is`, { hint })
  }
  const publicKey = both('platform.publicKeyId', 'platform.publicKeys', {
    zh: '公钥与公钥 ID 须成对设置',
    en: 'The public key and its id go together.',
  })
  const pair = both('merchant.clientCertificate.cert', 'merchant.clientCertificate.key', {
    zh: '证书与私钥须成对设置',
    en: 'The certificate and its key go together.',
  })
  const certificates = read('platform.certificates')
  const options = {
    mchid: read('mchid'),
    merchant: withoutUnset({
      privateKey: read('merchant.privateKey'),
      certificateSerial: read('merchant.certificateSerial'),
      certificate: read('merchant.certificate'),
      clientCertificate: pair && { cert: pair[0], key: pair[1] },
    }),
    platform: withoutUnset({
      publicKeys: publicKey && { [publicKey[0]]: publicKey[1] },
      certificates: certificates && [certificates],
    }),
    apiV3Key: read('apiV3Key'),
    apiV2Key: read('apiV2Key'),
    transferPublicKey: read('transferPublicKey'),
    baseUrl: read('baseUrl'),
  }
  // What is missing is named by the check of all options.
  return withoutUnset(options) as unknown as WechatPayOptions
}

/** An environment that is set to nothing is not set; and nobody's prototype sets one. */
function ownVariable(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] || undefined : undefined
}

function withoutUnset(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
