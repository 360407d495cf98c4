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
  const read = (option: keyof typeof VARIABLES): string | undefined => ownVariable(env, variableOf(option))
  const id = read('platform.publicKeyId')
  const publicKey = read('platform.publicKeys')
  if (!id !== !publicKey) {
    throw halfMissing(id ? 'platform.publicKeys' : 'platform.publicKeyId', {
      zh: '公钥与公钥 ID 须成对设置',
      en: 'The public key and its id go together.',
    })
  }
  const cert = read('merchant.clientCertificate.cert')
  const key = read('merchant.clientCertificate.key')
  if (!cert !== !key) {
    throw halfMissing(cert ? 'merchant.clientCertificate.key' : 'merchant.clientCertificate.cert', {
      zh: '证书与私钥须成对设置',
      en: 'The certificate and its key go together.',
    })
  }
  const certificates = read('platform.certificates')
    ?.replaceAll('\\n', '\n')
    .match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  return {
    mchid: read('mchid') as string, // what is missing is named by the check of every option
    merchant: {
      ...optional('privateKey', read('merchant.privateKey')),
      ...optional('certificateSerial', read('merchant.certificateSerial')),
      ...optional('certificate', read('merchant.certificate')),
      ...optional('clientCertificate', cert && key ? { cert, key } : undefined),
    },
    platform: {
      ...(id && publicKey ? { publicKeys: { [id]: publicKey } } : {}),
      ...optional('certificates', certificates ?? undefined),
    },
    ...optional('apiV3Key', read('apiV3Key')),
    ...optional('apiV2Key', read('apiV2Key')),
    ...optional('transferPublicKey', read('transferPublicKey')),
    ...optional('baseUrl', read('baseUrl')),
  }
}

/** An environment that is set to nothing is not set; and nobody's prototype sets one. */
function ownVariable(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] || undefined : undefined
}

function halfMissing(option: keyof typeof VARIABLES, hint: Hint): ConfigError {
  const name = variableOf(option)
  return new ConfigError(name, `${name} is not set, though its other half is`, { hint })
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value })
}
