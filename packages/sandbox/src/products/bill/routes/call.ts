import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { type BillContent, type BillPeriod, emptyBillTypes, tradeBillTypes } from '../bill.ts'
import { earlyBills } from '../entity.ts'
import { periodOf } from '../period.ts'
import type { BillPolicy } from '../policy.ts'
import { wrongValue } from '../refusals.ts'

export type BillCall = PlayedCall<BillPolicy>

/**
 * Returns the period of the book in the calling merchant's bills of a day.
 *
 * @param date `2026-03-01`
 * @throws {Refused} when the bills are not available
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
 * Reads the requested trade bill.
 *
 * @returns undefined for a type that is always empty
 * @throws {Refused}
 */
export function tradesOf(billType = 'ALL'): Extract<BillContent, { of: 'trades' }> | undefined {
  if (emptyBillTypes.includes(billType)) return undefined
  const type = tradeBillTypes.find((candidate) => candidate === billType)
  if (!type) throw new Refused(wrongValue('bill_type'))
  return { of: 'trades', type }
}
