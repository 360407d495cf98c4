import { crypto } from '#crypto'
import { asConfigError } from '../config/as-config-error.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { parseApiKey } from '../crypto/key-material.ts'
import type { ResourceCipher } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { ApiV2Key } from '../v2/api-v2-key.ts'
import { parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import { refuse } from './refusals.ts'
import type { Keyring } from '../platform/platform-keys.ts'

/** What the notifications of one merchant are verified and decrypted with. */
export interface NotificationKeys {
  /**
   * WeChat Pay's keys, as the client takes them. While a merchant moves from certificates to the public key,
   * notifications come with either: give both.
   */
  readonly platform: WechatPayOptions['platform']
  /** The APIv3 key, 32 characters. */
  readonly apiV3Key: string
  /**
   * The APIv2 key, 32 characters, for the notifications that come as XML: those of APIv2, and of refunds that were made
   * by hand or without `notify_url`. Without it they are refused. Node only.
   */
  readonly apiV2Key?: ApiV2Key | string
}

/** One of many merchants whose notifications come to one endpoint. */
export interface MerchantKeys extends NotificationKeys {
  /** What is decrypted must name this merchant number, as `mchid` or `sp_mchid`. */
  readonly mchid: string
  /** Of a partner: the sub-merchants it accepts. Default: all of them. */
  readonly subMchids?: readonly string[]
}

/** What of a delivery tells whose it may be, before anything of it is believed. */
export interface MerchantHint {
  /** Of the request, without query: `/wechatpay/1900000109`. Undefined where the framework's request does not tell. */
  readonly path: string | undefined
  /** `PUB_KEY_ID_…` belongs to one merchant; a certificate's serial does too. */
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
  /** As it was given. */
  readonly given: NotificationKeys
  /** Whom the content must name; undefined for anybody. */
  readonly merchant: MerchantKeys | undefined
}

/** @throws {ConfigError} names what is wrong with them */
export function candidateOf(given: NotificationKeys | MerchantKeys): Candidate {
  try {
    return {
      keys: parsePlatformKeys(given.platform),
      cipher: crypto.resourceCipher(parseApiKey('apiV3Key', given.apiV3Key)),
      given: checked(given),
      merchant: 'mchid' in given ? given : undefined,
    }
  } catch (error) {
    throw asConfigError(error)
  }
}

/** A key for XML that is no key is told at once, not when the first XML comes. */
function checked(given: NotificationKeys): NotificationKeys {
  if (typeof given.apiV2Key === 'string') parseApiKey('apiV2Key', given.apiV2Key)
  return given
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

/** Path, serial and content must speak of the same merchant, or somebody has pointed one's notifications at another. */
export function assertNames({ mchid, subMchids }: MerchantKeys, resource: Readonly<Record<string, unknown>>): void {
  const named = resource['sp_mchid'] ?? resource['mchid'] ?? resource['mch_id']
  if (typeof named === 'string' && named !== mchid) throw refuse.notYours('mchid', named, mchid)
  const sub = resource['sub_mchid'] ?? resource['sub_mch_id']
  if (typeof sub === 'string' && subMchids && !subMchids.includes(sub))
    throw refuse.notYours('sub_mchid', sub, subMchids.join(', '))
}
