import type { JobHandler } from '../../../kernel/product.ts'
import { unchanged } from '../../../kernel/machine/change.ts'
import type { PaymentPolicy } from '../policy.ts'
import { closeCombinedUnpaid } from './close.ts'
import { decideCombined } from './decide.ts'
import { combinedOrders } from './entity.ts'

/** Jobs that WeChat Pay runs for combined orders. */
export const combinedJobs: Readonly<Record<'close_unpaid', JobHandler<PaymentPolicy>>> = {
  /** Closes an unpaid combined order with all its sub orders. */
  async close_unpaid(task, world) {
    const { mchid, outOrderNo } = task
    const [known, now] = await Promise.all([world.entities.find(combinedOrders, mchid, outOrderNo), world.now()])
    if (!known) return // the sandbox was reset meanwhile
    const ctx = { now, policy: world.policy }
    await decideCombined(world, { mchid, combine_out_trade_no: outOrderNo, task }, (order, parts) =>
      order ? closeCombinedUnpaid(order, parts, ctx) : unchanged(known),
    )
  },
}
