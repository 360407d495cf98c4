import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { type BillContent, type BillPeriod, emptyBillTypes, tradeBillTypes } from '../bill.ts'
import { earlyBills } from '../entity.ts'
import { periodOf } from '../period.ts'
import type { BillPolicy } from '../policy.ts'
import { wrongValue } from '../refusals.ts'

export type BillCall = PlayedCall<BillPolicy>

/**
 * What of the book the bills of a day hold for the merchant who calls.
 *
 * @param date `2026-03-01`
 * @throws {Refused} when there are none, or not yet
 */
export async function findPeriod({ merchant, now, world }: BillCall, date: string): Promise<BillPeriod> {
  const early = await world.entities.find(earlyBills, merchant.mchid, date)
  const period = periodOf(date, early, { now, policy: world.policy })
  if ('outcome' in period) throw new Refused(period)
  return period
}

export function isTarType(given: string | undefined): boolean {
  return given === undefined || given === 'GZIP'
}

/**
 * Which trade bill is asked for.
 *
 * @returns nothing for one that never has anything in it
 * @throws {Refused}
 */
export function tradesOf(billType = 'ALL'): Extract<BillContent, { of: 'trades' }> | undefined {
  if (emptyBillTypes.includes(billType)) return undefined
  const type = tradeBillTypes.find((candidate) => candidate === billType)
  if (!type) throw new Refused(wrongValue('bill_type'))
  return { of: 'trades', type }
}
