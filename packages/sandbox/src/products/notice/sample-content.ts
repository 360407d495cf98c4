import type { NotificationShape } from '../../generated/notifications.ts'
import { inTime } from '../../kernel/answers/in-time.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

type Json = Readonly<Record<string, unknown>>

/** Whom a notification is for, and when. */
export interface Addressee {
  readonly merchant: MerchantView
  /** The user it tells of. */
  readonly openid: string
  /** Virtual instant, ms. */
  readonly now: number
}

/**
 * A sample as the merchant would get it: its own numbers, its user, its time, and numbers of what it is about that no
 * other notice has. The same number stays the same all through it.
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

/** Numbers by which a receiver tells one notification from another, the merchant's own and WeChat Pay's. */
const SUBJECT =
  /^(?:combine_)?out_\w+_(?:no|id|number)$|^(?:\w+_)?(?:transaction|refund|order|withdraw|recharge)_id$|^(?:\w+_)?bill_no$/

/** As long as before, with the date that many of them hold. */
function withFreshEnd(number: string): string {
  const [digits = ''] = /\d*$/.exec(number) ?? []
  const count = Math.min(digits.length, number.length > 20 ? 10 : 6)
  return `${number.slice(0, number.length - count)}${randomDigits(count)}`
}

function named(names: readonly string[], value: string | undefined): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, value]))
}
