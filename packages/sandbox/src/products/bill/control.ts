import { dayOf } from '../../kernel/clock/beijing-day.ts'
import { invalid } from '../../kernel/control/control-error.ts'
import { object, optional, text } from '../../kernel/control/input.ts'
import { withBody } from '../../kernel/control/route.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import type { EarlyBill } from './bill.ts'
import { earlyBills } from './entity.ts'
import { hasBegun, makeBill } from './make-bill.ts'
import type { BillPolicy } from './policy.ts'

/** Commands of people for bills. */
export interface BillsControl {
  /**
   * Creates the bills of a day at once with everything so far, instead of on the next morning. They are available from
   * then on; another call adds later entries. At the usual time they are created as always.
   *
   * @param date `2026-03-01` in Beijing. Default: today
   * @throws {ControlError} 400 for a day that has not begun
   */
  make(date?: string): Promise<EarlyBill>
}

export function billControl({ mchid, world }: Desk<BillPolicy>): ProductControl<{ readonly bills: BillsControl }> {
  const bills: BillsControl = {
    async make(given) {
      input({ date: given }, '')
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
        handle: withBody(input, ({ date }) => bills.make(date)),
      },
    ],
  }
}
