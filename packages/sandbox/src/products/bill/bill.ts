import type { MerchantAccount } from '../../kernel/ledger/account.ts'
import type { Span } from '../../kernel/ledger/statements.ts'

/** Types of trade bills that can have rows. */
export const tradeBillTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
export type TradeBillType = (typeof tradeBillTypes)[number]

/**
 * Types of trade bills that no order of the sandbox appears in: refunds of recharges, and merchants' custom formats.
 */
export const emptyBillTypes: readonly string[] = ['RECHARGE_REFUND', 'ALL_SPECIAL', 'SUC_SPECIAL', 'REF_SPECIAL']

/** The content of a bill: a merchant's trades, or one of its accounts. */
export type BillContent =
  | {
      readonly of: 'trades'
      readonly type: TradeBillType
      /** The only special merchant in a partner's bill. Default: all. */
      readonly sub_mchid?: string
    }
  | { readonly of: 'funds'; readonly account: MerchantAccount }

/** The period of the book in a bill. */
export interface BillPeriod extends Span {
  /** Creation time of the bill, ms. States are those of this instant. */
  readonly asOf: number
}

/** A day's bills that a person created early. Instants are ms on the virtual clock. */
export interface EarlyBill {
  readonly mchid: string
  /** `2026-03-01`. */
  readonly date: string
  readonly madeAt: number
  /** The last posting in the bills. */
  readonly lastPosting: number
}
