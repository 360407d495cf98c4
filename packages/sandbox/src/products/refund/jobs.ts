import { unchanged } from '../../kernel/machine/change.ts'
import type { JobHandler } from '../../kernel/product.ts'
import { decideWithOrder, subjectOf } from './decide-with-order.ts'
import { refunds } from './entity.ts'
import type { OrdersPolicy } from './orders.ts'
import type { RefundPolicy } from './policy.ts'
import { processRefund } from './process-refund.ts'

/** Jobs that WeChat Pay runs for refunds. */
export const refundJobs: Readonly<Record<'process', JobHandler<RefundPolicy & OrdersPolicy>>> = {
  /** Looks for funds, or lets the money arrive. */
  async process(task, world) {
    const [known, now] = await Promise.all([world.entities.find(refunds, task.mchid, task.outOrderNo), world.now()])
    if (!known) return // the sandbox was reset meanwhile
    await decideWithOrder(world, { ...subjectOf(known, now), task }, (refund = known, paid, ctx) =>
      paid ? processRefund(refund, paid, ctx) : unchanged(refund),
    )
  },
}
