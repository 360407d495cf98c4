import { isObject } from '../validate/check-value.ts'

type Fields = Readonly<Record<string, unknown>>

/** Names of identifiers that mean the same everywhere in an answer: of orders, merchants, applications, users. */
const IDENTITY = /(?:_no|_id|mchid|appid|openid|_code|billno)$/
const MERCHANT_NUMBER = /^out_(?:\w+_)?no$/
const COUNT = /count$|num$|^total$|total_number$/

/**
 * Copies an example with the request's values at the same places. Identifiers at the top of the request are repeated at
 * any depth.
 *
 * @param own paths of fields that keep the example's value, because the request does not decide it: `fees[].state`
 */
export function echo(example: unknown, sent: Fields, own: ReadonlySet<string>): unknown {
  const identities = Object.entries(sent).filter(([name, value]) => IDENTITY.test(name) && typeof value === 'string')
  return echoed(example, sent, { own, identities: Object.fromEntries(identities) }, '')
}

interface Rules {
  readonly own: ReadonlySet<string>
  readonly identities: Fields
}

/** @param above the path of the object: empty at the top, `fees[].` in a row */
function echoed(example: unknown, sent: Fields, rules: Rules, above: string): unknown {
  if (!isObject(example)) return example
  const filled = Object.entries(example).map(([name, value]): [string, unknown] => [
    name,
    rules.own.has(above + name) ? value : fieldOf(name, value, sent, rules, above + name),
  ])
  return fitted(example, Object.fromEntries(filled))
}

function fieldOf(name: string, value: unknown, sent: Fields, rules: Rules, path: string): unknown {
  const given = Object.hasOwn(sent, name) ? sent[name] : undefined
  if (isObject(value)) {
    const values = isObject(given) ? given : isAbout(sent, value) ? sent : {}
    return echoed(value, values, rules, `${path}.`)
  }
  if (Array.isArray(value)) return listOf(value, given, rules, `${path}[].`)
  if (isJson(value))
    return isJson(given)
      ? JSON.stringify(echoed(JSON.parse(value), JSON.parse(given) as Fields, rules, `${path}.`))
      : value
  return alike(given, value, name) ?? alike(rules.identities[name], value, name) ?? value
}

/**
 * Whether an object of the answer describes what the request named: it has the merchant's number from beside it, as
 * `transfer_batch` has the `out_batch_no`. The request's fields are then those of the object.
 */
function isAbout(sent: Fields, described: Fields): boolean {
  return Object.keys(described).some((name) => MERCHANT_NUMBER.test(name) && typeof sent[name] === 'string')
}

/** Makes a row for each row of the request, or keeps the example's rows. */
function listOf(rows: readonly unknown[], given: unknown, rules: Rules, above: string): unknown[] {
  const [row] = rows
  if (Array.isArray(given) && given.length > 0) {
    if (isObject(row) && given.every(isObject)) return given.map((one) => echoed(row, one, rules, above))
    if (!isObject(row) && given.every((one) => alike(one, row, '') !== undefined)) return given
  }
  return rows.map((one) => echoed(one, {}, rules, above))
}

/** Whether a text contains a JSON object, as in some fields of APIv2. */
function isJson(value: unknown): value is string {
  if (typeof value !== 'string' || !value.startsWith('{')) return false
  try {
    return isObject(JSON.parse(value))
  } catch {
    return false
  }
}

/** Returns the request's value if it has the answer's type. Numbers in a path or query are texts. */
function alike(given: unknown, example: unknown, name: string): unknown {
  if (typeof example === 'number' && typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given)
  const scalar = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
  if (!scalar || typeof given !== typeof example) return undefined
  return formOfTime(given, name) === formOfTime(example, name) ? given : undefined
}

/** The notation of a time, which may differ between request and answer; undefined for any other value. */
function formOfTime(value: unknown, name: string): string | undefined {
  if (typeof value !== 'string' || !/time|date|day/i.test(name)) return undefined
  return /^\d{4}-\d\d-\d\d(?:[T ]?)|^\d{14}$|^\d{8}$/.exec(value)?.[0].replaceAll(/\d/g, '0')
}

/**
 * Adjusts values that depend on the request: `payer_refund` follows `refund` if both were equal, and a count follows
 * the length of the list beside it.
 */
function fitted(example: Fields, filled: Fields): Fields {
  const changed = Object.keys(filled).filter(
    (name) => typeof filled[name] === 'number' && filled[name] !== example[name],
  )
  const lists = Object.keys(filled).filter((name) => Array.isArray(filled[name]))
  const [list] = lists
  const lengths = (fields: Fields): number => (fields[list ?? ''] as readonly unknown[]).length
  return Object.fromEntries(
    Object.entries(filled).map(([name, value]) => {
      if (typeof value !== 'number' || changed.includes(name)) return [name, value]
      const leader = changed.find((one) => name.endsWith(`_${one}`) && example[one] === value)
      if (leader !== undefined) return [name, filled[leader]]
      const counts = lists.length === 1 && COUNT.test(name) && value === lengths(example)
      return [name, counts ? lengths(filled) : value]
    }),
  )
}
