/** One broken rule, with all that is needed to mend it. */
export interface Violation {
  /** Where: `total_amount`, `fees[2].fee_name`. */
  readonly field: string
  readonly expected: string
  readonly received: string
  /** What to do. */
  readonly remedy: { readonly zh: string; readonly en: string }
}

/** Unset, in any of the ways WeChat Pay and JSON have for it. */
export function isUnset(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

/** Whether a text has at most `max` characters as people count them: one for a Chinese character, one for a letter. */
export function fits(text: string, max: number): boolean {
  // It never has more characters than it has code units.
  return text.length <= max || Array.from(text).length <= max
}
