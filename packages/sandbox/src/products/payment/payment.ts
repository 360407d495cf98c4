import type { SignType } from 'wechatpay-ts/v2'
import type { HeldMoney } from '../../kernel/ledger/held-money.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { RefundTally } from '../../kernel/machine/paid-order.ts'

/** An ordinary payment (基础支付): one order of one merchant, for any surface. */

/** Wire value of `trade_state`. Only payments by code have the last three. */
export const tradeStates = ['NOTPAY', 'SUCCESS', 'REFUND', 'CLOSED', 'USERPAYING', 'PAYERROR', 'REVOKED'] as const
export type TradeState = (typeof tradeStates)[number]

/** The surfaces for which a merchant creates an order that is paid later. */
export const surfaces = ['jsapi', 'app', 'native', 'h5'] as const
/** The surface where the user pays. A number may not change its surface. `code` is the user's payment code (付款码). */
export type Surface = (typeof surfaces)[number] | 'code'

/** Wire value of `trade_type`. */
export const tradeTypes: Readonly<Record<Surface, string>> = {
  jsapi: 'JSAPI',
  app: 'APP',
  native: 'NATIVE',
  h5: 'MWEB',
  code: 'MICROPAY',
}

/** Notifications about a payment. Those of APIv2 have the names that the SDK's receiver uses. */
export type PaymentEvent = 'TRANSACTION.SUCCESS' | 'v2/transaction-success'

/** The merchant's parameters with defaults filled in. A repeated creation has to send the same. */
export interface PaymentTerms {
  readonly description: string
  /** Fen. */
  readonly total: number
  readonly currency: string
  readonly attach?: string | undefined
  /**
   * Payments by code have none, because they send no notification. A partner's combined order without an address is
   * announced at the partner's own address.
   */
  readonly notify_url?: string | undefined
  /** Latest time to pay, ms. The order is not closed then: it stays NOTPAY. */
  readonly timeExpire?: number | undefined
  /** The only user who may pay: `payer.openid`, or for a partner's order `sp_openid` or `sub_openid`. */
  readonly openid?: string | undefined
  /**
   * Present if the openid belongs to the sub-merchant's app. If absent in a partner's order, it belongs to the
   * partner's app.
   */
  readonly openidOf?: 'sub' | undefined
  readonly device_id?: string | undefined
  /** All other parameters. They decide whether a creation is a repetition; no answer contains them. */
  readonly rest: Readonly<Record<string, unknown>>
}

/**
 * The parameters that the front end launches a payment with. A repeated creation makes new ones, and the old ones
 * become invalid.
 */
export interface Prepay {
  /** `prepay_id`. */
  readonly id: string
  /** The secret part of `code_url`. */
  readonly code: string
  readonly expiresAt: number
  /** End of the time in which `h5_url` can be opened. */
  readonly urlExpiresAt?: number
}

/** The payment code with which an order was paid or was going to be. */
export interface ScannedCode {
  readonly auth_code: string
  /** The user who showed the code. */
  readonly openid: string
  /** Wire value of `bank_type`. */
  readonly bank_type: string
  /**
   * End of the time in which the user can enter the password, ms. Absent once the user has answered, or if no password
   * is needed.
   */
  readonly asksUntil?: number
  /** Reason of a failed payment. */
  readonly failure?: CodeFailure
  /** Queries are answered late, because the merchant asked for such a test. */
  readonly areQueriesLate?: true
}

export type CodeFailure = 'not_enough' | 'card_not_supported' | 'bank_failed' | 'cancelled' | 'no_password'

/** A reversal (撤销) of a payment by code. */
export interface Reversal {
  readonly at: number
  /** Number of the refund; absent if nothing was paid. */
  readonly refund_id?: string
}

/** One of the orders in a combined order, as the merchant created it. Once paid, it becomes an order of its own. */
export interface SubOrder {
  /**
   * The merchant who receives the money. In a partner's combined order this is the partner, and `sub_mchid` receives
   * the money.
   */
  readonly mchid: string
  readonly sub_mchid?: string
  readonly sub_appid?: string
  readonly out_trade_no: string
  readonly description: string
  /** Fen. */
  readonly total: number
  readonly currency: string
  readonly attach: string
  /** All other parameters: `settle_info`, `goods_tag`. */
  readonly rest: Readonly<Record<string, unknown>>
  /** Set when it is paid. */
  readonly transaction_id?: string
  /** The vouchers (代金券) that paid a part of it. */
  readonly vouchers?: readonly Voucher[]
}

/** One order as the sandbox stores it. Instants are milliseconds since the epoch on the virtual clock. */
export interface Payment extends HeldMoney {
  readonly mchid: string
  readonly appid: string
  /**
   * The merchant for which a partner (服务商) created the order, and who receives the money. `mchid` and `appid` are then
   * the partner's.
   */
  readonly sub_mchid?: string
  readonly sub_appid?: string
  readonly out_trade_no: string
  readonly surface: Surface
  /**
   * Set for orders created through APIv2: the type of their signatures, which notifications use too. Absent for APIv3.
   */
  readonly v2?: { readonly signType: SignType }
  readonly state: TradeState
  readonly terms: PaymentTerms
  readonly createdAt: number
  readonly prepay?: Prepay
  readonly code?: ScannedCode
  /** The first user who tried to pay. Nobody else can pay this order. */
  readonly openedBy?: string
  readonly transaction_id?: string
  readonly paidAt?: number
  readonly payer?: string
  readonly bank_type?: string
  /** The vouchers (代金券) that paid a part of it. */
  readonly vouchers?: readonly Voucher[]
  /** Fee that WeChat Pay kept, in fen. */
  readonly fee?: number
  readonly refunds?: RefundTally
  readonly closedAt?: number
  readonly reversal?: Reversal
  /**
   * The orders in a combined order (合单支付). `out_trade_no` is then `combine_out_trade_no`, and the combined order itself
   * moves no money.
   */
  readonly subOrders?: readonly SubOrder[]
  /** The combined order that it belongs to. It is paid and closed together with that order, never by itself. */
  readonly partOf?: { readonly mchid: string; readonly combine_out_trade_no: string }
}

/** Returns whether the order counts as paid. It still does after refunds, but not after a reversal. */
export function isPaid({ state }: Pick<Payment, 'state'>): boolean {
  return state === 'SUCCESS' || state === 'REFUND'
}

/** Returns whether the order waits for a user. Sub orders do not, nor do payments by code that have failed. */
export function isPayable({ state, code, partOf }: Pick<Payment, 'state' | 'code' | 'partOf'>): boolean {
  return state === 'USERPAYING' || (state === 'NOTPAY' && !code && !partOf)
}

/** Returns whether the merchant may share the money with others (分账). */
export function isShared({ terms }: Pick<Payment, 'terms'>): boolean {
  const { settle_info } = terms.rest as { settle_info?: { profit_sharing?: boolean } }
  return settle_info?.profit_sharing === true
}

/** Returns the merchant who receives the money. */
export function payeeOf({ mchid, sub_mchid }: Pick<Payment, 'mchid' | 'sub_mchid'>): string {
  return sub_mchid ?? mchid
}
