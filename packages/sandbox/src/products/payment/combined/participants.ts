import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { MerchantView } from '../../../kernel/merchant/merchant-view.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused, refuseIf } from '../../../kernel/protocol/refused.ts'
import { requireCny } from '../../../kernel/validate/require-cny.ts'
import { type Field, violation } from '../../../kernel/validate/violations.ts'
import type { SubOrder } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { refusals as ordinary } from '../refusals.ts'
import { acceptance, requireRole } from '../routes/parties.ts'
import { refusals } from './refusals.ts'
import type { CombinedCreation } from './terms.ts'

type Caller = Pick<CallTo<CombinedCreation, PaymentPolicy>, 'merchant' | 'world' | 'body'>

/**
 * Checks that the sub orders are within the limits, and that their merchants may be paid together.
 *
 * @throws {Refused}
 */
export async function requireParticipants(call: Caller, subOrders: readonly SubOrder[]): Promise<void> {
  const { merchant, world } = call
  refuseIf(refuseCount(subOrders.length, merchant, world.policy))
  for (const [index, sub] of subOrders.entries()) {
    refuseIf(refuseAmount(sub, index, world.policy))
    requireRole({ merchant }, sub.sub_mchid)
    const payee = await world.merchants.find(sub.sub_mchid ?? sub.mchid)
    refuseIf(merchant.isPartner ? refuseSubMerchant(sub, index, payee, merchant) : refuseMerchant(call, payee))
    if (payee?.restricted) throw new Refused(ordinary.restricted)
  }
  if (subOrders.filter(({ sub_appid }) => sub_appid !== undefined).length > 1)
    throw new Refused(refusals.severalSubAppids)
}

function refuseCount(count: number, { isPartner }: MerchantView, policy: PaymentPolicy): Refusal | undefined {
  const field: Field = { source: 'body', pointer: '/sub_orders', title: '商品单信息' }
  const least = isPartner ? 1 : policy.combineMinSubOrders
  const most = isPartner ? policy.combineMaxSubOrdersOfPartner : policy.combineMaxSubOrders
  if (count < least) return violation.tooFewItems(field, count, least)
  return count > most ? violation.tooManyItems(field, count, most) : undefined
}

function refuseAmount({ total, currency }: SubOrder, index: number, policy: PaymentPolicy): Refusal | undefined {
  const at = `/sub_orders/${index}/amount`
  requireCny(currency, at, '标价币种')
  const field: Field = { source: 'body', pointer: `${at}/total_amount`, title: '标价金额' }
  return total > policy.combineMaxAmount ? violation.aboveMaximum(field, total, policy.combineMaxAmount) : undefined
}

/** Checks a direct merchant, which takes part under its own number with the combined order's appid. */
function refuseMerchant({ body }: Caller, payee: MerchantView | undefined): Refusal | undefined {
  if (!payee) return refusals.mchNotExists
  if (payee.isPartner) return refusals.notPermitted
  return payee.appids.includes(body.combine_appid) ? undefined : refusals.appidNotBound
}

/** Checks a partner's special merchant, which each sub order names beside the partner. */
function refuseSubMerchant(
  { mchid, sub_mchid = '', sub_appid }: SubOrder,
  index: number,
  payee: MerchantView | undefined,
  merchant: MerchantView,
): Refusal | undefined {
  if (mchid !== merchant.mchid) {
    const field: Field = { source: 'body', pointer: `/sub_orders/${index}/mchid`, title: '子单商户号' }
    return violation.notOneOf(field, mchid, [merchant.mchid])
  }
  const refused = acceptance(merchant.mchid, sub_mchid, payee)
  if (refused) return refused
  return sub_appid === undefined || payee?.appids.includes(sub_appid) ? undefined : refusals.subAppidNotBound
}
