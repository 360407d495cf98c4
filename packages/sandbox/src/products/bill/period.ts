import { DAY_MS, monthsBefore, startOfDay } from '../../kernel/clock/beijing-day.ts'
import { type Refusal, paramError } from '../../kernel/machine/refusal.ts'
import type { BillPeriod, EarlyBill } from './bill.ts'
import type { BillPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

/** Number of months for which bills are available. */
const MONTHS = 3

/**
 * Returns the period of the book in the bills of a day, or the refusal if they are not available.
 *
 * @param date `2026-03-01`
 * @param early set if a person created them early
 */
export function periodOf(
  date: string,
  early: EarlyBill | undefined,
  { now, policy }: { readonly now: number; readonly policy: BillPolicy },
): BillPeriod | Refusal {
  const from = startOfDay(date)
  if (from === undefined) return paramError('账单日期 bill_date 不是日历中的一天')
  if (date < monthsBefore(now, MONTHS)) return refusals.tooOld
  const to = from + DAY_MS
  const readyAt = to + policy.billReadyAfterMs
  if (now >= readyAt) return { from, to, asOf: readyAt }
  if (early) return { from, to, asOf: early.madeAt, lastPosting: early.lastPosting }
  return now >= to ? refusals.beingMade : refusals.notOver
}
