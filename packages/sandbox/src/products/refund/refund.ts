import type { Trade } from '../../kernel/ledger/trade.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { VoucherShare } from './shares.ts'

/** The nouns of a refund (退款): money of one paid order on its way back to the user. */

/** Wire value of `status`. */
export const refundStates = ['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL'] as const
export type RefundState = (typeof refundStates)[number]

/**
 * The end of an accepted refund: at the user, stuck because no account of the user accepts it, or back at the merchant.
 */
export const refundOutcomes = ['success', 'abnormal', 'closed'] as const
export type RefundOutcome = (typeof refundOutcomes)[number]

/** An account from which the merchant wants to take a part of the refund; amount in fen. */
export interface FromPart {
  /** `AVAILABLE` or `UNAVAILABLE`; no other account pays. */
  readonly account: string
  readonly amount: number
}

/** Goods that are given back, and what is refunded for them in fen. */
export interface RefundedGoods {
  /** The merchant's number for them. */
  readonly goods_id: string
  readonly quantity: number
  readonly amount: number
}

/** Events of refunds for merchants; the one of APIv2 has the name that the SDK's receiver gives it. */
export type RefundEvent = 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED' | 'v2/refund-processed'

/** The merchant's request. A repeat with the same number must have the same amounts for the same order. */
export interface RefundTerms {
  /** Refunded amount in fen. */
  readonly refund: number
  /** Total of the order in fen. */
  readonly total: number
  readonly currency: string
  readonly reason?: string | undefined
  readonly notify_url?: string | undefined
  readonly funds_account?: string | undefined
  readonly from?: readonly FromPart[] | undefined
  readonly goods?: readonly RefundedGoods[] | undefined
}

/** The refunded order. */
export interface RefundedOrder {
  /** The order's product, and the merchant's number there. */
  readonly product: string
  readonly number: string
  readonly transaction_id: string
  readonly out_trade_no: string
  readonly payer: string
  readonly bank_type: string
  /** Whether the merchant may share it with others (分账). */
  readonly profitSharing: boolean
  /** The order in a trade bill. */
  readonly trade: Trade
  /** Vouchers that paid a part of it. */
  readonly vouchers?: readonly Voucher[] | undefined
}

/** Amounts taken from the parts of the merchant's basic account, in fen. */
export interface Funds {
  readonly available: number
  readonly pending: number
}

/** The new destination of an abnormal refund: another card of the user, or the merchant's bank. */
export interface AbnormalRefund {
  readonly type: 'USER_BANK_CARD' | 'MERCHANT_BANK_CARD'
  /** Wire value of `user_received_account`. Only the last digits of a card number are kept. */
  readonly receivedAccount: string
  /** `real_name` in plaintext. */
  readonly payee?: string
}

/** A stored refund. Instants are milliseconds since the epoch on the virtual clock. */
export interface Refund {
  readonly mchid: string
  /** The appid that the merchant sent through APIv2; otherwise the order's. */
  readonly appid: string
  readonly out_refund_no: string
  readonly refund_id: string
  /** Requested through APIv2, and notified in its format. */
  readonly v2?: true
  /** Made by a person on the merchant platform. */
  readonly byHand?: true
  readonly state: RefundState
  readonly order: RefundedOrder
  readonly terms: RefundTerms
  /** The funds that the merchant paid; absent until it has. */
  readonly funds?: Funds
  /** The part of the order's fee, in fen, that the merchant gets back. */
  readonly fee: number
  /** The part of each voucher of the order that is given back. */
  readonly shares?: readonly VoucherShare[]
  /** Wire value of `user_received_account`. */
  readonly receivedAccount: string
  readonly channel: 'ORIGINAL' | 'OTHER_BANKCARD'
  /** The end that a person decided. Default: the policy's. */
  readonly outcome?: RefundOutcome
  readonly abnormalRefund?: AbnormalRefund
  readonly createdAt: number
  /** The instant of the next processing; absent if there is none. */
  readonly dueAt?: number
  readonly abnormalAt?: number
  readonly succeededAt?: number
  readonly closedAt?: number
}

/** The merchant whose money it is: a special merchant's if a partner refunds for it. */
export function payeeOf({ mchid, order }: Pick<Refund, 'mchid' | 'order'>): string {
  return order.trade.sub_mchid ?? mchid
}
