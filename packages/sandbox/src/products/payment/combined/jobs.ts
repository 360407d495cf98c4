import type { JobHandler } from '../../../kernel/product.ts'
import { unchanged } from '../../../kernel/machine/change.ts'
import type { PaymentPolicy } from '../policy.ts'
import { closeCombinedUnpaid } from './close.ts'
import { decideCombined } from './decide.ts'
import { combinedOrders } from './entity.ts'

/** The jobs that WeChat Pay does to combined orders by itself. */
export const combinedJobs: Readonly<Record<'close_unpaid', JobHandler<PaymentPolicy>>> = {
  /** Nobody paid: the order is closed, and every sub order with it. */
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
