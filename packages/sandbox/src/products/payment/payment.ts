import type { SignType } from 'wechatpay-ts/v2'
import type { HeldMoney } from '../../kernel/ledger/held-money.ts'
import type { RefundTally } from '../../kernel/machine/paid-order.ts'

/** The nouns of an ordinary payment (基础支付): one order of one merchant, whichever surface it was created for. */

/** Wire value of `trade_state`. The last three are of payments by code only. */
export const tradeStates = ['NOTPAY', 'SUCCESS', 'REFUND', 'CLOSED', 'USERPAYING', 'PAYERROR', 'REVOKED'] as const
export type TradeState = (typeof tradeStates)[number]

/** The surfaces that orders are created for, to be paid later. */
export const surfaces = ['jsapi', 'app', 'native', 'h5'] as const
/** Where an order is paid; a number may not move from one to another. `code` is the user's payment code (付款码). */
export type Surface = (typeof surfaces)[number] | 'code'

/** Wire value of `trade_type`. */
export const tradeTypes: Readonly<Record<Surface, string>> = {
  jsapi: 'JSAPI',
  app: 'APP',
  native: 'NATIVE',
  h5: 'MWEB',
  code: 'MICROPAY',
}

/** What merchants are told of a payment; those of APIv2 are called as the SDK's receiver calls them. */
export type PaymentEvent = 'TRANSACTION.SUCCESS' | 'v2/transaction-success'

/** What the merchant asked for, after defaults; a repeated creation has to say the same. */
export interface PaymentTerms {
  readonly description: string
  /** Fen. */
  readonly total: number
  readonly currency: string
  readonly attach?: string | undefined
  /** A payment by code has none: nobody is told of it. A partner's combined order without one is told at its own address. */
  readonly notify_url?: string | undefined
  /** Latest instant of payment, ms. It is no moment of closing: the order stays NOTPAY. */
  readonly timeExpire?: number | undefined
  /** The only user who may pay: `payer.openid`, of a partner's order `sp_openid` or `sub_openid`. */
  readonly openid?: string | undefined
  /** Whose openid it is, where a partner made the order: the sub-merchant's, or the partner's if absent. */
  readonly openidOf?: 'sub' | undefined
  readonly device_id?: string | undefined
  /** Everything else as sent: it decides about repetition and is echoed nowhere. */
  readonly rest: Readonly<Record<string, unknown>>
}

/** What the front end launches a payment with. A repeated creation makes a new one, and the old one dies. */
export interface Prepay {
  /** `prepay_id`. */
  readonly id: string
  /** What stands in `code_url`. */
  readonly code: string
  readonly expiresAt: number
  /** Until when its `h5_url` can be opened. */
  readonly urlExpiresAt?: number
}

/** The payment code that an order was paid with, or was going to be. */
export interface ScannedCode {
  readonly auth_code: string
  /** Whose code it is. */
  readonly openid: string
  /** Wire value of `bank_type`. */
  readonly bank_type: string
  /** Until when the user is asked for the password, ms. Absent once they have answered, or where nobody asks. */
  readonly asksUntil?: number
  /** Why the payment failed. */
  readonly failure?: CodeFailure
  /** Queries of it are answered late: the merchant asked for a test of that. */
  readonly areQueriesLate?: true
}

export type CodeFailure = 'not_enough' | 'card_not_supported' | 'bank_failed' | 'cancelled' | 'no_password'

/** A reversal (撤销) of a payment by code. */
export interface Reversal {
  readonly at: number
  /** The number of the money that went back; absent where nothing was paid. */
  readonly refund_id?: string
}

/** One of the orders in a combined order, as it was asked for. Paid, it is an order of its own. */
export interface SubOrder {
  /** Who gets the money; of a partner's combined order the partner, and `sub_mchid` gets it. */
  readonly mchid: string
  readonly sub_mchid?: string
  readonly sub_appid?: string
  readonly out_trade_no: string
  readonly description: string
  /** Fen. */
  readonly total: number
  readonly currency: string
  readonly attach: string
  /** Everything else as sent: `settle_info`, `goods_tag`. */
  readonly rest: Readonly<Record<string, unknown>>
  /** Once it is paid. */
  readonly transaction_id?: string
}

/** One order, as the sandbox remembers it. Instants are milliseconds since the epoch on the virtual clock. */
export interface Payment extends HeldMoney {
  readonly mchid: string
  readonly appid: string
  /** Made by a partner (服务商) for this merchant, who gets the money; `mchid` and `appid` are then the partner's. */
  readonly sub_mchid?: string
  readonly sub_appid?: string
  readonly out_trade_no: string
  readonly surface: Surface
  /** Made through APIv2, and signed like this; so is what is told about it. Absent for APIv3. */
  readonly v2?: { readonly signType: SignType }
  readonly state: TradeState
  readonly terms: PaymentTerms
  readonly createdAt: number
  readonly prepay?: Prepay
  readonly code?: ScannedCode
  /** The first user who tried to pay: nobody else can pay this order. */
  readonly openedBy?: string
  readonly transaction_id?: string
  readonly paidAt?: number
  readonly payer?: string
  readonly bank_type?: string
  /** Fen that WeChat Pay kept. */
  readonly fee?: number
  readonly refunds?: RefundTally
  readonly closedAt?: number
  readonly reversal?: Reversal
  /** The orders in a combined order (合单支付); `out_trade_no` is then `combine_out_trade_no`, and no money of its own moves. */
  readonly subOrders?: readonly SubOrder[]
  /** The combined order it belongs to: it is paid and closed with that one, and never by itself. */
  readonly partOf?: { readonly mchid: string; readonly combine_out_trade_no: string }
}

/** Refunds do not make an order unpaid, a reversal does. */
export function isPaid({ state }: Pick<Payment, 'state'>): boolean {
  return state === 'SUCCESS' || state === 'REFUND'
}

/** Whether it waits for a user: a sub order does not, nor does a payment by code that has failed. */
export function isPayable({ state, code, partOf }: Pick<Payment, 'state' | 'code' | 'partOf'>): boolean {
  return state === 'USERPAYING' || (state === 'NOTPAY' && !code && !partOf)
}

/** Whether the merchant may share the money with others (分账). */
export function isShared({ terms }: Pick<Payment, 'terms'>): boolean {
  const { settle_info } = terms.rest as { settle_info?: { profit_sharing?: boolean } }
  return settle_info?.profit_sharing === true
}

/** Whose money it is. */
export function payeeOf({ mchid, sub_mchid }: Pick<Payment, 'mchid' | 'sub_mchid'>): string {
  return sub_mchid ?? mchid
}
