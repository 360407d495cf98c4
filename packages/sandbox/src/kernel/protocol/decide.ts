import type { Decision, PayafterOrder } from '../../products/payafter/order.ts'
import type { Call } from './call.ts'
import { Refused } from './refused.ts'

/**
 * Lets the domain decide about an order nobody else can change meanwhile, and saves what follows.
 *
 * Everything the decision needs is read before: inside the transaction there may be no second connection.
 */
export async function decide(
  { deps, merchant }: Call,
  outOrderNo: string,
  decideOn: (order: PayafterOrder | undefined) => Decision,
): Promise<PayafterOrder> {
  const decision = await deps.orders.transaction(async (transaction) => {
    const decision = decideOn(await transaction.lock(merchant.mchid, outOrderNo))
    const change = decision.outcome === 'refused' ? decision.remember : decision
    if (change?.outcome === 'changed') await transaction.save(change)
    return decision
  })
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.order
}
