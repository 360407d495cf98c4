import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { MerchantView } from '../../../kernel/merchant/merchant-view.ts'
import { Refused, refuseIf } from '../../../kernel/protocol/refused.ts'
import { orderOfParties } from '../parties.ts'
import type { Payment } from '../payment.ts'
import { refusals } from '../refusals.ts'
import type { PaymentCall } from './call.ts'

/** The sub-merchant that a request names. The caller's own appid is checked earlier. */
export interface Parties {
  readonly sub_mchid?: string | undefined
  readonly sub_appid?: string | undefined
}

type Caller = Pick<PaymentCall, 'merchant' | 'world'>

/**
 * Checks in production's order that the caller may act for the merchant that receives the money.
 *
 * @throws {Refused}
 */
export async function requireParties(call: Caller, { sub_mchid, sub_appid }: Parties): Promise<void> {
  const { merchant, world } = call
  requireRole(call, sub_mchid)
  const sub = sub_mchid === undefined ? undefined : await world.merchants.find(sub_mchid)
  if (sub_mchid !== undefined) refuseIf(acceptance(merchant.mchid, sub_mchid, sub))
  if (sub_appid !== undefined && !sub?.appids.includes(sub_appid)) throw new Refused(refusals.subAppidNotBound)
  if ((sub ?? merchant).restricted) throw new Refused(refusals.restricted)
}

/**
 * Checks that a partner names its sub-merchant, and that no other caller does.
 *
 * @throws {Refused}
 */
export function requireRole({ merchant }: Pick<Caller, 'merchant'>, sub_mchid: string | undefined): void {
  requireSubMchid(merchant, sub_mchid)
  if (!merchant.isPartner && sub_mchid !== undefined) throw new Refused(refusals.notPartner)
}

/**
 * Checks that a partner names its sub-merchant.
 *
 * @throws {Refused}
 */
export function requireSubMchid({ isPartner }: Pick<MerchantView, 'isPartner'>, sub_mchid: string | undefined): void {
  if (isPartner && sub_mchid === undefined) throw new Refused(refusals.subMchidMissing)
}

/**
 * Returns a filter for a partner's queries, which accepts only orders between the two named parties.
 *
 * @throws {Refused}
 */
export async function ofParties(
  call: Caller,
  { sp_mchid, sub_mchid }: { readonly sp_mchid?: string; readonly sub_mchid?: string },
): Promise<(payment: Payment | undefined) => Payment> {
  const { merchant, world } = call
  requireRole(call, sub_mchid)
  if (sp_mchid !== merchant.mchid) throw new Refused(refusals.otherMerchant)
  if (!(await world.merchants.find(sub_mchid ?? ''))) throw new Refused(refusals.noSuchMerchant)
  return (payment) => {
    const own = orderOfParties(payment, sub_mchid)
    if (!('out_trade_no' in own)) throw new Refused(own)
    return own
  }
}

/** The refusal if one merchant may not act for another; undefined if it may. */
export function acceptance(mchid: string, sub_mchid: string, sub: MerchantView | undefined): Refusal | undefined {
  if (sub_mchid === mchid) return refusals.subMchidOwn
  if (sub?.partners?.includes(mchid)) return undefined
  return sub?.formerPartners?.includes(mchid) ? refusals.relationEnded : refusals.notAccepted
}
