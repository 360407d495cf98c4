import type { WechatPayError } from '../errors/wechatpay-error.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { PaymentOutcome } from './payment-outcome.ts'

/**
 * How a payment by code ended. Nothing is left open but by `unsettled`.
 *
 * - `paid`: hand over the goods
 * - `refused`: nothing is paid. WeChat Pay refused (`error` is an `ApiError`: show its `apiMessage`), or the request never
 *   arrived. Another try takes a new code and a new `out_trade_no`
 * - `reversed`: nothing is paid, and no more can be: the order was reversed (撤销), because its time was up (`timeout`), the
 *   user gave up (`failed`), or you did (`aborted`). A user who had paid in the last moment has the money back
 * - `unsettled`: neither a query nor a reversal came through, and the order may still be paid. Keep the goods; call
 *   `settleCodePayment` with its number when the network is back
 */
export type CodePayment<Order> =
  | { readonly outcome: 'paid'; readonly order: Order }
  | { readonly outcome: 'refused'; readonly error: WechatPayError }
  | { readonly outcome: 'reversed'; readonly reason: 'timeout' | 'failed' | 'aborted' }
  | { readonly outcome: 'unsettled'; readonly error: unknown }

/** Options of each of its calls; but `signal` is of the whole. */
export interface CodePaymentOptions extends Omit<CallOptions, 'signal' | 'checks'> {
  /**
   * Ends the waiting: an order that is not paid by then is reversed, which WeChat Pay allows 15 seconds after the payment
   * was asked for. The result says what became of it.
   */
  readonly signal?: AbortSignal
  /** Told once, when the user is asked for the password. What it throws changes nothing. */
  readonly onPending?: () => unknown
}

/** An order, as far as it says what became of it. */
export interface SeenOrder<Order> {
  readonly order: Order
  readonly outcome: PaymentOutcome
  readonly trade_state: string | undefined
}

/** What the two generations of the API do differently. Each throws what its call throws. */
export interface CodeCalls<Order> {
  pay(options: CallOptions): Promise<SeenOrder<Order>>
  query(options: CallOptions): Promise<SeenOrder<Order>>
  /** @returns whether it has to be asked for again */
  reverse(options: CallOptions): Promise<boolean>
}
