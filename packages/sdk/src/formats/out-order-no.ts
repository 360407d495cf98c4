import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import type { Now } from '../shared/clock.ts'
import { timeOf } from '../shared/time-of.ts'
import { payscoreTime } from './digit-time.ts'
import { describeValue } from '../errors/describe-value.ts'

export interface OutOrderNoOptions {
  /** At most 5 characters of `0-9 A-Z a-z _ - | *`, for example the product: `PB`. */
  readonly prefix?: string
  /** Default: `Date`. */
  readonly clock?: Now
  /** Source of random bytes. Default: the runtime's cryptographic source. */
  readonly random?: (length: number) => Uint8Array
}

const MAX_LENGTH = 32
const RANDOM_LENGTH = 10
const MAX_PREFIX_LENGTH = MAX_LENGTH - 'yyyyMMddHHmmssSSS'.length - RANDOM_LENGTH
const NOT_ALLOWED = /[^0-9A-Za-z_\-|*]/u
// One case and no look-alikes: case-insensitive databases keep order and uniqueness, and people can read numbers aloud.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Creates a merchant service order number: prefix, time in GMT+8 in milliseconds, and 50 random bits. Numbers with one
 * prefix sort by time, and processes need no coordination. Store it with the order *before* you send it: after a lost
 * answer the same number must be sent again.
 *
 * @returns at most 32 characters
 * @throws {PayscoreValueError} the prefix is too long or contains a forbidden character
 * @example
 * createOutOrderNo({ prefix: 'PB' }) // 'PB202603011000001237K3Q9ZT0VX'
 */
export function createOutOrderNo(options: OutOrderNoOptions = {}): string {
  const {
    prefix = '',
    clock = Date,
    random = randomBytes,
  } = ownOptions(requireObject('createOutOrderNo', 'options', options))
  assertText('prefix', prefix, 0, MAX_PREFIX_LENGTH)
  const now = timeOf('createOutOrderNo', clock)
  const ms = String(Math.floor(now) % 1000).padStart(3, '0')
  let tail = ''
  for (const byte of random(RANDOM_LENGTH)) tail += ALPHABET[byte & 31]
  return `${prefix}${payscoreTime(now)}${ms}${tail}`
}

/**
 * @param value the text to send as `out_order_no`
 * @throws {PayscoreValueError} the text is not 1…32 characters of `0-9 A-Z a-z _ - | *`; says which character is wrong,
 *   and where
 */
export function assertOutOrderNo(value: unknown): asserts value is string {
  assertText('out_order_no', value, 1, MAX_LENGTH)
}

function assertText(field: string, value: unknown, min: number, max: number): void {
  const expected = `${min === 0 ? 'at most' : `${min} to`} ${max} characters of 0-9 A-Z a-z _ - | *`
  if (typeof value !== 'string') throw refusal(field, expected, describeValue(value))
  if (value.length < min || value.length > max) throw refusal(field, expected, describeValue(value))
  const wrong = NOT_ALLOWED.exec(value)
  if (wrong)
    throw refusal(
      field,
      expected,
      `${describeValue(value)}, with ${characterOf(wrong[0])} at position ${wrong.index + 1}`,
    )
}

/** Describes a forbidden character. Letters and digits are allowed, so this reveals nothing of the number. */
function characterOf(character: string): string {
  if (/^[\x21-\x7e]$/.test(character)) return `"${character}"`
  if (character === ' ') return 'a blank'
  return character < ' ' ? 'a control character' : 'a character that is not ASCII'
}

function refusal(field: string, expected: string, received: string): PayscoreValueError {
  return new PayscoreValueError({
    field,
    expected,
    received,
    remedy: { zh: '请使用 createOutOrderNo 生成', en: 'createOutOrderNo makes one that fits.' },
  })
}

function randomBytes(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length))
}
