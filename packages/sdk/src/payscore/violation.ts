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

/** Characters as people count them: one for a Chinese character, one for a letter. */
export function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
