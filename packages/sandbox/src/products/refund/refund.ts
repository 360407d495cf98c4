import type { Trade } from '../../kernel/ledger/trade.ts'

/** The nouns of a refund (退款): money of one paid order on its way back to the user. */

/** Wire value of `status`. */
export const refundStates = ['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL'] as const
export type RefundState = (typeof refundStates)[number]

/** How a refund that was accepted ends: at the user, as one that no account of the user takes, or back at the merchant. */
export const refundOutcomes = ['success', 'abnormal', 'closed'] as const
export type RefundOutcome = (typeof refundOutcomes)[number]

/** An account that the merchant wants a part of the refund taken from; fen. */
export interface FromPart {
  /** `AVAILABLE` or `UNAVAILABLE`; nothing else pays. */
  readonly account: string
  readonly amount: number
}

/** What merchants are told of a refund; the one of APIv2 is called as the SDK's receiver calls it. */
export type RefundEvent = 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED' | 'v2/refund-processed'

/** What the merchant asked for. A repeat with the same number has to say the same amounts of the same order. */
export interface RefundTerms {
  /** Fen. */
  readonly refund: number
  /** What the order was for, fen. */
  readonly total: number
  readonly currency: string
  readonly reason?: string | undefined
  readonly notify_url?: string | undefined
  readonly funds_account?: string | undefined
  readonly from?: readonly FromPart[] | undefined
}

/** The order it is a refund of. */
export interface RefundedOrder {
  /** The product the order belongs to, and the merchant's number there. */
  readonly product: string
  readonly number: string
  readonly transaction_id: string
  readonly out_trade_no: string
  readonly payer: string
  readonly bank_type: string
  /** The merchant may share it with others (分账). */
  readonly profitSharing: boolean
  /** As a trade bill prints it. */
  readonly trade: Trade
}

/** What was taken from the parts of the merchant's basic account, in fen. */
export interface Funds {
  readonly available: number
  readonly pending: number
}

/** Where the money of an abnormal refund goes instead: another card of the user, or the merchant's bank. */
export interface AbnormalRefund {
  readonly type: 'USER_BANK_CARD' | 'MERCHANT_BANK_CARD'
  /** Wire value of `user_received_account`: of a card number only the last digits are kept. */
  readonly receivedAccount: string
  /** `real_name`, in plaintext. */
  readonly payee?: string
}

/** One refund, as the sandbox remembers it. Instants are milliseconds since the epoch on the virtual clock. */
export interface Refund {
  readonly mchid: string
  /** As the merchant named it through APIv2; otherwise the order's. */
  readonly appid: string
  readonly out_refund_no: string
  readonly refund_id: string
  /** Asked for through APIv2, and told so. */
  readonly v2?: true
  /** Made by a person on the merchant platform. */
  readonly byHand?: true
  readonly state: RefundState
  readonly order: RefundedOrder
  readonly terms: RefundTerms
  /** What the merchant paid for it; absent as long as it has not. */
  readonly funds?: Funds
  /** Fen of the order's fee that the merchant gets back with it. */
  readonly fee: number
  /** Wire value of `user_received_account`. */
  readonly receivedAccount: string
  readonly channel: 'ORIGINAL' | 'OTHER_BANKCARD'
  /** Decided by somebody; the policy decides if absent. */
  readonly outcome?: RefundOutcome
  readonly abnormalRefund?: AbnormalRefund
  readonly createdAt: number
  /** When something is going to happen to it; nothing is if absent. */
  readonly dueAt?: number
  readonly abnormalAt?: number
  readonly succeededAt?: number
  readonly closedAt?: number
}

/** Whose money it is: the special merchant's where a partner refunds for it. */
export function payeeOf({ mchid, order }: Pick<Refund, 'mchid' | 'order'>): string {
  return order.trade.sub_mchid ?? mchid
}
