import type { NotificationShape } from '../../generated/notifications.ts'
import { inTime } from '../../kernel/answers/in-time.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

type Json = Readonly<Record<string, unknown>>

/** The receiver of a notification, and the time. */
export interface Addressee {
  readonly merchant: MerchantView
  /** The user in the notification. */
  readonly openid: string
  /** Virtual instant, ms. */
  readonly now: number
}

/**
 * Adapts a sample to the merchant: its own numbers, its user, the sandbox's time, and unique business numbers. A number
 * that occurs several times stays consistent.
 */
export function ownSample({ sample }: NotificationShape, { merchant, openid, now }: Addressee): Json {
  const { mchid, appids, services } = merchant
  const [appid] = appids
  const [service] = services
  const own: Readonly<Record<string, string | undefined>> = {
    ...named(['mchid', 'mch_id', 'sp_mchid', 'combine_mchid', 'combine_mch_id'], mchid),
    ...named(['appid', 'sp_appid', 'combine_appid'], appid),
    ...named(['openid', 'sp_openid', 'sub_openid', 'combine_openid'], openid),
    service_id: service?.service_id,
  }
  const freshOnes = new Map<string, string>()
  const fresh = (value: string): string => {
    const known = freshOnes.get(value) ?? withFreshEnd(value)
    freshOnes.set(value, known)
    return known
  }
  return inTime(sample, now, (value, name) => {
    if (typeof value !== 'string') return undefined
    if (Object.hasOwn(own, name)) return own[name]
    return SUBJECT.test(name) ? fresh(value) : undefined
  }) as Json
}

/** Names of the numbers by which a receiver distinguishes notifications, the merchant's and WeChat Pay's. */
const SUBJECT =
  /^(?:combine_)?out_\w+_(?:no|id|number)$|^(?:\w+_)?(?:transaction|refund|order|withdraw|recharge)_id$|^(?:\w+_)?bill_no$/

/** Replaces the end of a number, keeping its length and the date that many contain. */
function withFreshEnd(number: string): string {
  const [digits = ''] = /\d*$/.exec(number) ?? []
  const count = Math.min(digits.length, number.length > 20 ? 10 : 6)
  return `${number.slice(0, number.length - count)}${randomDigits(count)}`
}

function named(names: readonly string[], value: string | undefined): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, value]))
}
