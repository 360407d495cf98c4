import type { Task } from '../../kernel/deliver/task.ts'
import type { Change } from '../../kernel/machine/change.ts'
import type { JobHandler, World } from '../../kernel/product.ts'
import { closeUnpaid } from './close.ts'
import { endUserPaying } from './code/fail.ts'
import { payments } from './entity.ts'
import { settlePayment, unfreezePayment } from './pay.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

type Clocked = { readonly now: number; readonly policy: PaymentPolicy }

/** What WeChat Pay does to payments by itself. */
export const paymentJobs: Readonly<
  Record<'close_unpaid' | 'end_user_paying' | 'settle' | 'unfreeze', JobHandler<PaymentPolicy>>
> = {
  /** Nobody paid: the order is closed. */
  close_unpaid: (task, world) => doJob(task, world, closeUnpaid),
  /** The user did not enter the password: the payment by code has failed. */
  end_user_paying: (task, world) => doJob(task, world, endUserPaying),
  /** The day has come on which what was paid becomes available. */
  settle: (task, world) => doJob(task, world, settlePayment),
  /** The time is over in which the money could be shared. */
  unfreeze: (task, world) => doJob(task, world, unfreezePayment),
}

async function doJob(
  task: Task,
  world: World<PaymentPolicy>,
  decide: (payment: Payment, ctx: Clocked) => Change<Payment>,
): Promise<void> {
  const ctx = { now: await world.now(), policy: world.policy }
  await world.entities.transaction(async (unit) => {
    const payment = await unit.lock(payments, task.mchid, task.outOrderNo)
    if (!payment) return // the sandbox was reset meanwhile
    const change = decide(payment, ctx)
    const isChanged = change.outcome === 'changed'
    if ((await unit.finish(task, isChanged ? 'done' : 'went on meanwhile')) && isChanged) {
      await unit.save(payments, change)
    }
  })
}
