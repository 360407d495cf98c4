import { requireObject } from '../shared/require-object.ts'
import { outcomeIn } from './payment-outcome.ts'

/**
 * - `refunded`: the user has the money
 * - `waiting`: the money is on its way; to a bank card it takes up to three days
 * - `closed`: the refund failed, and you still have the money. Try again with a new `out_refund_no`
 * - `stuck`: the user's card or account is gone. The refund stays so until you choose another way (发起异常退款)
 * - `unknown`: the state is new. Query again, and never refund again because of it
 */
export type RefundOutcome = 'refunded' | 'waiting' | 'closed' | 'stuck' | 'unknown'

const OUTCOMES: Readonly<Record<string, RefundOutcome>> = {
  SUCCESS: 'refunded',
  PROCESSING: 'waiting',
  CLOSED: 'closed',
  ABNORMAL: 'stuck',
}

/**
 * Interprets the state of a refund. An accepted refund is `waiting`; a notification or a query tells its end.
 *
 * @param refund the answer of the refund or its query, with `status`, or a notification's resource, with
 *   `refund_status`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791863
 * @example
 * const { data } = await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no })
 * if (refundOutcome(data) === 'stuck') await askForAnotherCard(data)
 */
export function refundOutcome(
  refund:
    | { readonly status?: string | null; readonly refund_status?: never }
    | { readonly refund_status?: string | null; readonly status?: never },
): RefundOutcome {
  const { status, refund_status } = requireObject('refundOutcome', 'refund', refund)
  return outcomeIn(OUTCOMES, status ?? refund_status)
}
