import type { MerchantAccount } from './account.ts'
import type { Balance } from './balance.ts'
import type { MovementKind } from './movement.ts'
import type { Trade } from './trade.ts'

/** A stretch of the book. Its postings may be read twice, and are the same. */
export interface Span {
  /** First instant of it, ms. */
  readonly from: number
  /** First instant after it, ms. */
  readonly to: number
  /** The last posting that counts, where later ones of the same time do not. */
  readonly lastPosting?: number | undefined
}

/** One movement of an account: fen into its parts, or out of them where negative. */
export interface AccountEntry extends Parts {
  /** Of its first posting; unique in the book. */
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
  /** The merchant whose account the money came to or went from. */
  readonly owner: string
  readonly trade: Trade
  /** Fen; what is given back with a refund is negative. */
  readonly fee: number
}

/** Fen on the two parts of an account. */
export interface Parts {
  readonly available: number
  readonly pending: number
}

/** Reads the book: what merchants have, and what bills are made of. Long stretches are read page by page. */
export interface Statements {
  /** What a merchant has now. BASIC is always there; the other accounts are once something has been on them. */
  readonly balances: (mchid: string) => Promise<readonly Balance[]>
  /** What was on an account just before an instant; nothing if it never had anything until then. */
  readonly balanceBefore: (mchid: string, account: MerchantAccount, instant: number) => Promise<Parts | undefined>
  readonly entries: (mchid: string, account: MerchantAccount, span: Span) => AsyncIterable<AccountEntry>
  /**
   * Payments and refunds that a merchant made itself, whosever account they moved.
   *
   * @param asOf when the bill is made, ms
   */
  readonly trades: (mchid: string, span: Span, asOf: number) => AsyncIterable<TradeEntry>
  /** The number of the latest posting; 0 in an empty book. */
  readonly lastPosting: () => Promise<number>
}
