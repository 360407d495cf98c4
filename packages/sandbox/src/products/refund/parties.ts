import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { RefundPolicy } from './policy.ts'
import type { Refund } from './refund.ts'
import { refusals } from './refusals.ts'

/** The refund that is asked about, if its order is of the sub-merchant that the request names, or of none. */
export function refundOfParties(
  refund: Refund | undefined,
  sub_mchid: string | undefined,
  { refundOfOtherSubMerchant }: RefundPolicy,
): Refund | Refusal {
  if (!refund) return refusals.refundNotExist
  if (refund.order.trade.sub_mchid === sub_mchid) return refund
  return refundOfOtherSubMerchant === 'INVALID_REQUEST' ? refusals.otherSubMerchant : refusals.refundNotExist
}
