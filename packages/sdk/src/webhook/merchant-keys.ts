import { crypto } from '#crypto'
import { asConfigError } from '../config/as-config-error.ts'
import { checkPlatform } from '../config/checks.ts'
import { ownOptions } from '../config/own-options.ts'
import { callerOf } from '../chain/chain.ts'
import type { AnyWechatPay } from '../client.ts'
import type { Client } from '../machinery.ts'
import type { PrivateKeyInput, WechatPayOptions } from '../config/options.ts'
import { readPrivateKey } from '../config/private-key.ts'
import { readApiKey } from '../crypto/api-key.ts'
import { utf8 } from '../crypto/bytes.ts'
import type { KeyText } from '../crypto/key-input.ts'
import type { FieldDecrypter, ResourceCipher } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { WebhookError } from '../errors/webhook-error.ts'
import type { ApiV2Key } from '../v2/api-v2-key.ts'
import { parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import { refuse } from './refusals.ts'
import { merchantOf, subMerchantOf } from './told.ts'
import type { Keyring } from '../platform/platform-keys.ts'

/** What the notifications of one merchant are verified and decrypted with. */
export interface NotificationKeys {
  /**
   * WeChat Pay's keys, as the client takes them. While a merchant moves from certificates to the public key,
   * notifications come with either: give both.
   */
  readonly platform: WechatPayOptions['platform']
  /** The APIv3 key, 32 characters. */
  readonly apiV3Key: KeyText
  /**
   * The APIv2 key, 32 characters, for the notifications that come as XML: those of APIv2, and of refunds that were made
   * by hand or without `notify_url`. Without it they are refused. Node only.
   */
  readonly apiV2Key?: ApiV2Key | KeyText
  /**
   * The merchant's private key, which opens the few fields that are encrypted once more (`phone_number` of
   * `MEMBERCARD.ACCEPT_CARD`). Without it they are `Undecrypted`.
   */
  readonly privateKey?: PrivateKeyInput
  readonly client?: undefined
}

/** The keys of a client: those that it fetches by itself too, so that both know of a new certificate at once. */
export interface ClientKeys {
  /** Made with `apiV3Key`. Its `apiV2Key`, if it has one, opens XML; its private key opens encrypted fields. */
  readonly client: AnyWechatPay
  readonly platform?: undefined
  readonly apiV3Key?: undefined
  readonly apiV2Key?: undefined
  readonly privateKey?: undefined
}

/** One of many merchants whose notifications come to one endpoint. */
export type MerchantKeys = (NotificationKeys | ClientKeys) & {
  /** What is decrypted must name this merchant number, as `mchid`, `sp_mchid` or `combine_mchid`. */
  readonly mchid: string
  /** Of a partner: the sub-merchants it accepts. Default: all of them. */
  readonly subMchids?: readonly string[]
}

/** What of a delivery tells whose it may be, before anything of it is believed. */
export interface MerchantHint {
  /** Of the request, without query: `/wechatpay/1900000109`. Undefined where the framework's request does not tell. */
  readonly path: string | undefined
  /**
   * `PUB_KEY_ID_…` belongs to one merchant; several can share a certificate. Empty for the XML of APIv2, which names
   * none: find its merchant by path, or give all that it may be for.
   */
  readonly serial: string
}

/**
 * Finds the merchants that a delivery may be for. It is called for every delivery, forged ones too: keep it cheap, and
 * give the same object for the same merchant, for its keys are parsed once.
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
  /** Of fields that are encrypted to the merchant certificate. */
  readonly decrypter: FieldDecrypter | undefined
  /** Whom the content must name; undefined for anybody. */
  readonly merchant: MerchantKeys | undefined
}

/** @throws {ConfigError} names what is wrong with them */
export function candidateOf(keysGiven: NotificationKeys | ClientKeys | MerchantKeys): Candidate {
  const given = ownOptions(keysGiven, { platform: {} })
  try {
    const found = given.client ? keysOfClient(given.client) : keysOf(given)
    const apiV3Key = readApiKey('apiV3Key', found.apiV3Key)
    // A key for XML that is no key is told at once, not when the first XML comes.
    const apiV2Key = isText(found.apiV2Key) ? readApiKey('apiV2Key', found.apiV2Key) : found.apiV2Key
    const cipher = crypto.resourceCipher(utf8(apiV3Key))
    return { ...found, apiV3Key, apiV2Key, cipher, merchant: 'mchid' in given ? given : undefined }
  } catch (error) {
    throw asConfigError(error)
  }
}

function isText(key: ApiV2Key | KeyText | undefined): key is KeyText {
  return typeof key === 'string' || key instanceof ArrayBuffer || ArrayBuffer.isView(key)
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
  const config = (callerOf(client) as Partial<Client> | undefined)?.config
  if (!config) {
    throw new ConfigError('client', 'client: expected a client made with new WechatPay(…)', {
      hint: { zh: '请传入 new WechatPay(…) 本身', en: 'Pass what new WechatPay(…) made.' },
    })
  }
  if (config.apiV3Key === undefined) {
    throw new ConfigError('client', 'client: expected one that was made with apiV3Key, which opens notifications', {
      hint: { zh: '请在 new WechatPay(…) 中传入 apiV3Key', en: 'Give apiV3Key to new WechatPay(…).' },
    })
  }
  const { platform, apiV3Key, v2, decrypter } = config
  return { keys: platform, apiV3Key, apiV2Key: v2.apiKey, decrypter }
}

/** Candidates of many merchants, each parsed at its first delivery. */
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
 * Path, serial and content must speak of the same merchant, or somebody has pointed one's notifications at another.
 *
 * @returns why the content is not this merchant's; undefined when it is
 */
export function strangerIn(
  resource: Readonly<Record<string, unknown>>,
  { mchid, subMchids }: MerchantKeys,
): WebhookError | undefined {
  const [named, sub] = [merchantOf(resource), subMerchantOf(resource)]
  if (named !== undefined && named !== mchid) return refuse.notYours('mchid', [named], [mchid])
  if (sub !== undefined && subMchids && !subMchids.includes(sub)) return refuse.notYours('sub_mchid', [sub], subMchids)
  return undefined
}
