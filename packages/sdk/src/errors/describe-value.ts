/**
 * What a value is, for a message: its kind, its length and its shape, never what it holds. A value that does not fit may
 * be a key, a phone number or a name in the wrong place, so every message of this package says no more than this.
 *
 * Numbers below a hundred million are shown: none of them is a number of a phone, a card or a person.
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

/** Before the point. */
function digitsOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value) || 1)) + 1
}

/** The first that fits. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN /, ', a PEM block'],
  [/^\s+$/, ', all blank'],
  [/^\s|\s$/, ', blank at an end'],
  [/^(["'`]).*\1$/s, ', in quotes'],
  [/^\w+:\/\/[^/]*@/, ', an address with a user name or password'],
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
    // Digits and what stands between them in dates, times, amounts and numbers of phones.
    /^(?=.*\d)[\d .,:/+()TZ-]{2,40}$/.test(text) && !/^ | $/.test(text)
      ? `, like ${text.replaceAll(/\d/g, '9')}`
      : (SHAPES.find(([form]) => form.test(text))?.[1] ?? '')
  return `a text of ${length} character${length === 1 ? '' : 's'}${shape}`
}

/**
 * Whether a text reads like the name of an option, a field, a header or an event: words of at most 31 characters, not
 * five digits among them. The keys of WeChat Pay have 32 characters, and the numbers of people and things more digits.
 */
export function readsLikeName(text: string): boolean {
  return /^(?!(?:.*\d){5})[A-Za-z_$][\w$-]{0,30}(?:[./][\w$-]{1,31}){0,3}$/.test(text)
}

/** A name that somebody wrote where names stand: quoted if it reads like one, else described. */
export function describeName(name: string): string {
  return readsLikeName(name) ? `"${name}"` : describeValue(name)
}

/**
 * The numbers and ids that stand on everything a merchant sends, and are no secret: merchant numbers (10 digits, 8 of
 * old), appids, key ids and certificate serials. What only could be one of them (32 characters are an API key, other
 * digits are somebody's number) is described.
 */
export function describeId(value: unknown): string {
  return isPublicId(value) ? value : describeValue(value)
}

export function isPublicId(value: unknown): value is string {
  return typeof value === 'string' && PUBLIC_ID.test(value)
}

const PUBLIC_ID =
  /^(?:\d{8}|\d{10}|wx[0-9a-f]{16}|PUB_KEY_ID_\d{1,40}|(?=.*[A-F])[0-9A-F]{8,31}|(?=.*[A-F])[0-9A-F]{33,39}|[0-9A-F]{40})$/

/** The same as a part of a longer name: `headers.x-shop`. */
export function nameOrDots(name: string): string {
  return readsLikeName(name) ? name : '…'
}
