import { runtime } from '#runtime'
import { readApiKey } from '../crypto/keys/api-key.ts'
import { equalBytes } from '../crypto/bytes.ts'
import { parseCertificate, type ParsedCertificate } from '../crypto/keys/key-material.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import { describeId } from '../errors/describe-value.ts'
import { LaterKeys } from '../platform/later-keys.ts'
import { parseCertificates, parseGivenKeys, parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import type { CallListeners } from '../observe/events.ts'
import type { Keyring, PlatformKey } from '../platform/platform-keys.ts'
import { systemClock, type Clock } from '../shared/clock.ts'
import { wrapTransport } from '../transport/wrap-transport.ts'
import { lazyTransport } from '../transport/lazy-transport.ts'
import type { Transport } from '../transport/transport.ts'
import { asConfigError } from './as-config-error.ts'
import { checkFunctions, checkKeys } from './check-options.ts'
import {
  checkObject,
  readBaseUrl,
  readBrandId,
  readCount,
  readMchid,
  readSerial,
  readUserAgent,
} from '../shared/checks.ts'
import { DOWNLOAD_IT, asOption, noSerial, optionError, type OptionNamer } from '../shared/option-error.ts'
import type { CertificateDownload, WechatPayOptions } from './options.ts'
import { ownOptions } from '../shared/own-options.ts'
import { refuseProduction } from './refuse-production.ts'
import { readPrivateKey } from './private-key.ts'
import { checkPair, readV2Keys, type V2Keys } from './v2-keys.ts'

/** The checked and copied options, as the request path uses them. */
export interface Config {
  readonly mchid: string
  /** The brand that signs instead of the merchant. */
  readonly brandId: string | undefined
  readonly serial: string
  readonly signer: Signer
  /** Absent where a `signer` was given without a decrypter. */
  readonly decrypter: FieldDecrypter | undefined
  readonly platform: Keyring
  readonly apiV3Key: string | undefined
  readonly v2: V2Keys
  /** The first host to use, then the one to use when the first cannot be reached. */
  readonly hosts: readonly [string, ...string[]]
  /** False while `hosts` are WeChat Pay's own. */
  readonly customHost: boolean
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly userAgent: string
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  /** Functions that are called for every call. */
  readonly listeners: CallListeners
}

const PRIMARY_HOST = 'https://api.mch.weixin.qq.com'
const BACKUP_HOST = 'https://api2.mch.weixin.qq.com'

/** Copies the options, so that the client ignores later changes and inherited properties. */
export function ownClientOptions(options: WechatPayOptions): WechatPayOptions {
  return ownOptions(options, { merchant: { clientCertificate: {} }, platform: { download: {} } })
}

/** Loads the code that downloads certificates. It is handed in, because a download is a call of the client itself. */
export type KeyDownloader = () => Promise<{
  readonly downloadedKeys: (
    config: Config,
    given: readonly PlatformKey[],
    apiV3Key: string,
    options: CertificateDownload,
  ) => Keyring
}>

/**
 * @throws {ConfigError} names the option at fault, what was expected, what came and what to do
 */
export function resolveOptions(
  options: WechatPayOptions,
  downloader: KeyDownloader,
  nameOf: OptionNamer = asOption,
): Config {
  try {
    return resolve(ownClientOptions(options), downloader, nameOf)
  } catch (error) {
    throw asConfigError(error)
  }
}

function resolve(options: WechatPayOptions, downloader: KeyDownloader, nameOf: OptionNamer): Config {
  checkKeys(options)
  checkFunctions(options)
  const { merchant } = options
  const privateKeyName = nameOf('merchant.privateKey')
  const privateKey = merchant.privateKey === undefined ? undefined : readPrivateKey(privateKeyName, merchant.privateKey)
  // A decrypter belongs to a signer: both replace the private key.
  const roles = merchant.signer ?? merchant.decrypter
  if (!privateKey === !merchant.signer || (privateKey && roles)) {
    throw optionError(
      privateKeyName,
      `expected a private key or a signer with its decrypter, received ${privateKey ? 'both' : 'neither'}`,
      '请传入 apiclient_key.pem 的内容；.env 用 --env-file 读入',
      'Give the content of apiclient_key.pem; load .env with --env-file.',
    )
  }
  const apiV3Key = options.apiV3Key === undefined ? undefined : readApiKey(nameOf('apiV3Key'), options.apiV3Key)
  const certificateName = nameOf('merchant.certificate')
  const certificate =
    merchant.certificate === undefined ? undefined : parseCertificate(certificateName, merchant.certificate)
  const serial = merchantSerial(merchant, certificate, certificateName, nameOf)
  if (certificate && privateKey?.parsed) checkPair(certificateName, certificate, privateKeyName, privateKey.parsed)
  const keys = keysOf(options.platform, apiV3Key, nameOf, downloader, () => config)
  refuseMixedUp(serial, privateKey?.parsed?.modulus, keys, nameOf)
  const hosts = hostsOf(options, nameOf)
  hosts.forEach((host, at) => refuseProduction(nameOf(at ? 'backupBaseUrl' : 'baseUrl'), serial, host))
  const transport = options.transport ? wrapTransport(options.transport) : builtInTransport(options.fetch)
  const product = `wechatpay-ts/0.1.0 (${runtime})`
  const config: Config = {
    mchid: readMchid(nameOf('mchid'), options.mchid),
    brandId: readBrandId(nameOf('brandId'), options.brandId),
    serial,
    signer: merchant.signer ?? privateKey!.signer,
    decrypter: merchant.decrypter ?? privateKey?.decrypter,
    platform: keys,
    apiV3Key,
    v2: readV2Keys(options, privateKey, certificate, transport, nameOf),
    hosts,
    customHost: options.baseUrl !== undefined,
    timeoutMs: readCount(nameOf('timeoutMs'), options.timeoutMs, 10_000, 1),
    maxRetries: readCount(nameOf('maxRetries'), options.maxRetries, 2, 0),
    userAgent: readUserAgent(nameOf('userAgent'), options.userAgent, product),
    transport,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    listeners: options,
  }
  return config
}

/** @param config used by the calls that fetch certificates, long after this function has returned */
function keysOf(
  platform: WechatPayOptions['platform'],
  apiV3Key: string | undefined,
  nameOf: OptionNamer,
  downloader: KeyDownloader,
  config: () => Config,
): Keyring {
  if (platform.download === undefined) return parsePlatformKeys(platform, nameOf)
  const name = nameOf('platform.download')
  const download = platform.download === true ? ownOptions<CertificateDownload>({}) : platform.download
  checkObject(name, download, { store: 1, authorities: 1, onError: 1 })
  if (apiV3Key === undefined)
    throw optionError(nameOf('apiV3Key'), 'expected the key that opens downloaded certificates, received nothing')
  parseCertificates(`${name}.authorities`, download.authorities)
  const given = parseGivenKeys(platform, nameOf)
  return new LaterKeys(given, async () => {
    const { downloadedKeys } = await downloader()
    return downloadedKeys(config(), given, apiV3Key, download)
  })
}

function builtInTransport(fetch: WechatPayOptions['fetch']): Transport {
  return fetch
    ? lazyTransport(async () => (await import('../transport/fetch.ts')).fetchTransport(fetch), false)
    : lazyTransport(async () => (await import('#transport')).defaultTransport(), runtime === 'node')
}

/** Returns the serial number of the certificate, or the one that was given. Where both are given, they must agree. */
function merchantSerial(
  { certificateSerial }: WechatPayOptions['merchant'],
  certificate: ParsedCertificate | undefined,
  certificateName: string,
  nameOf: OptionNamer,
): string {
  const name = nameOf('merchant.certificateSerial')
  const given = certificateSerial === undefined ? undefined : readSerial(name, certificateSerial)
  const serial = certificate?.serial ?? given
  if (!serial) throw noSerial(name, ' (or merchant.certificate)', 'nothing')
  if (!given || given === serial) return serial
  throw optionError(
    certificateName,
    `it has the serial ${describeId(serial)}, ${name} says ${describeId(given)}`,
    '二者须为同一张证书；只传证书即可',
    'They must be of one certificate; the certificate alone is enough.',
  )
}

/**
 * Refuses keys that are mixed up. Two pairs of keys and three serial numbers are easily confused, and then no answer
 * could be verified.
 */
function refuseMixedUp(serial: string, modulus: Uint8Array | undefined, keys: Keyring, nameOf: OptionNamer): void {
  if (keys.find(serial)) {
    throw optionError(
      nameOf('merchant.certificateSerial'),
      `${describeId(serial)} is the serial of one of WeChat Pay's certificates, not of yours`,
      '请使用商户 API 证书的序列号，而不是平台证书的',
      'Give the serial of the merchant API certificate.',
    )
  }
  const own = modulus && keys.all.find((key) => equalBytes(key.modulus, modulus))
  if (own) {
    throw optionError(
      nameOf('platform.publicKeys'),
      `the key of ${describeId(own.serial)} is the merchant's own public key, not WeChat Pay's`,
      ...DOWNLOAD_IT,
    )
  }
}

function hostsOf({ baseUrl, backupBaseUrl }: WechatPayOptions, nameOf: OptionNamer): [string, ...string[]] {
  const primary = readBaseUrl(nameOf('baseUrl'), baseUrl ?? PRIMARY_HOST)
  // A custom host has no second host unless one is given: a sandbox must never fail over to production.
  const backup = backupBaseUrl ?? (baseUrl === undefined ? BACKUP_HOST : false)
  return backup === false ? [primary] : [primary, readBaseUrl(nameOf('backupBaseUrl'), backup)]
}
