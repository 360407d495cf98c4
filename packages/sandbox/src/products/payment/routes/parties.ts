import type { Refusal } from '../../../kernel/machine/refusal.ts'
import { Refused, insist } from '../../../kernel/protocol/refused.ts'
import { refusals } from '../refusals.ts'
import type { PaymentCall } from './call.ts'

/** Who sells, as a request names them. */
export interface Parties {
  readonly appid: string
  readonly sub_mchid?: string | undefined
  readonly sub_appid?: string | undefined
}

type Caller = Pick<PaymentCall, 'merchant' | 'world'>

/**
 * Looks whether the caller may act for the merchant that gets the money, in production's order.
 *
 * @throws {Refused}
 */
export async function requireParties(call: Caller, parties: Parties): Promise<void> {
  const { merchant, world } = call
  const { appid, sub_mchid, sub_appid } = parties
  requireRole(call, sub_mchid)
  const sub = sub_mchid === undefined ? undefined : await world.merchants.find(sub_mchid)
  if (sub_mchid !== undefined) insist(acceptance(merchant.mchid, sub_mchid, sub?.partners))
  if (!merchant.appids.includes(appid)) throw new Refused(refusals.appidNotBound)
  if (sub_appid !== undefined && !sub?.appids.includes(sub_appid)) throw new Refused(refusals.subAppidNotBound)
  if ((sub ?? merchant).restricted) throw new Refused(refusals.restricted)
}

/** A partner always names its sub-merchant, and nobody else may. */
export function requireRole({ merchant }: Pick<Caller, 'merchant'>, sub_mchid: string | undefined): void {
  if (merchant.isPartner && sub_mchid === undefined) throw new Refused(refusals.subMchidMissing)
  if (!merchant.isPartner && sub_mchid !== undefined) throw new Refused(refusals.notPartner)
}

function acceptance(mchid: string, sub_mchid: string, partners: readonly string[] = []): Refusal | undefined {
  if (sub_mchid === mchid) return refusals.subMchidOwn
  return partners.includes(mchid) ? undefined : refusals.notAccepted
}
