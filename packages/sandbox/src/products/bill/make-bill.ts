import { startOfDay } from '../../kernel/clock/beijing-day.ts'
import { type Change, changed } from '../../kernel/machine/change.ts'
import type { EarlyBill } from './bill.ts'

/** A person creates the bills of a day now; a repeat includes later entries. */
export function makeBill(bill: EarlyBill): Change<EarlyBill> {
  return changed(bill, [{ type: 'made', at: bill.madeAt, detail: { date: bill.date } }])
}

/** Whether a day has begun, so that its bill can have entries. */
export function hasBegun(date: string, now: number): boolean {
  const start = startOfDay(date)
  return start !== undefined && start <= now
}
