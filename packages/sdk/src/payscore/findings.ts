import { isFen } from '../formats/fen.ts'
import { REMEDY } from './remedies.ts'
import { precisionOf, readTime, type TimePrecision } from '../formats/digit-time.ts'
import { describeValue } from '../errors/describe-value.ts'
import { fits, isUnset } from './checks.ts'
import type { Violation } from '../errors/violation.ts'

/** Collects all violations in a body, so that one error can name all of them. */
export class Findings {
  readonly violations: Violation[] = []

  add(field: string, expected: string, received: unknown, remedy: Violation['remedy']): void {
    this.violations.push({ field, expected, received: describeValue(received), remedy })
  }

  /** Adds a violation about a valid time, whose text may be shown. */
  addTime(field: string, expected: string, received: string, remedy: Violation['remedy']): void {
    this.violations.push({ field, expected, received, remedy })
  }

  /** Checks a required text of at most `max` characters. */
  requiredText(field: string, value: unknown, max: number, remedy: Violation['remedy'] = REMEDY.required): void {
    if (isUnset(value)) this.add(field, `a text of 1 to ${max} characters`, value, remedy)
    else this.text(field, value, max)
  }

  /** Checks an optional text of at most `max` characters. */
  text(field: string, value: unknown, max: number): void {
    if (isUnset(value) || (typeof value === 'string' && fits(value, max))) return
    this.add(field, `a text of at most ${max} characters`, value, {
      zh: `请缩短到 ${max} 个字符以内`,
      en: `Shorten it to ${max} characters.`,
    })
  }

  /** @returns the amount in fen, 0 when it is unset, `NaN` when it is invalid */
  fen(field: string, value: unknown): number {
    if (value === undefined || value === null) return 0
    if (isFen(value)) return value
    this.add(field, 'a whole number of fen, 0 or more', value, REMEDY.fen)
    return NaN
  }

  /** @returns the time, unless it is unset or not comparable */
  time(field: string, value: unknown, precision?: TimePrecision): string | undefined {
    if (isUnset(value)) return undefined
    if (typeof value !== 'string' || readTime(value) === undefined) {
      this.add(field, 'yyyyMMddHHmmss or yyyyMMdd, an existing time in GMT+8', value, REMEDY.time)
      return undefined
    }
    if (precision === undefined || precisionOf(value) === precision) return value
    this.addTime(field, `${precision === 'day' ? 8 : 14} digits, like the time before it`, value, REMEDY.precision)
    return undefined
  }
}
