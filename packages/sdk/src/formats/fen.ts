import { describeValue } from '../errors/describe-value.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'

const YUAN = /^(0|[1-9]\d*)(?:\.(\d{1,2}))?$/

/** Whether a value is an amount in fen: whole, not negative, and exact in a JavaScript number. */
export function isFen(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0)
}

/**
 * Converts a decimal text of yuan to fen without floating-point arithmetic.
 *
 * @param yuan `'10.50'`, `'10.5'`, `'10'`; no sign, blank, comma, currency or exponent
 * @returns fen
 * @throws {PayscoreValueError} the value is a number, or not such a text
 */
export function yuanToFen(yuan: string): number {
  const match = typeof yuan === 'string' ? YUAN.exec(yuan) : null
  const fen = match ? Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : NaN
  if (!isFen(fen)) {
    throw new PayscoreValueError({
      field: 'yuan',
      expected: "a decimal text such as '10.50'",
      received: describeValue(yuan),
      remedy: {
        zh: '请传入十进制字符串（最多两位小数），不要先转换为浮点数',
        en: 'Pass the decimal text itself, two decimals at most: a number may have lost a fen already.',
      },
    })
  }
  return fen
}

/**
 * @param fen whole fen ≥ 0
 * @returns yuan with two decimals, `'10.50'`
 * @throws {PayscoreValueError} the value is not a whole number of fen
 */
export function fenToYuan(fen: number): string {
  assertFen('fen', fen)
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** @throws {PayscoreValueError} the value is not a whole number of fen; names the field */
export function assertFen(field: string, value: unknown): asserts value is number {
  if (isFen(value)) return
  throw new PayscoreValueError({
    field,
    expected: 'a whole number of fen, 0 or more',
    received: describeValue(value),
    remedy: {
      zh: '金额单位为分，必须是非负整数；元请用 yuanToFen 转换',
      en: 'Amounts are whole fen: convert yuan with yuanToFen, never by multiplying.',
    },
  })
}
