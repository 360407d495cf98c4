import type { MerchantAccount } from './account.ts'
import type { Balance } from './balance.ts'
import type { MovementKind } from './movement.ts'
import type { Trade } from './trade.ts'

/** A period of the book. Reading its postings twice gives the same result. */
export interface Span {
  /** First instant of the period, ms. */
  readonly from: number
  /** First instant after the period, ms. */
  readonly to: number
  /** The last posting to include; later ones at the same time are excluded. */
  readonly lastPosting?: number | undefined
}

/** One movement of an account: amounts in fen into its parts, negative ones out of them. */
export interface AccountEntry extends Parts {
  /** Id of its first posting; unique in the book. */
  readonly id: number
  readonly at: number
  readonly kind: MovementKind
  readonly businessNumber: string
  readonly voucherNumber: string
  readonly note?: string
}

/** One line of a trade bill. */
export interface TradeEntry {
  readonly at: number
  /** The merchant on whose account the money arrived or left. */
  readonly owner: string
  readonly trade: Trade
  /** Amount in fen; the part returned with a refund is negative. */
  readonly fee: number
}

/** Amounts in fen on the two parts of an account. */
export interface Parts {
  readonly available: number
  readonly pending: number
}

/** Reads the book for balances and bills. Long periods are read page by page. */
export interface Statements {
  /** The merchant's balances now. BASIC is always included; other accounts are once they have been used. */
  readonly balances: (mchid: string) => Promise<readonly Balance[]>
  /** The balance of an account just before an instant; undefined if it had not been used until then. */
  readonly balanceBefore: (mchid: string, account: MerchantAccount, instant: number) => Promise<Parts | undefined>
  readonly entries: (mchid: string, account: MerchantAccount, span: Span) => AsyncIterable<AccountEntry>
  /**
   * Payments and refunds that a merchant initiated, whatever account they moved.
   *
   * @param asOf creation time of the bill, ms
   */
  readonly trades: (mchid: string, span: Span, asOf: number) => AsyncIterable<TradeEntry>
  /** The number of the latest posting; 0 for an empty book. */
  readonly lastPosting: () => Promise<number>
}
