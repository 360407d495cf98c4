import type { Context } from './context.ts'
import { changed } from '../../kernel/machine/change.ts'
import { isAwaitingPayment } from './evaluation.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Decision, PayafterOrder } from './order.ts'
import { paramError } from '../../kernel/machine/refusal.ts'
import { refusals } from './refusals.ts'
import { compareServiceTimes, formatServiceTime, parseServiceTime } from './service-time.ts'

const SECOND = 1_000
/** How far in the future of the call a payment time may be, since clocks differ. */
const LATE_MS = 60 * SECOND

/** The merchant reports a payment through its own channel, after which no deduction follows. */
export function syncOrder(order: PayafterOrder | undefined, paid_time: string, ctx: Context): Decision {
  if (!order) return refusals.orderNotExist
  const refusal = refuseState(order)
  if (refusal) return refusal
  const syncedPaidTime = toSeconds(paid_time, ctx)
  if (syncedPaidTime === undefined) return paramError('收款成功时间 paid_time 格式错误')
  if (!isInWindow(order, paid_time, ctx)) return paramError('收款成功时间 paid_time 须晚于完结时间、早于调用时间')
  return changed(
    {
      ...order,
      state: 'USER_PAID',
      pay_type: 'MchChannelPayType',
      syncedPaidTime,
      paidAt: ctx.now,
      ...(ctx.policy.transactionIdAfterSync && { finish_transaction_id: ctx.ids.transactionId(ctx.now) }),
    },
    [{ type: 'synced', at: ctx.now, detail: { paid_time: syncedPaidTime } }],
    ctx.policy.notifySynced ? [{ kind: 'notify', eventType: 'PAYSCORE.USER_PAID', dueAt: ctx.now }] : [],
  )
}

function refuseState(order: PayafterOrder): Refusal | undefined {
  switch (order.state) {
    case 'FINISHED':
      if (order.deductingSince !== undefined) return refusals.syncUncertain
      return isAwaitingPayment(order) ? undefined : refusals.syncDone
    case 'USER_PAID':
      return refusals.syncDone
    case 'REVOKED':
    case 'EXPIRED':
      return refusals.syncCancelled
    default:
      return refusals.syncTooEarly
  }
}

function toSeconds(paid_time: string, { policy }: Context): string | undefined {
  if (parseServiceTime(paid_time) === undefined) return undefined
  if (paid_time.length === 14) return paid_time
  if (policy.datePaidTime === 'refuse') return undefined
  return `${paid_time}${policy.datePaidTime === 'day_start' ? '000000' : '235959'}`
}

function isInWindow(order: PayafterOrder, paid_time: string, { now, policy }: Context): boolean {
  const afterCompletion = compareServiceTimes(paid_time, formatServiceTime(order.completedAt ?? now))
  const latest = policy.strictSyncTimes ? now - SECOND : now + LATE_MS
  const inTime = compareServiceTimes(paid_time, formatServiceTime(latest)) <= 0
  return inTime && (policy.strictSyncTimes ? afterCompletion > 0 : afterCompletion >= 0)
}
