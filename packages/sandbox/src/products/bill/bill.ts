import type { MerchantAccount } from '../../kernel/ledger/account.ts'
import type { Span } from '../../kernel/ledger/statements.ts'

/** Trade bills that have rows. */
export const tradeBillTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
export type TradeBillType = (typeof tradeBillTypes)[number]

/** Trade bills of what no order of the sandbox is: refunds of recharges, and bills of a merchant's own format. */
export const emptyBillTypes: readonly string[] = ['RECHARGE_REFUND', 'ALL_SPECIAL', 'SUC_SPECIAL', 'REF_SPECIAL']

/** Which bill: of a merchant's trades, or of one of its accounts. */
export type BillContent =
  | {
      readonly of: 'trades'
      readonly type: TradeBillType
      /** The special merchant whose trades alone stand in a partner's bill; everybody's if absent. */
      readonly sub_mchid?: string
    }
  | { readonly of: 'funds'; readonly account: MerchantAccount }

/** What of the book stands in a bill. */
export interface BillPeriod extends Span {
  /** When the bill is made, ms: states are those of this instant. */
  readonly asOf: number
}

/** The bills of a day that a person had made before its time. Instants are ms on the virtual clock. */
export interface EarlyBill {
  readonly mchid: string
  /** `2026-03-01`. */
  readonly date: string
  readonly madeAt: number
  /** The last posting of the book that they hold. */
  readonly lastPosting: number
}
