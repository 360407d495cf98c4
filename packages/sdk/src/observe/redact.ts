import { describeValue, isPublicId } from '../errors/describe-value.ts'

/** Nobody reads more items, and a long list holds many people's data. */
const MOST_ITEMS = 10
const DEEPEST = 8

/**
 * Fields whose texts are shown: numbers of merchants, apps, orders and the like, states, kinds, currencies and codes.
 * None of them names a person. Payment codes are not among the codes, because whoever has one can take money.
 */
const SHOWN =
  /^(?:(?:[a-z_]+_)?(?:mchid|mch_id|appid)|(?:combine_)?out_[a-z_]+_(?:no|number)|(?:transaction|order|refund|service|batch|template|complaint|plan)_id|(?:[a-z_]+_)?(?:state|status|type|currency)|(?:err_|return_|result_)?code)$/
/** Matches times and dates, and their parts. */
const TIME = /^(?:\d{8}|\d{14}|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)$/
const PLAIN = /^[\w.:@|*+-]{1,64}$/

/** Copies parameters or data for display. Values that may be secret or personal are replaced by their kind. */
export function redact(value: unknown, name = '', depth = 0): unknown {
  if (typeof value === 'string') return isShown(value, name) ? value : describeValue(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? value : shownNumber(value)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || depth === DEEPEST) return describeValue(value)
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => redact(item, name, depth + 1))
    return value.length > MOST_ITEMS ? [...items, `… ${value.length} in all`] : items
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redact(member, key, depth + 1)]))
}

function isShown(text: string, name: string): boolean {
  if (SHOWN.test(name) && name !== 'auth_code') return PLAIN.test(text)
  // Digits alone may be somebody's phone or account, even as many as a merchant number has.
  return (isPublicId(text) && /\D/.test(text)) || (TIME.test(text) && /time|date/.test(name))
}

/** Shows amounts and counts. A longer number could be a phone or card number. */
function shownNumber(value: unknown): unknown {
  if (value === undefined || value === null) return value
  return typeof value === 'number' && Math.abs(value) < 1e8 ? value : describeValue(value)
}
