/**
 * Describes a value for a message by its kind, length and shape, never by its content. A wrong value may be a misplaced
 * key, phone number or name, so no message of this package shows more.
 *
 * Numbers below a hundred million are shown, since they cannot be phone, card or identity numbers.
 *
 * @example
 * describeValue('1900000109 ') // 'a text of 11 characters, blank at an end'
 * describeValue('2026-03-01') // 'a text of 10 characters, like 9999-99-99'
 * describeValue(13800138000) // 'a whole number of 11 digits'
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return describeText(value)
  if (typeof value === 'number') return describeNumber(value)
  if (typeof value === 'bigint') return `a bigint of ${digitsOf(Number(value))} digits`
  if (value === undefined) return 'nothing'
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${value.byteLength} bytes`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function describeNumber(value: number): string {
  if (Math.abs(value) < 1e8 || !Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  const kind = Number.isInteger(value) ? 'whole number' : 'number with a fraction'
  return `a ${value < 0 ? 'negative ' : ''}${kind} of ${digitsOf(value)} digits`
}

/** Number of digits before the decimal point. */
function digitsOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value) || 1)) + 1
}

/** Shapes of texts; the first match applies. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN /, ', a PEM block'],
  [/^\s+$/, ', all blank'],
  [/^\s|\s$/, ', blank at an end'],
  [/^(["'`]).*\1$/s, ', in quotes'],
  [/^\w+:\/\/[^/]*@/, ', an address with a user name or password'],
  [/^https?:.*\?/s, ', an address with a query'],
  [/^(?:localhost\b|[\w-]+(?:\.[\w-]+)+[:/])/, ', an address without http://'],
  [/^https:/, ', an https address'],
  [/^http:/, ', an http address'],
  [/^\w+:\/\//, ', an address of another scheme'],
  [/[^\0-\x7f]/, ', not all ASCII'],
]

function describeText(text: string): string {
  if (text === '') return 'an empty text'
  const { length } = text
  if (/^\d+$/.test(text)) return `a text of ${length} digit${length === 1 ? '' : 's'}`
  const shape =
    // Digits and the separators of dates, times, amounts and phone numbers.
    /^(?=.*\d)[\d .,:/+()TZ-]{2,40}$/.test(text) && !/^ | $/.test(text)
      ? `, like ${text.replaceAll(/\d/g, '9')}`
      : (SHAPES.find(([form]) => form.test(text))?.[1] ?? '')
  return `a text of ${length} character${length === 1 ? '' : 's'}${shape}`
}

/**
 * Whether a text looks like the name of an option, field, header or event: words of at most 31 characters with fewer
 * than five digits. WeChat Pay's keys have 32 characters, and numbers of people and things have more digits.
 */
export function readsLikeName(text: string): boolean {
  return /^(?!(?:.*\d){5})[A-Za-z_$][\w$-]{0,30}(?:[./][\w$-]{1,31}){0,3}$/.test(text)
}

/** Quotes a name if it looks like one, and describes it otherwise. */
export function describeName(name: string): string {
  return readsLikeName(name) ? `"${name}"` : describeValue(name)
}

/**
 * Shows public identifiers: merchant numbers (10 digits, formerly 8), appids, key ids and certificate serials. Any
 * other value is described, since 32 characters may be an API key and other digits somebody's number.
 */
export function describeId(value: unknown): string {
  return isPublicId(value) ? value : describeValue(value)
}

export function isPublicId(value: unknown): value is string {
  return typeof value === 'string' && PUBLIC_ID.test(value)
}

const PUBLIC_ID =
  /^(?:\d{8}|\d{10}|wx[0-9a-f]{16}|PUB_KEY_ID_\d{1,40}|(?=.*[A-F])[0-9A-F]{8,31}|(?=.*[A-F])[0-9A-F]{33,39}|[0-9A-F]{40})$/

/** Shows a name that is part of a longer one, such as `headers.x-shop`, or `…` if it does not look like a name. */
export function nameOrDots(name: string): string {
  return readsLikeName(name) ? name : '…'
}
