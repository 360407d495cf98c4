import { RequestError } from '../errors/request-error.ts'
import type { Hint } from '../errors/wechatpay-error.ts'
import { describeName, describeValue, nameOrDots } from '../errors/describe-value.ts'
import { requireObject } from '../shared/require-object.ts'

/** The type of a field's value. */
export type FieldValue = string | number | boolean

/** The fields of a message of APIv2. Undefined and null values are left out. */
export type Fields = Readonly<Record<string, FieldValue | null | undefined>>

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // A literal carriage return would be read as a line feed, and the signature would not match.
  '\r': '&#13;',
}
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/**
 * Writes a message of APIv2.
 *
 * @param root name of the outer element. Default: `xml`
 * @throws {RequestError} a value is no text, number or boolean, or contains characters that XML forbids
 * @example
 * toXml({ return_code: 'SUCCESS', return_msg: 'OK' })
 */
export function toXml(fields: Fields, root = 'xml'): string {
  const elements = Object.entries(textFields(requireObject('toXml', 'fields', fields))).map(([name, value]) => {
    const text = value.replace(/[&<>\r]/g, (character) => ESCAPES[character]!)
    return `<${name}>${text}</${name}>`
  })
  return `<${root}>${elements.join('')}</${root}>`
}

/**
 * Converts values to the texts that are signed and sent.
 *
 * @param where the origin of the fields, for the message
 * @param operation the operation, for the message
 * @throws {RequestError} names the field
 */
export function textFields(
  fields: Readonly<Record<string, unknown>>,
  where = 'xml',
  operation?: string,
): Record<string, string> {
  const refuse = (field: string, problem: string, hint?: Hint): RequestError =>
    new RequestError(field, `${operation ? `${operation}: ` : ''}${field}: ${problem}`, hint ? { hint } : {})
  const texts: [string, string][] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw refuse(where, `${describeName(name)} cannot be the name of a field`)
    texts.push([name, textOf(`${where}.${nameOrDots(name)}`, value, refuse)])
  }
  return Object.fromEntries(texts)
}

function textOf(
  field: string,
  value: unknown,
  refuse: (field: string, problem: string, hint?: Hint) => RequestError,
): string {
  const text =
    typeof value === 'string' ? value : typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined
  // Nobody means an amount like 1e21.
  if (text === undefined || (typeof value === 'number' && text.includes('e'))) {
    throw refuse(field, `expected a text or a number, received ${describeValue(value)}`, {
      zh: '文档要求 JSON 的字段请先 JSON.stringify',
      en: 'Where the documentation wants JSON, give it as text: JSON.stringify(…).',
    })
  }
  if (!text.isWellFormed() || FORBIDDEN.test(text))
    throw refuse(field, 'it has control characters or half of a surrogate pair')
  return text
}
