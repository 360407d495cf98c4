import { DAY_MS, dayOf, startOfDay } from '../../kernel/clock/beijing-day.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { FundPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

/** Balances of the end of a day are kept for this long. */
const KEPT_MS = 90 * DAY_MS

/**
 * The instant at which a day ends; or why its balance cannot be told.
 *
 * @param date `2026-03-01`; yesterday if absent
 */
export function dayEndOf(
  date: string | undefined,
  { now, policy }: { readonly now: number; readonly policy: FundPolicy },
): number | Refusal {
  const start = startOfDay(date ?? dayOf(now - DAY_MS))
  if (start === undefined) return refusals.wrongAccount
  const end = start + DAY_MS
  const isTold = now >= end + policy.dayEndBalanceAfterMs && end > now - KEPT_MS
  return isTold ? end : refusals.notThen
}
