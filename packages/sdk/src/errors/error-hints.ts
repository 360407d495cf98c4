import type { Hint } from './wechatpay-error.ts'

/** Rows of error tables by operation, `POST v3/refund/domestic/refunds`. */
export type ErrorHints = Readonly<Record<string, readonly ErrorHint[]>>

export interface ErrorHint {
  readonly code: string
  /** The text on the wire; absent where it varies. */
  readonly message?: string
  readonly hint: Hint
}

/**
 * What the table of an operation says to do about a refusal: of the row with that message, or else of all rows with that
 * code where they say the same.
 */
export function chooseHint(rows: readonly ErrorHint[], code: string, message: string | undefined): Hint | undefined {
  const alike = rows.filter((row) => row.code === code)
  const exact = alike.find((row) => row.message !== undefined && row.message === message)
  const [first] = alike
  const isOne = alike.every(({ hint }) => hint.zh === first?.hint.zh)
  return exact?.hint ?? (isOne ? first?.hint : undefined)
}
