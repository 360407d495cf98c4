import { DAY_MS, dayOf, startOfDay } from '../../kernel/clock/beijing-day.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { FundPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

/** How long day-end balances are available. */
const KEPT_MS = 90 * DAY_MS

/**
 * Returns the instant at which a day ends, or the refusal if its balance is not available.
 *
 * @param date `2026-03-01`. Default: yesterday
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
