import { startOfDay } from '../../kernel/clock/beijing-day.ts'
import { type Change, changed } from '../../kernel/machine/change.ts'
import type { EarlyBill } from './bill.ts'

/** A person has the bills of a day made now; once more, they hold what has happened since. */
export function makeBill(bill: EarlyBill): Change<EarlyBill> {
  return changed(bill, [{ type: 'made', at: bill.madeAt, detail: { date: bill.date } }])
}

/** Whether a day has begun, so that a bill could hold something. */
export function hasBegun(date: string, now: number): boolean {
  const start = startOfDay(date)
  return start !== undefined && start <= now
}
