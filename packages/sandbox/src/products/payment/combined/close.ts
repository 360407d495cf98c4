import { unchanged } from '../../../kernel/machine/change.ts'
import { closeUnpaid, closed } from '../close.ts'
import type { PaymentContext } from '../context.ts'
import type { Payment, SubOrder } from '../payment.ts'
import { refusals as ordinary } from '../refusals.ts'
import type { CombinedChange, CombinedDecision } from './decision.ts'
import { partsOf } from './entity.ts'
import { closedAfterPayment, closedBefore, refusals } from './refusals.ts'

/** The fields of a sub order in a closing request. */
export type NamedSubOrder = Pick<SubOrder, 'mchid' | 'sub_mchid' | 'sub_appid' | 'out_trade_no'>

export interface CloseCommand {
  readonly appid: string
  readonly subOrders: readonly NamedSubOrder[]
}

type Clocked = Pick<PaymentContext, 'now' | 'policy'>

/**
 * The merchant closes a combined order (合单关单), whose sub orders it must name completely and as created, in any order.
 *
 * @param parts the current sub orders
 */
export function closeCombined(
  order: Payment | undefined,
  parts: readonly Payment[],
  { appid, subOrders }: CloseCommand,
  { now, policy }: Clocked,
): CombinedDecision {
  if (!order) return ordinary.notExist
  const own = partsOf(order)
  if (lacksSubMerchant(own, subOrders)) return ordinary.notPartner
  if (appid !== order.appid || listOf(own) !== listOf(subOrders)) return refusals.otherSubOrders
  if (order.state === 'SUCCESS') return closedAfterPayment(policy)
  if (order.state === 'CLOSED') return policy.combineCloseAgain === 'refuse' ? closedBefore : unchanged(order)
  return { ...closed(order, 'merchant', now), parts: parts.map((part) => closed(part, 'merchant', now)) }
}

/**
 * Closes a combined order that nobody paid in time. Does nothing if the order changed meanwhile, or its time has not
 * come.
 */
export function closeCombinedUnpaid(order: Payment, parts: readonly Payment[], ctx: Clocked): CombinedChange {
  const change = closeUnpaid(order, ctx)
  if (change.outcome === 'unchanged') return change
  return { ...change, parts: parts.map((part) => closed(part, 'time', ctx.now)) }
}

/** Whether a partner omits a sub-merchant that it named at creation. */
function lacksSubMerchant(own: readonly SubOrder[], named: readonly NamedSubOrder[]): boolean {
  return named.some(({ out_trade_no, sub_mchid, sub_appid }) => {
    const made = own.find((sub) => sub.out_trade_no === out_trade_no)
    if (!made) return false
    return (
      (made.sub_mchid !== undefined && sub_mchid === undefined) ||
      (made.sub_appid !== undefined && sub_appid === undefined)
    )
  })
}

function listOf(subOrders: readonly NamedSubOrder[]): string {
  const lines = subOrders.map(({ mchid, sub_mchid = '', sub_appid = '', out_trade_no }) =>
    [mchid, sub_mchid, sub_appid, out_trade_no].join(' '),
  )
  return lines.toSorted().join('\n')
}
