import type { Hint } from './wechatpay-error.ts'

/** Rows of error tables by operation: `POST v3/refund/domestic/refunds`. */
export type ErrorHints = Readonly<Record<string, readonly ErrorHint[]>>

export interface ErrorHint {
  readonly code: string
  /** The text on the wire; absent where the text varies. */
  readonly message?: string
  readonly hint: Hint
}

/**
 * Chooses the remedy from an operation's error table: from the row with the same message, or else from the rows with
 * the same code if all of them agree.
 */
export function chooseHint(rows: readonly ErrorHint[], code: string, message: string | undefined): Hint | undefined {
  const alike = rows.filter((row) => row.code === code)
  const exact = alike.find((row) => row.message !== undefined && row.message === message)
  const [first] = alike
  const isOne = alike.every(({ hint }) => hint.zh === first?.hint.zh)
  return exact?.hint ?? (isOne ? first?.hint : undefined)
}
