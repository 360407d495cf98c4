import { nameOrDots } from '../../errors/describe-value.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'
import { kindsByName, type FieldKind } from '../../operation/field-kinds.ts'
import type { OperationCall } from '../call.ts'

/** Deeper than any documented request. Circular values are left to the JSON writer, which refuses them. */
const MAX_DEPTH = 32

/**
 * Refuses numbers and texts that WeChat Pay would refuse or, worse, misread: `19.9 * 100` is no whole number of fen,
 * and JSON writes NaN as null. Undocumented fields pass, and so does everything with `checks: false`, except numbers
 * that no format can write.
 *
 * @throws {RequestError} names the field, the expected and the received kind of value, never the value
 */
export function checkFields(call: OperationCall): void {
  const kinds = call.options.checks === false ? undefined : kindsByName(call.fieldKinds)
  const { operation, json, meta, query, xml } = call
  if (json !== undefined) check(json, { operation, kinds, hasTypes: true, trail: ['json'] })
  if (meta !== undefined) check(meta, { operation, kinds, hasTypes: true, trail: ['meta'] })
  if (query !== undefined) check(query, { operation, kinds, hasTypes: false, trail: ['query'] })
  if (xml !== undefined) check(xml, { operation, kinds, hasTypes: false, trail: ['xml'] })
}

interface Context {
  readonly operation: string
  readonly kinds: ReadonlyMap<string, ReadonlySet<FieldKind>> | undefined
  /** Whether the format distinguishes numbers from texts: JSON does, a query and XML do not. */
  readonly hasTypes: boolean
  /** The path to the current value. It is formatted only for a message. */
  readonly trail: (string | number)[]
}

function check(value: unknown, context: Context, name = '', depth = 0): void {
  const { trail, kinds, hasTypes } = context
  if (typeof value === 'number' || typeof value === 'string') {
    const problem = problemOf(value, kinds?.get(name), hasTypes)
    if (problem) throw refused(context, problem)
  } else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      trail.push(at)
      check(value[at], context, name, depth)
      trail.pop()
    }
  } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    for (const key of Object.keys(value)) {
      trail.push(key)
      check((value as Readonly<Record<string, unknown>>)[key], context, key, depth + 1)
      trail.pop()
    }
  }
}

interface Problem {
  readonly expected: string
  readonly received: string
  readonly hint?: Hint
}

const AMOUNT = 'an amount in fen, a whole number that is not negative'
const AMOUNT_HINT: Hint = {
  zh: '金额以分为单位，须为整数；由元换算时用 wechatpay-ts/payscore 的 yuanToFen，或 Math.round(元 * 100)',
  en: 'Amounts are whole fen: convert yuan with yuanToFen of wechatpay-ts/payscore, or Math.round(yuan * 100).',
}

function problemOf(
  value: number | string,
  kinds: ReadonlySet<FieldKind> | undefined,
  hasTypes: boolean,
): Problem | undefined {
  const isText = typeof value === 'string'
  if (!isText && !Number.isFinite(value)) return { expected: 'a number', received: String(value) }
  if (!kinds) return undefined
  if (isText && (kinds.has('text') || value === '')) return undefined
  const isNumeric = kinds.has('amount') || kinds.has('integer') || kinds.has('number')
  if (!isNumeric) {
    if (isText || !hasTypes) return undefined
    const hint = { zh: '编号等文本字段请写成字符串，如 "1900000109"', en: 'Write it in quotes.' }
    return { expected: 'a text', received: 'a number', hint }
  }
  if (kinds.has('number')) return isText && hasTypes ? { expected: 'a number', received: 'a text' } : undefined
  const isAmount = !kinds.has('integer')
  const received = isText && hasTypes ? 'a text' : strangeness(value, isAmount)
  if (received === undefined) return undefined
  return isAmount ? { expected: AMOUNT, received, hint: AMOUNT_HINT } : { expected: 'a whole number', received }
}

/** Describes why a value is not a whole number; undefined where it is one. */
function strangeness(value: number | string, isAmount: boolean): string | undefined {
  if (typeof value === 'string' && !/^-?\d+$/.test(value)) return 'a text that is not one'
  const number = Number(value)
  if (!Number.isInteger(number)) return 'a number with a fraction'
  if (!Number.isSafeInteger(number)) return 'a number too large to be exact'
  return isAmount && (number < 0 || Object.is(value, -0)) ? 'a negative number' : undefined
}

function refused({ operation, trail }: Context, { expected, received, hint }: Problem): RequestError {
  const [place, ...steps] = trail
  const field = `${place}${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${nameOrDots(step)}`)).join('')}`
  return new RequestError(
    field,
    `${operation}: ${field}: expected ${expected}, received ${received}`,
    hint ? { hint } : {},
  )
}
