import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { RefundPolicy } from './policy.ts'
import type { Refund } from './refund.ts'
import { refusals } from './refusals.ts'

/** Returns the queried refund if its order belongs to the named sub-merchant, or to none if none is named. */
export function refundOfParties(
  refund: Refund | undefined,
  sub_mchid: string | undefined,
  { refundOfOtherSubMerchant }: RefundPolicy,
): Refund | Refusal {
  if (!refund) return refusals.refundNotExist
  if (refund.order.trade.sub_mchid === sub_mchid) return refund
  return refundOfOtherSubMerchant === 'INVALID_REQUEST' ? refusals.otherSubMerchant : refusals.refundNotExist
}
