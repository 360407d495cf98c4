import { crypto } from '#crypto'
import { asConfigError } from '../config/as-config-error.ts'
import { checkPlatform } from '../config/check-options.ts'
import { ownOptions } from '../shared/own-options.ts'
import { callerOf } from '../chain/chain.ts'
import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { wrongClient } from '../client/wrong-client.ts'
import type { Machinery } from '../client/machinery.ts'
import type { PrivateKeyInput, WechatPayOptions } from '../config/options.ts'
import { readPrivateKey } from '../config/private-key.ts'
import { readApiKey } from '../crypto/keys/api-key.ts'
import { bytesIn, utf8 } from '../crypto/bytes.ts'
import type { KeyText } from '../crypto/keys/key-input.ts'
import type { FieldDecrypter, ResourceCipher } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { WebhookError } from '../errors/webhook-error.ts'
import type { ApiV2Key } from '../v2/api-v2-key.ts'
import { parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import { refuse } from './refusals.ts'
import { merchantOf, subMerchantOf } from './resource-fields.ts'
import type { Keyring } from '../platform/platform-keys.ts'

/** The keys that verify and decrypt one merchant's notifications. */
export interface NotificationKeys {
  /**
   * WeChat Pay's keys, as for the client. While a merchant moves from certificates to the public key, either may sign
   * notifications: pass both.
   */
  readonly platform: WechatPayOptions['platform']
  /** The APIv3 key, 32 characters. */
  readonly apiV3Key: KeyText
  /**
   * The APIv2 key, 32 characters, for XML notifications: those of APIv2, and of refunds made by hand or without
   * `notify_url`. Without this key they are refused. Node only.
   */
  readonly apiV2Key?: ApiV2Key | KeyText
  /**
   * The merchant's private key, which decrypts the few fields that are encrypted again (`phone_number` of
   * `MEMBERCARD.ACCEPT_CARD`). Without it they are `Undecrypted`.
   */
  readonly privateKey?: PrivateKeyInput
  readonly client?: undefined
}

/** The keys of a client, including those that it downloads, so that both learn of a new certificate at once. */
export interface ClientKeys {
  /** A client with an `apiV3Key`. Its `apiV2Key`, if any, verifies XML; its private key decrypts fields. */
  readonly client: AnyWechatPay
  readonly platform?: undefined
  readonly apiV3Key?: undefined
  readonly apiV2Key?: undefined
  readonly privateKey?: undefined
}

/** One of many merchants whose notifications come to one endpoint. */
export type MerchantKeys = (NotificationKeys | ClientKeys) & {
  /**
   * The merchant number. Content that names another one as `mchid`, `sp_mchid` or `combine_mchid` is refused; a few
   * notifications name none.
   */
  readonly mchid: string
  /** For partners: the accepted sub-merchants. Default: all. */
  readonly subMchids?: readonly string[]
}

/** Unverified facts of a delivery that indicate its merchant. */
export interface MerchantHint {
  /** Path of the request, without query: `/wechatpay/1900000109`. Undefined if the framework's request lacks it. */
  readonly path: string | undefined
  /**
   * The serial of the signing key. `PUB_KEY_ID_…` belongs to one merchant; several can share a certificate. Empty for
   * the XML of APIv2, which has no serial: find its merchant by path, or return all possible ones.
   */
  readonly serial: string
}

/**
 * Finds the merchants to which a delivery may belong. It is called for every delivery, even forged ones: keep it cheap,
 * and return the same object for the same merchant, because its keys are parsed once per object.
 */
export type FindMerchant = (
  hint: MerchantHint,
) => MerchantKeys | readonly MerchantKeys[] | undefined | Promise<MerchantKeys | readonly MerchantKeys[] | undefined>

/** A merchant's keys, ready to use. */
export interface Candidate {
  readonly keys: Keyring
  readonly cipher: ResourceCipher
  readonly apiV3Key: string
  readonly apiV2Key: ApiV2Key | string | undefined
  /** Decrypts fields that are encrypted to the merchant certificate. */
  readonly decrypter: FieldDecrypter | undefined
  /** The merchant that the content must name; undefined for any. */
  readonly merchant: MerchantKeys | undefined
}

/** @throws {ConfigError} names the invalid key */
export function candidateOf(keysGiven: NotificationKeys | ClientKeys | MerchantKeys): Candidate {
  const given = ownOptions(keysGiven, { platform: {} })
  try {
    const found = given.client ? keysOfClient(given.client) : keysOf(given)
    const apiV3Key = readApiKey('apiV3Key', found.apiV3Key)
    // Reports an invalid APIv2 key at once, not only when the first XML arrives.
    const apiV2Key = isText(found.apiV2Key) ? readApiKey('apiV2Key', found.apiV2Key) : found.apiV2Key
    const cipher = crypto.resourceCipher(utf8(apiV3Key))
    return { ...found, apiV3Key, apiV2Key, cipher, merchant: 'mchid' in given ? given : undefined }
  } catch (error) {
    throw asConfigError(error)
  }
}

function isText(key: ApiV2Key | KeyText | undefined): key is KeyText {
  return typeof key === 'string' || bytesIn(key) !== undefined
}

interface GivenKeys extends Pick<Candidate, 'keys' | 'decrypter'>, Pick<NotificationKeys, 'apiV3Key' | 'apiV2Key'> {}

function keysOf({ platform, apiV3Key, apiV2Key, privateKey }: NotificationKeys): GivenKeys {
  checkPlatform(platform)
  if (platform.download !== undefined) {
    throw new ConfigError('platform.download', 'platform.download: only a client can fetch certificates', {
      hint: {
        zh: '请传入 { client: wxpay }，由客户端下载平台证书',
        en: 'Give { client: wxpay } in the place of keys: it fetches them as the merchant.',
      },
    })
  }
  const decrypter = privateKey === undefined ? undefined : readPrivateKey('privateKey', privateKey).decrypter
  return { keys: parsePlatformKeys(platform), apiV3Key, apiV2Key, decrypter }
}

function keysOfClient(client: AnyWechatPay): GivenKeys {
  const config = (callerOf(client) as Partial<Machinery> | undefined)?.config
  if (!config) {
    const { message, hint } = wrongClient(client)
    throw new ConfigError('client', `client: ${message}`, { hint })
  }
  if (config.apiV3Key === undefined) {
    throw new ConfigError('client', 'client: expected one that was made with apiV3Key, which opens notifications', {
      hint: { zh: '请在 new WechatPay(…) 中传入 apiV3Key', en: 'Give apiV3Key to new WechatPay(…).' },
    })
  }
  const { platform, apiV3Key, v2, decrypter } = config
  return { keys: platform, apiV3Key, apiV2Key: v2.apiKey, decrypter }
}

/** Candidates of many merchants. Each is parsed at its first delivery. */
export function candidatesOf(find: FindMerchant): (hint: MerchantHint) => Promise<readonly Candidate[]> {
  const parsed = new WeakMap<MerchantKeys, Candidate>()
  return async (hint) => {
    const found = await find(hint)
    const merchants = found === undefined ? [] : 'mchid' in found ? [found] : found
    return merchants.map((merchant) => {
      if (!merchant.mchid) throw new ConfigError('mchid', 'mchid: what `merchants` finds must name its merchant number')
      const known = parsed.get(merchant) ?? candidateOf(merchant)
      parsed.set(merchant, known)
      return known
    })
  }
}

/**
 * Checks that path, serial and content agree on the merchant. Otherwise somebody has directed one merchant's
 * notifications to another.
 *
 * @returns the reason why the content is not this merchant's; undefined when it is
 */
export function partyMismatch(
  resource: Readonly<Record<string, unknown>>,
  { mchid, subMchids }: MerchantKeys,
): WebhookError | undefined {
  const [named, sub] = [merchantOf(resource), subMerchantOf(resource)]
  if (named !== undefined && named !== mchid) return refuse.notYours('mchid', [named], [mchid])
  if (sub !== undefined && subMchids && !subMchids.includes(sub)) return refuse.notYours('sub_mchid', [sub], subMchids)
  return undefined
}
