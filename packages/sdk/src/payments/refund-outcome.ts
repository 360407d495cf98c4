import { objectGiven } from '../request/object-given.ts'
import { outcomeIn } from './payment-outcome.ts'

/**
 * - `refunded`: the money is back
 * - `waiting`: on its way; to a bank card it takes up to three days
 * - `closed`: it failed, and the money is still yours. Try again with a new `out_refund_no`
 * - `stuck`: the user's card or account is gone. It stays so until you ask for another way (发起异常退款)
 * - `unknown`: a state that is new. Query again, and never refund anew because of it
 */
export type RefundOutcome = 'refunded' | 'waiting' | 'closed' | 'stuck' | 'unknown'

const OUTCOMES: Readonly<Record<string, RefundOutcome>> = {
  SUCCESS: 'refunded',
  PROCESSING: 'waiting',
  CLOSED: 'closed',
  ABNORMAL: 'stuck',
}

/**
 * What has become of a refund. That it was accepted means `waiting`: the end is told by a notification or a query.
 *
 * @param refund the answer of its query or of the refund, which say `status`, or a notification's resource, which says `refund_status`
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
  const { status, refund_status } = objectGiven('refundOutcome', 'refund', refund)
  return outcomeIn(OUTCOMES, status ?? refund_status)
}
