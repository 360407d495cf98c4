import type { NotificationShape } from '../../generated/notifications.ts'
import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import { isObject } from '../../kernel/validate/check-value.ts'

type Json = Readonly<Record<string, unknown>>

/** Whom a notification is for, and when. */
export interface Addressee {
  readonly merchant: MerchantView
  /** The user it tells of. */
  readonly openid: string
  /** Virtual instant, ms. */
  readonly now: number
}

/** The instant that every sample tells. */
const SAMPLE_INSTANT = Date.parse('2026-03-01T10:00:00+08:00')

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
  const change = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => change(item, name))
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, change(one, inner)]))
    if (typeof value === 'string' && value.startsWith('{')) return JSON.stringify(change(JSON.parse(value), name))
    if (typeof value === 'string' && Object.hasOwn(own, name)) return own[name] ?? value
    return inTime(value, now - SAMPLE_INSTANT)
  }
  return change(sample, '') as Json
}

function named(names: readonly string[], value: string | undefined): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, value]))
}

const SAMPLE_TIME = /^(2026)(-?)(03)\2(0[12])(?:([T ]?)(\d\d)(:?)(\d\d)\7(\d\d)(\+08:00)?)?$/

/** Moves what tells a time near the samples' own. */
function inTime(value: unknown, shift: number): unknown {
  if (value === SAMPLE_INSTANT / 1000) return Math.floor((SAMPLE_INSTANT + shift) / 1000)
  if (typeof value !== 'string') return value
  const [, year, dash, month, day, gap, hour = '00', colon, minute = '00', second = '00', zone = ''] =
    SAMPLE_TIME.exec(value) ?? []
  if (year === undefined) return value
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  const moved = beijingTime(instant + shift)
  const date = moved.slice(0, 10).replaceAll('-', dash ?? '')
  if (gap === undefined) return date
  return `${date}${gap}${moved.slice(11, 19).replaceAll(':', colon ?? '')}${zone}`
}
