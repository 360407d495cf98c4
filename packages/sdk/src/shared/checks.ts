import type { ConfigError } from '../errors/config-error.ts'
import { describeName, describeValue } from '../errors/describe-value.ts'
import { SERIAL, noSerial, optionError } from './option-error.ts'

/** @param values the functions, by the name of their option */
export function checkAreFunctions(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values))
    if (typeof value !== 'function') throw expected(name, 'a function', value)
}

/** Checks the user agent, which goes into a header unchanged. */
export function readUserAgent(name: string, value: unknown, product: string): string {
  if (value === undefined) return product
  if (typeof value === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return `${value} ${product}`
  throw expected(name, 'one line of ASCII, such as power-bank/1.4', value)
}

export function checkIsObject(name: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(name, 'an object', value)
}

export function checkObject(name: string, value: unknown, known: Readonly<Record<string, 1>>): void {
  checkIsObject(name, value)
  const stranger = Object.keys(value).find((key) => !Object.hasOwn(known, key))
  if (stranger === undefined) return
  const there = Object.keys(known).join(', ')
  throw optionError(name, `there is no option ${describeName(stranger)}; there are ${there}`)
}

/** Returns the number of the brand; undefined for a merchant. */
export function readBrandId(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^\d{1,20}$/.test(value))) return value
  throw expected(
    name,
    'the digits of a brand number',
    value,
    '品牌 ID 见品牌经营平台',
    'It is shown on the brand platform; a merchant has none.',
  )
}

export function readMchid(name: string, value: unknown): string {
  if (typeof value === 'string' && /^\d{8,12}$/.test(value)) return value
  throw expected(name, 'a merchant number (商户号), a text of 8 to 12 digits', value)
}

export function readSerial(name: string, value: unknown): string {
  if (typeof value === 'string' && /^[0-9A-Fa-f]{16,40}$/.test(value)) return value.toUpperCase()
  const form = ', 40 hex digits'
  if (typeof value !== 'string' || !value.startsWith('PUB_KEY_ID_')) throw noSerial(name, form, describeValue(value))
  throw optionError(
    name,
    `expected ${SERIAL}${form}, received the id of a WeChat Pay public key`,
    '公钥 ID 属于 platform.publicKeys',
    'That id belongs under platform.publicKeys.',
  )
}

/** Describes a valid base address, for error messages. */
export const ADDRESS = 'an http(s) address without a query, a user name or a password'

/** Returns the address without the slash at its end, so that paths can be appended. */
export function parseBaseUrl(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    return undefined
  return `${url.origin}${url.pathname}`.replace(/\/$/, '')
}

export function readBaseUrl(name: string, value: unknown): string {
  const url = parseBaseUrl(value)
  if (url !== undefined) return url
  throw expected(name, ADDRESS, value)
}

/** Checks for a whole number that a timer can count to. */
export function isCount(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= 0x7fff_ffff
}

export function readCount(name: string, value: unknown, fallback: number, min: number): number {
  if (value === undefined) return fallback
  if (isCount(value, min)) return value
  throw expected(name, `a whole number, ${min} to 2147483647`, value)
}

function expected(name: string, what: string, value: unknown, zh?: string, en?: string): ConfigError {
  return optionError(name, `expected ${what}, received ${describeValue(value)}`, zh, en)
}
