/** What a notification tells, whatever its product calls it. */

type Json = Readonly<Record<string, unknown>>

const MERCHANT = ['sp_mchid', 'mchid', 'mch_id', 'combine_mchid', 'combine_mch_id'] as const
const SUB_MERCHANT = ['sub_mchid', 'sub_mch_id'] as const
const APP = ['sp_appid', 'appid', 'combine_appid'] as const
const SUB_APP = ['sub_appid'] as const

/** Every field that names a merchant, and every field that names an app. */
export const PARTY_FIELDS: Readonly<Record<'mchid' | 'appid', readonly string[]>> = {
  mchid: [...MERCHANT, ...SUB_MERCHANT],
  appid: [...APP, ...SUB_APP],
}

/** The merchant it is for: a partner's own number where there is a partner, the initiator's of a combined payment. */
export function merchantOf(resource: Json): string | undefined {
  return firstText(resource, MERCHANT)
}

export function subMerchantOf(resource: Json): string | undefined {
  return firstText(resource, SUB_MERCHANT)
}

export function appOf(resource: Json): string | undefined {
  return firstText(resource, APP)
}

export function subAppOf(resource: Json): string | undefined {
  return firstText(resource, SUB_APP)
}

/** What it is about, in fen: what was refunded before what it was refunded from. APIv2 writes digits. */
export function amountOf(resource: Json): number | undefined {
  const { amount, receiver } = resource
  const places = [
    resource['refund_amount'],
    member(amount, 'refund'),
    member(amount, 'total'),
    amount,
    resource['total_amount'],
    resource['transfer_amount'],
    member(resource['transfer_amount'], 'total'),
    member(resource['recharge_amount'], 'amount'),
    resource['refund_fee'],
    resource['total_fee'],
    member(receiver, 'amount'),
  ]
  return (
    places.map(fenOf).find((told) => told !== undefined) ??
    sumOf(resource['sub_orders'], (part) => member(member(part, 'amount'), 'total_amount')) ??
    sumOf(member(parsed(resource['sub_order_list']), 'order_list'), (part) => member(part, 'total_fee'))
  )
}

/** The parts of a combined payment together. */
function sumOf(parts: unknown, amountIn: (part: unknown) => unknown): number | undefined {
  if (!Array.isArray(parts) || parts.length === 0) return undefined
  const amounts = parts.map((part: unknown) => fenOf(amountIn(part)))
  return amounts.reduce((sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount), 0)
}

/** APIv2 writes lists as JSON in a text. */
function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

function fenOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[name] : undefined
}

function firstText(resource: Json, names: readonly string[]): string | undefined {
  return names.map((name) => resource[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined
}
