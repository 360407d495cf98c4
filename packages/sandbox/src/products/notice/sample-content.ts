import type { NotificationShape } from '../../generated/notifications.ts'
import { inTime } from '../../kernel/answers/in-time.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'

type Json = Readonly<Record<string, unknown>>

/** Whom a notification is for, and when. */
export interface Addressee {
  readonly merchant: MerchantView
  /** The user it tells of. */
  readonly openid: string
  /** Virtual instant, ms. */
  readonly now: number
}

/** A sample as the merchant would get it: its own numbers, its user, its time. */
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
  return inTime(sample, now, (value, name) =>
    typeof value === 'string' && Object.hasOwn(own, name) ? own[name] : undefined,
  ) as Json
}

function named(names: readonly string[], value: string | undefined): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, value]))
}
