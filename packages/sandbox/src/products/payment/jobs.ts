import type { Task } from '../../kernel/deliver/task.ts'
import { carryOut } from '../../kernel/machine/carry-out.ts'
import type { Change } from '../../kernel/machine/change.ts'
import type { JobHandler } from '../../kernel/product.ts'
import type { World } from '../../kernel/world/world.ts'
import { closeUnpaid } from './close.ts'
import { endUserPaying } from './code/fail.ts'
import { payments } from './entity.ts'
import { settlePayment, unfreezePayment } from './pay.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

type Clocked = { readonly now: number; readonly policy: PaymentPolicy }

/** WeChat Pay's own work on payments. */
export const paymentJobs: Readonly<
  Record<'close_unpaid' | 'end_user_paying' | 'settle' | 'unfreeze', JobHandler<PaymentPolicy>>
> = {
  /** Closes an order that nobody paid. */
  close_unpaid: (task, world) => doJob(task, world, closeUnpaid),
  /** Fails a payment by code whose user did not enter the password. */
  end_user_paying: (task, world) => doJob(task, world, endUserPaying),
  /** Makes paid money available on the day of settlement. */
  settle: (task, world) => doJob(task, world, settlePayment),
  /** Unfreezes money when the time to share it is over. */
  unfreeze: (task, world) => doJob(task, world, unfreezePayment),
}

async function doJob(
  task: Task,
  world: World<PaymentPolicy>,
  decide: (payment: Payment, ctx: Clocked) => Change<Payment>,
): Promise<void> {
  const ctx = { now: await world.now(), policy: world.policy }
  await carryOut(task, world.entities, payments, (payment) => decide(payment, ctx))
}
