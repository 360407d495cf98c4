import type { PlayedCall } from '../../kernel/protocol/call.ts'
import { decide } from '../../kernel/protocol/decide.ts'
import type { Context } from './context.ts'
import { payafterOrders } from './entity.ts'
import { randomIds } from './ids.ts'
import type { Decision, PayafterOrder } from './order.ts'
import type { PayafterPolicy } from './policy.ts'

export type PayafterCall = PlayedCall<PayafterPolicy>

export function contextOf({ now, world: { policy } }: PayafterCall): Context {
  return { now, policy, ids: randomIds }
}

/**
 * Makes a decision about the order with this number.
 *
 * @throws {Refused} the decision is a refusal
 */
export function decideOn(
  call: PayafterCall,
  outOrderNo: string,
  decideOrder: (order: PayafterOrder | undefined) => Decision,
): Promise<PayafterOrder> {
  return decide(call, payafterOrders, outOrderNo, decideOrder)
}
