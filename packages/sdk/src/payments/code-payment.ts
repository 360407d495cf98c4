import type { WechatPayError } from '../errors/wechatpay-error.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { PaymentOutcome } from './payment-outcome.ts'

/**
 * The outcome of a payment by code. Only `unsettled` leaves the order open.
 *
 * - `paid`: hand over the goods
 * - `refused`: nothing is paid. WeChat Pay refused (`error` is an `ApiError`: show its `apiMessage`), or the request
 *   never arrived. Another attempt needs a new code and a new `out_trade_no`
 * - `reversed`: nothing is paid, and the order can no longer be paid: it was reversed (撤销) because its time was up
 *   (`timeout`), the user gave up (`failed`), or you did (`aborted`). A user who paid at the last moment gets the money
 *   back
 * - `unsettled`: all queries and reversals failed, and the order may still be paid. Keep the goods; call
 *   `settleCodePayment` with its number when the network works again
 */
export type CodePayment<Order> =
  | { readonly outcome: 'paid'; readonly order: Order }
  | { readonly outcome: 'refused'; readonly error: WechatPayError }
  | { readonly outcome: 'reversed'; readonly reason: 'timeout' | 'failed' | 'aborted' }
  | { readonly outcome: 'unsettled'; readonly error: unknown }

/** Options of every call of the payment; `signal` applies to the whole. */
export interface CodePaymentOptions extends Omit<CallOptions, 'signal' | 'checks'> {
  /**
   * Stops the waiting: an unpaid order is reversed, which WeChat Pay allows 15 seconds after the payment request. The
   * result states the outcome.
   */
  readonly signal?: AbortSignal | undefined
  /** Called once, when the user is asked for the password. Errors that it throws are ignored. */
  readonly onPending?: (() => unknown) | undefined
}

/** An order with the outcome that it shows. */
export interface SeenOrder<Order> {
  readonly order: Order
  readonly outcome: PaymentOutcome
  readonly trade_state: string | undefined
}

/** The calls that differ between APIv2 and APIv3. Each throws the errors of its call. */
export interface CodeCalls<Order> {
  pay(options: CallOptions): Promise<SeenOrder<Order>>
  query(options: CallOptions): Promise<SeenOrder<Order>>
  /** @returns whether the reversal must be repeated */
  reverse(options: CallOptions): Promise<boolean>
}
