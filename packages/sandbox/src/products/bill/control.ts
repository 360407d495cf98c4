import { dayOf } from '../../kernel/clock/beijing-day.ts'
import { invalid } from '../../kernel/control/control-error.ts'
import { object, optional, text } from '../../kernel/control/input.ts'
import { taking } from '../../kernel/control/route.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import type { EarlyBill } from './bill.ts'
import { earlyBills } from './entity.ts'
import { hasBegun, makeBill } from './make-bill.ts'
import type { BillPolicy } from './policy.ts'

/** What people do to bills. */
export interface BillsControl {
  /**
   * Has the bills of a day made at once, with what has happened until now, instead of on the next morning. From then on
   * they can be had; once more, and they hold what has happened since. When their time comes, they are made as always.
   *
   * @param date `2026-03-01` in Beijing; today if absent
   * @throws {ControlError} 400 for a day that has not begun
   */
  make(date?: string): Promise<EarlyBill>
}

export function billControl({ mchid, world }: Desk<BillPolicy>): ProductControl<{ readonly bills: BillsControl }> {
  const bills: BillsControl = {
    async make(given) {
      const madeAt = await world.now()
      const date = given ?? dayOf(madeAt)
      if (!hasBegun(date, madeAt)) throw invalid('date', 'a day that has begun, such as 2026-03-01', date)
      const bill = { mchid, date, madeAt, lastPosting: await world.statements.lastPosting() }
      await world.entities.transaction(async (unit) => {
        await unit.lock(earlyBills, mchid, date)
        await unit.save(earlyBills, makeBill(bill))
      })
      return bill
    },
  }
  const input = object({ date: optional(text(/^\d{4}-\d\d-\d\d$/, 'a day such as 2026-03-01')) })
  return {
    members: { bills },
    routes: [
      {
        method: 'POST',
        path: '/bills/make',
        about: '立刻出某一天的账单，date 可选，不写就是今天 · make the bills of a day now',
        handle: taking(input, ({ date }) => bills.make(date)),
      },
    ],
  }
}
