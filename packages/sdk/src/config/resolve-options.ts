import { crypto } from '#crypto'
import { equalBytes } from '../crypto/bytes.ts'
import { parseApiKey, parseCertificate } from '../crypto/key-material.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import { describeId } from '../errors/describe-value.ts'
import { LaterKeys } from '../platform/later-keys.ts'
import { parseGivenKeys, parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import type { Keyring } from '../platform/platform-keys.ts'
import { systemClock, type Clock } from '../request/clock.ts'
import { givenTransport } from '../request/transport/given-transport.ts'
import { lazyTransport } from '../request/transport/lazy-transport.ts'
import type { Transport } from '../request/transport/transport.ts'
import { asConfigError } from './as-config-error.ts'
import {
  checkFunctions,
  checkKeys,
  checkObject,
  readBaseUrl,
  readBrandId,
  readCount,
  readMchid,
  readSerial,
  readUserAgent,
} from './checks.ts'
import { asOption, type NameOf } from './name-of.ts'
import type { WechatPayOptions } from './options.ts'
import { ownOptions } from './own-options.ts'
import { readPrivateKey } from './private-key.ts'
import { readV2Keys, type V2Keys } from './v2-keys.ts'

/** Everything the request path needs, checked, copied and ready to use. */
export interface Config {
  readonly mchid: string
  /** Signs in the place of the merchant. */
  readonly brandId: string | undefined
  readonly serial: string
  readonly signer: Signer
  /** Absent where only a `signer` was given. */
  readonly decrypter: FieldDecrypter | undefined
  readonly platform: Keyring
  readonly apiV3Key: string | undefined
  readonly v2: V2Keys
  /** The one to use, then the one to turn to. */
  readonly hosts: readonly [string, ...string[]]
  /** False while `hosts` are WeChat Pay's own. */
  readonly customHost: boolean
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly userAgent: string
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
}

const PRIMARY_HOST = 'https://api.mch.weixin.qq.com'
const BACKUP_HOST = 'https://api2.mch.weixin.qq.com'

/** Copied where it matters: a client follows no later change, and no property that was not given. */
export function ownClientOptions(options: WechatPayOptions): WechatPayOptions {
  return ownOptions(options, { merchant: { clientCertificate: {} }, platform: { download: {} } })
}

/**
 * @throws {ConfigError} names the option at fault, what was expected, what came and what to do
 */
export function resolveOptions(options: WechatPayOptions, nameOf: NameOf = asOption): Config {
  try {
    return resolve(ownClientOptions(options), nameOf)
  } catch (error) {
    throw asConfigError(error)
  }
}

function resolve(options: WechatPayOptions, nameOf: NameOf): Config {
  checkKeys(options)
  checkFunctions(options)
  const { merchant } = options
  const privateKey =
    merchant.privateKey === undefined ? undefined : readPrivateKey(nameOf('merchant.privateKey'), merchant.privateKey)
  if (!privateKey === !merchant.signer) {
    const name = nameOf('merchant.privateKey')
    throw new ConfigError(
      name,
      `${name}: expected a private key or a signer, received ${privateKey ? 'both' : 'neither'}`,
      {
        hint: { zh: '请传入 apiclient_key.pem 的内容', en: 'Give the content of apiclient_key.pem.' },
      },
    )
  }
  if (options.apiV3Key !== undefined) parseApiKey(nameOf('apiV3Key'), options.apiV3Key)
  const serial = merchantSerial(merchant, privateKey?.modulus, nameOf)
  const keys = keysOf(options, nameOf, () => config)
  refuseMixedUp(serial, privateKey?.modulus, keys, nameOf)
  const hosts = hostsOf(options, nameOf)
  const transport = options.transport ? givenTransport(options.transport) : builtInTransport(options.fetch)
  const product = `wechatpay-ts/0.1.0 (${crypto.runtime})`
  const config: Config = {
    mchid: readMchid(nameOf('mchid'), options.mchid),
    brandId: readBrandId(nameOf('brandId'), options.brandId),
    serial,
    signer: merchant.signer ?? privateKey!.signer,
    decrypter: privateKey?.decrypter,
    platform: keys,
    apiV3Key: options.apiV3Key,
    v2: readV2Keys(options, privateKey, transport, nameOf),
    hosts,
    customHost: options.baseUrl !== undefined,
    timeoutMs: readCount(nameOf('timeoutMs'), options.timeoutMs, 10_000, 1),
    maxRetries: readCount(nameOf('maxRetries'), options.maxRetries, 2, 0),
    userAgent: readUserAgent(nameOf('userAgent'), options.userAgent, product),
    transport,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  }
  return config
}

/** @param config for the calls that fetch certificates, long after this */
function keysOf({ platform, apiV3Key }: WechatPayOptions, nameOf: NameOf, config: () => Config): Keyring {
  if (platform.download === undefined) return parsePlatformKeys(platform, nameOf)
  const name = nameOf('platform.download')
  const download = platform.download === true ? {} : platform.download
  checkObject(name, download, { store: true, authorities: true, onError: true })
  if (apiV3Key === undefined) {
    const key = nameOf('apiV3Key')
    throw new ConfigError(key, `${key}: expected the key that opens downloaded certificates, received nothing`)
  }
  for (const [at, one] of (download.authorities ?? []).entries()) parseCertificate(`${name}.authorities[${at}]`, one)
  const given = parseGivenKeys(platform, nameOf)
  return new LaterKeys(given, async () => {
    const { downloadedKeys } = await import('../platform/download-keys.ts')
    return downloadedKeys(config(), given, apiV3Key, download)
  })
}

function builtInTransport(fetch: WechatPayOptions['fetch']): Transport {
  return fetch
    ? lazyTransport(async () => (await import('../request/transport/fetch.ts')).fetchTransport(fetch), false)
    : lazyTransport(async () => (await import('#transport')).defaultTransport(), crypto.runtime === 'node')
}

function merchantSerial(
  merchant: WechatPayOptions['merchant'],
  modulus: Uint8Array | undefined,
  nameOf: NameOf,
): string {
  const given =
    merchant.certificateSerial === undefined
      ? undefined
      : readSerial(nameOf('merchant.certificateSerial'), merchant.certificateSerial)
  if (merchant.certificate === undefined) {
    if (given) return given
    const name = nameOf('merchant.certificateSerial')
    throw new ConfigError(
      name,
      `${name}: expected the serial of the merchant certificate (or merchant.certificate), received nothing`,
      {
        hint: {
          zh: '在商户平台「API 安全」查看商户 API 证书序列号',
          en: 'It is shown on the merchant platform under API 安全.',
        },
      },
    )
  }
  const name = nameOf('merchant.certificate')
  const certificate = parseCertificate(name, merchant.certificate)
  if (given && given !== certificate.serial) {
    throw new ConfigError(
      name,
      `${name} has the serial ${describeId(certificate.serial)}, ${nameOf('merchant.certificateSerial')} says ${describeId(given)}`,
      {
        hint: {
          zh: '二者须为同一张证书；只传证书即可',
          en: 'They must be of one certificate; the certificate alone is enough.',
        },
      },
    )
  }
  if (modulus && !equalBytes(modulus, certificate.modulus)) {
    throw new ConfigError(name, `${name} and ${nameOf('merchant.privateKey')} do not belong together`, {
      hint: {
        zh: '请使用同一次申请得到的 apiclient_cert.pem 与 apiclient_key.pem',
        en: 'Use apiclient_cert.pem and apiclient_key.pem of the same download.',
      },
    })
  }
  return certificate.serial
}

/** Two pairs of keys and three serials are easily mixed up, and every answer would then fail to verify. */
function refuseMixedUp(serial: string, modulus: Uint8Array | undefined, keys: Keyring, nameOf: NameOf): void {
  if (keys.find(serial)) {
    const name = nameOf('merchant.certificateSerial')
    throw new ConfigError(
      name,
      `${name}: ${describeId(serial)} is the serial of one of WeChat Pay's certificates, not of yours`,
      {
        hint: {
          zh: '请使用商户 API 证书的序列号，而不是平台证书的',
          en: 'Give the serial of the merchant API certificate.',
        },
      },
    )
  }
  const own = modulus && keys.all.find((key) => equalBytes(key.modulus, modulus))
  if (own) {
    const name = nameOf('platform.publicKeys')
    throw new ConfigError(
      name,
      `${name}: the key of ${describeId(own.serial)} is the merchant's own public key, not WeChat Pay's`,
      {
        hint: {
          zh: '请在商户平台「API 安全」下载微信支付公钥，不要使用 apiclient_cert.pem',
          en: 'Download the WeChat Pay public key from the merchant platform; apiclient_cert.pem is yours.',
        },
      },
    )
  }
}

function hostsOf({ baseUrl, backupBaseUrl }: WechatPayOptions, nameOf: NameOf): [string, ...string[]] {
  const primary = readBaseUrl(nameOf('baseUrl'), baseUrl ?? PRIMARY_HOST)
  // Somebody's own host has no second one unless they say so: a sandbox must never fail over to production.
  const backup = backupBaseUrl ?? (baseUrl === undefined ? BACKUP_HOST : false)
  return backup === false ? [primary] : [primary, readBaseUrl(nameOf('backupBaseUrl'), backup)]
}
