/** What a notification tells, whatever its product calls it. */

type Json = Readonly<Record<string, unknown>>

/** The merchant it is for: a partner's own number where there is a partner, the initiator's of a combined payment. */
export function merchantOf(resource: Json): string | undefined {
  return firstText(resource, ['sp_mchid', 'mchid', 'mch_id', 'combine_mchid', 'combine_mch_id'])
}

export function subMerchantOf(resource: Json): string | undefined {
  return firstText(resource, ['sub_mchid', 'sub_mch_id'])
}

export function appOf(resource: Json): string | undefined {
  return firstText(resource, ['sp_appid', 'appid', 'combine_appid'])
}

export function subAppOf(resource: Json): string | undefined {
  return firstText(resource, ['sub_appid'])
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
    resource['refund_fee'],
    resource['total_fee'],
    member(receiver, 'amount'),
  ]
  return places.map(fenOf).find((told) => told !== undefined) ?? combinedAmountOf(resource['sub_orders'])
}

/** Of a combined payment: its parts together. */
function combinedAmountOf(parts: unknown): number | undefined {
  if (!Array.isArray(parts) || parts.length === 0) return undefined
  const amounts = parts.map((part: unknown) => fenOf(member(member(part, 'amount'), 'total_amount')))
  return amounts.reduce((sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount), 0)
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
