import { changed } from '../../../kernel/machine/change.ts'
import type { PaymentContext } from '../context.ts'
import type { Payment, SubOrder } from '../payment.ts'
import { type PrepayCommand, prepay } from '../prepay.ts'
import { refusals as ordinary } from '../refusals.ts'
import type { CombinedDecision } from './decision.ts'
import { refusals } from './refusals.ts'

/** A creation. `out_trade_no` is the combined order's number, `terms.total` the sum. */
export interface CombinedCommand extends PrepayCommand {
  readonly subOrders: readonly SubOrder[]
}

/**
 * Creates a combined order (合单下单) with its sub orders, or answers a repeated creation: an unpaid order gets a new
 * prepay, which invalidates the old one.
 *
 * @param existing the existing combined order with this number
 * @param isTaken whether one of the sub orders' numbers was used before
 */
export function createCombined(
  existing: Payment | undefined,
  command: CombinedCommand,
  isTaken: boolean,
  ctx: PaymentContext,
): CombinedDecision {
  const { policy } = ctx
  const decision = prepay(existing, command, {
    ...ctx,
    policy: { ...policy, latestTimeExpireMs: policy.combineLatestTimeExpireMs },
  })
  if (decision.outcome === 'refused') {
    const isChanged = existing && decision.code === ordinary.numberUsed.code && settlesOtherwise(existing, command, ctx)
    return isChanged ? refusals.settlementChanged : decision
  }
  if (existing) return decision
  if (isTaken) return ordinary.numberUsed
  const { entity: order } = decision
  return {
    ...decision,
    parts: command.subOrders.map((sub) =>
      changed(partOf(order, sub), [{ type: 'created', at: ctx.now, detail: { total: sub.total } }]),
    ),
  }
}

/** Whether only `settle_info` differs from the first creation. */
function settlesOtherwise(existing: Payment, command: CombinedCommand, ctx: PaymentContext): boolean {
  const before = existing.subOrders ?? []
  const asBefore = command.subOrders.map((sub, index) => {
    const settle_info = before[index]?.rest['settle_info']
    return { ...sub, rest: { ...sub.rest, settle_info } }
  })
  return prepay(existing, { ...command, subOrders: asBefore }, ctx).outcome === 'changed'
}

/** Converts a sub order to a payment of its merchant, which cannot be paid separately. */
function partOf(order: Payment, { attach, description, total, currency, rest, ...sub }: SubOrder): Payment {
  const { timeExpire, notify_url, openid, openidOf, device_id } = order.terms
  return {
    ...sub,
    appid: order.appid,
    surface: order.surface,
    state: 'NOTPAY',
    terms: { description, total, currency, attach, notify_url, timeExpire, openid, openidOf, device_id, rest },
    createdAt: order.createdAt,
    partOf: { mchid: order.mchid, combine_out_trade_no: order.out_trade_no },
  }
}
