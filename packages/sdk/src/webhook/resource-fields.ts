/** Facts that all notifications share, whatever their products call them. */

type Json = Readonly<Record<string, unknown>>

const MERCHANT = ['sp_mchid', 'mchid', 'mch_id', 'combine_mchid', 'combine_mch_id'] as const
const SUB_MERCHANT = ['sub_mchid', 'sub_mch_id'] as const
const APP = ['sp_appid', 'appid', 'combine_appid'] as const
const SUB_APP = ['sub_appid'] as const

/** All fields that name a merchant, and all that name an app. */
export const PARTY_FIELDS: Readonly<Record<'mchid' | 'appid', readonly string[]>> = {
  mchid: [...MERCHANT, ...SUB_MERCHANT],
  appid: [...APP, ...SUB_APP],
}

/**
 * The merchant to which the notification is addressed: a partner's own number if there is a partner, the initiator's of
 * a combined payment.
 */
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

/** The amount in fen. For a refund the refunded amount, not the order total. APIv2 writes amounts as digits. */
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
    places.map(fenOf).find((value) => value !== undefined) ??
    sumOf(resource['sub_orders'], (part) => member(member(part, 'amount'), 'total_amount')) ??
    sumOf(member(parsed(resource['sub_order_list']), 'order_list'), (part) => member(part, 'total_fee'))
  )
}

/** The sum of the parts of a combined payment. */
function sumOf(parts: unknown, amountIn: (part: unknown) => unknown): number | undefined {
  if (!Array.isArray(parts) || parts.length === 0) return undefined
  const amounts = parts.map((part: unknown) => fenOf(amountIn(part)))
  return amounts.reduce((sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount), 0)
}

/** Parses a list, which APIv2 writes as JSON in a text. */
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
