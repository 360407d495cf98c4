import { requireObject } from '../shared/require-object.ts'

/**
 * - `paid`: the user has paid; query the refunds to see whether some of it was refunded
 * - `waiting`: unpaid, but the user can still pay, even after a failed attempt
 * - `unpaid`: unpaid, and the user can no longer pay
 * - `unknown`: the state is new. Never treat it as paid; query again
 */
export type PaymentOutcome = 'paid' | 'waiting' | 'unpaid' | 'unknown'

const OUTCOMES: Readonly<Record<string, PaymentOutcome>> = {
  SUCCESS: 'paid',
  REFUND: 'paid',
  NOTPAY: 'waiting',
  USERPAYING: 'waiting',
  ACCEPT: 'waiting',
  CLOSED: 'unpaid',
  REVOKED: 'unpaid',
  PAYERROR: 'unpaid',
}

/**
 * Interprets the state of an order. An order with any refund is `REFUND` and still counts as paid. An order past its
 * `time_expire` stays `waiting` until it is closed.
 *
 * @param order the answer of its query, or a notification's resource
 * @throws {RequestError} `order` is not an object
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791859
 * @example
 * const { data: order } = await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })
 * if (paymentOutcome(order) === 'paid') await deliver(order)
 */
export function paymentOutcome(order: { readonly trade_state?: string | null }): PaymentOutcome {
  return outcomeIn(OUTCOMES, requireObject('paymentOutcome', 'order', order).trade_state)
}

/** @internal */
export function outcomeIn<Outcome>(outcomes: Readonly<Record<string, Outcome>>, state: unknown): Outcome | 'unknown' {
  return typeof state === 'string' && Object.hasOwn(outcomes, state) ? outcomes[state]! : 'unknown'
}
