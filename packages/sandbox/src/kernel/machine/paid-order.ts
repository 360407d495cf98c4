import type { HeldMoney } from '../ledger/held-money.ts'
import type { Trade } from '../ledger/trade.ts'
import type { Change } from './change.ts'
import type { EntityKind } from './entity-kind.ts'

/** An order that a user has paid through WeChat Pay, whichever product it belongs to. */
export interface PaidOrder {
  readonly appid: string
  /** The sub-merchant, where a partner made the order. */
  readonly sub_mchid?: string
  readonly transaction_id: string
  readonly out_trade_no: string
  /** Virtual instant, ms. */
  readonly paidAt: number
  /** The user's openid. */
  readonly payer: string
  /** Wire value; `OTHERS` for the balance. */
  readonly bank_type: string
  /** Fen. */
  readonly total: number
  /** Fen of `total` that WeChat Pay kept. */
  readonly fee: number
  /** Fen that the merchant cannot use before they are settled and unfrozen; absent once they are. */
  readonly unsettled?: number | undefined
  /** The money is frozen, because it may be shared. */
  readonly frozen?: HeldMoney['frozen']
  /** Number of the request that has unfrozen it. */
  readonly unfrozenBy?: string | undefined
  /** The merchant may share it with others (分账). */
  readonly profitSharing: boolean
  /** As a trade bill prints it; a refund's line repeats it. */
  readonly trade: Trade
  readonly refunds: RefundTally
}

/** What has been refunded of an order. */
export interface RefundTally {
  /** `out_refund_no` of every refund, oldest first, the closed ones too. */
  readonly numbers: readonly string[]
  /** Fen, without what was closed. */
  readonly amount: number
  /** Fen of the fee that came back with it. */
  readonly fee: number
  /** When the newest was asked for, virtual instant in ms. */
  readonly requestedAt?: number
}

export const noRefunds: RefundTally = { numbers: [], amount: 0, fee: 0 }

/** How a product's paid orders are read, and changed by refunds. */
export interface PaidOrders<E, Policy> {
  readonly kind: EntityKind<E, Policy>
  /** By which of the kind's unique numbers `out_trade_no` finds one; it is the merchant's number if absent. */
  readonly outTradeNoKey?: string
  /** @returns nothing for an order that is not paid, or not through WeChat Pay */
  readonly read: (entity: E) => PaidOrder | undefined
  readonly withRefunds: (entity: E, changes: Pick<PaidOrder, 'refunds' | 'unsettled'>) => E
  /**
   * Nothing of the order is shared any more (解冻剩余资金). Does nothing to one that is not frozen.
   *
   * @param at virtual instant, ms
   * @param by number of the request that asks for it; absent when the time is over
   */
  readonly unfreeze: (entity: E, at: number, by?: string) => Change<E>
}
