/** One broken rule, with the information needed to correct it. */
export interface Violation {
  /** The field: `total_amount`, `fees[2].fee_name`. */
  readonly field: string
  readonly expected: string
  readonly received: string
  /** The remedy. */
  readonly remedy: { readonly zh: string; readonly en: string }
}
