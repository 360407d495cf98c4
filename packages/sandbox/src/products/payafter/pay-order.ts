import type { Context } from './context.ts'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import { type Income, incomeMovements, settlementMovements } from '../../kernel/ledger/income.ts'
import {
  type UnfreezingRequest,
  afterSettlement,
  afterUnfreezing,
  heldOf,
  releasesOf,
  withoutHeld,
} from '../../kernel/ledger/held-money.ts'
import { defaultMerchantTerms, feeOn } from '../../kernel/ledger/terms.ts'
import { isAwaitingPayment } from './evaluation.ts'
import type { Change, Decision, OrderEvent, PayafterOrder, Work } from './order.ts'
import { refusals } from './refusals.ts'

/**
 * Pays the order: by deduction, or because the user pays in the list of unpaid orders.
 *
 * @returns a refusal when there is nothing to pay; a deduction then ends without an error
 */
export function payOrder(order: PayafterOrder, by: 'deduction' | 'user', ctx: Context): Decision {
  if (!isAwaitingPayment(order)) return refusals.notAwaitingPayment
  if (by === 'user' && order.deductingSince !== undefined) return refusals.deducting
  const finish_transaction_id = ctx.ids.transactionId(ctx.now)
  const terms = ctx.terms ?? defaultMerchantTerms
  const income = incomeOf(order, finish_transaction_id, ctx.now)
  const fee = feeOn(income.amount, terms)
  const isShared = order.complete?.profit_sharing === true
  return changed(
    {
      ...withoutDeduction(order),
      state: 'USER_PAID',
      paidAt: ctx.now,
      paidBy: by,
      finish_transaction_id,
      deductionAttempts: order.deductionAttempts + (by === 'deduction' ? 1 : 0),
      fee,
      ...heldOf(income.amount - fee, terms, isShared),
    },
    [{ type: 'paid', at: ctx.now, detail: { by, finish_transaction_id } }],
    [...(ctx.policy.notifyPaid ? [notifyPaid(ctx)] : []), ...releasesOf(ctx.now, terms, isShared)],
    incomeMovements(income, terms, isShared),
  )
}

/**
 * Makes deducted money available on the day of settlement, unless it is frozen. Does nothing to an order without
 * pending money.
 */
export function settleOrder(order: PayafterOrder, { now }: Pick<Context, 'now'>): Change {
  return order.unsettled === undefined ? unchanged(order) : released(order, afterSettlement(order), [], now)
}

/**
 * Unfreezes the money of an order, because nothing will be shared any more. Does nothing if it is not frozen.
 *
 * @param request absent when the time is over
 */
export function unfreezeOrder(
  order: PayafterOrder,
  { now }: Pick<Context, 'now'>,
  request?: UnfreezingRequest,
): Change {
  if (!order.frozen) return unchanged(order)
  const event: OrderEvent = { type: 'unfrozen', at: now, detail: { amount: order.unsettled ?? 0 } }
  return released(order, afterUnfreezing(order, now, request), [event], now)
}

function released(
  order: PayafterOrder,
  { held, released: amount }: ReturnType<typeof afterSettlement>,
  events: readonly OrderEvent[],
  now: number,
): Change {
  const about = incomeOf(order, order.finish_transaction_id ?? '', now)
  return changed({ ...withoutHeld(order), ...held }, events, [], settlementMovements({ ...about, amount }))
}

function incomeOf(order: PayafterOrder, businessNumber: string, at: number): Income {
  return {
    at,
    payer: order.openid ?? '',
    mchid: order.mchid,
    amount: order.complete?.total_amount ?? 0,
    businessNumber,
    voucherNumber: order.out_order_no,
    note: order.create.service_introduction,
  }
}

function notifyPaid({ now }: Context): Work {
  return { kind: 'notify', eventType: 'PAYSCORE.USER_PAID', dueAt: now }
}

/**
 * Begins a deduction whose outcome is not known at once. Until it is, no other payment may count.
 *
 * @param attempt number of the attempt, from 1; the job decides its outcome when it is due again
 */
export function beginDeduction(order: PayafterOrder, attempt: number, { now, policy }: Context): Change {
  return changed(
    { ...order, deductingSince: now },
    [{ type: 'deduction_begun', at: now, detail: { attempt } }],
    [{ kind: 'deduct', attempt, dueAt: now + policy.deductionTakesMs }],
  )
}

/**
 * Notes that a deduction found no money, and plans the next one. There is no last attempt.
 *
 * @param attempt number of the attempt, from 1; an attempt that is noted already changes nothing
 */
export function deductionFailed(order: PayafterOrder, attempt: number, { now, policy }: Context): Change {
  if (!isAwaitingPayment(order) || attempt <= order.deductionAttempts) return unchanged(order)
  const delays = policy.deductionRetryDelaysMs
  const delay = delays[Math.min(attempt, delays.length) - 1] ?? 0
  return changed(
    { ...withoutDeduction(order), deductionAttempts: attempt },
    [{ type: 'deduction_failed', at: now, detail: { attempt } }],
    [{ kind: 'deduct', attempt: attempt + 1, dueAt: now + delay }],
  )
}

function withoutDeduction({ deductingSince: _over, ...order }: PayafterOrder): PayafterOrder {
  return order
}
