import type { HeldMoney, UnfreezingRequest } from '../ledger/held-money.ts'
import type { Trade } from '../ledger/trade.ts'
import type { Voucher } from '../ledger/voucher.ts'
import type { Change } from './change.ts'
import type { EntityKind } from './entity-kind.ts'

/** An order that a user has paid through WeChat Pay, of any product. */
export interface PaidOrder {
  readonly appid: string
  /** The sub-merchant, if a partner created the order. */
  readonly sub_mchid?: string
  readonly transaction_id: string
  readonly out_trade_no: string
  /** Virtual instant, ms. */
  readonly paidAt: number
  /** The user's openid. */
  readonly payer: string
  /** Wire value; `OTHERS` for the balance. */
  readonly bank_type: string
  /** Total in fen, vouchers included. */
  readonly total: number
  /** The goods that the merchant named in the order, if any. */
  readonly goods?: readonly OrderedGoods[] | undefined
  /** Vouchers that paid a part of the total. */
  readonly vouchers?: readonly Voucher[] | undefined
  /** Fee that WeChat Pay kept, in fen. */
  readonly fee: number
  /** Fen that the merchant cannot use until they are settled and unfrozen; absent from then on. */
  readonly unsettled?: number | undefined
  /** Present while the money is frozen, because it may be shared. */
  readonly frozen?: HeldMoney['frozen']
  /** The request that unfroze the money. */
  readonly unfreezing?: HeldMoney['unfreezing']
  /** The merchant may share the money with others (分账). */
  readonly profitSharing: boolean
  /** The order's line in trade bills. The line of a refund repeats it. */
  readonly trade: Trade
  readonly refunds: RefundTally
}

/** Goods of an order. Several may have the same id. */
export interface OrderedGoods {
  /** The merchant's number for them. */
  readonly goods_id: string
  readonly quantity: number
}

/** The refunds of an order. */
export interface RefundTally {
  /** `out_refund_no` of every refund, oldest first, including the closed ones. */
  readonly numbers: readonly string[]
  /** Fen refunded, without closed refunds. */
  readonly amount: number
  /** Fen of the fee that WeChat Pay gave back. */
  readonly fee: number
  /** Fen refunded of each voucher, by `coupon_id`. Absent for an order without vouchers. */
  readonly vouchers?: Readonly<Record<string, number>>
  /** Fen of the amount that has arrived. Only orders with vouchers have it. */
  readonly arrived?: number
  /** Time of the newest request for a refund, virtual instant in ms. */
  readonly requestedAt?: number
}

export const noRefunds: RefundTally = { numbers: [], amount: 0, fee: 0 }

/** Reads the paid orders of a product, and changes them when money is refunded or unfrozen. */
export interface PaidOrders<E, Policy> {
  readonly kind: EntityKind<E, Policy>
  /** The kind's unique number that holds `out_trade_no`. If absent, it is the merchant's number. */
  readonly outTradeNoKey?: string
  /** @returns undefined for an order that is not paid, or not paid through WeChat Pay */
  readonly read: (entity: E) => PaidOrder | undefined
  readonly withRefunds: (entity: E, changes: Pick<PaidOrder, 'refunds' | 'unsettled'>) => E
  /**
   * Unfreezes the rest of the order's money (解冻剩余资金). Does nothing if it is not frozen.
   *
   * @param at virtual instant, ms
   * @param request absent when the money is unfrozen because the time is over
   */
  readonly unfreeze: (entity: E, at: number, request?: UnfreezingRequest) => Change<E>
}
