import { cancelOrder } from '../cancel-order.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentReference } from '../present.ts'
import { type ServiceReference, boundService, visible } from '../binding.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'

interface CancelBody extends ServiceReference {
  readonly reason: string
}

export const cancel: Act<PayafterPolicy> = async (call) => {
  const body = call.body as CancelBody
  boundService(call.merchant, body)
  const order = await decideOn(call, call.params['out_order_no'] ?? '', (existing) =>
    cancelOrder(visible(existing, body), body.reason, contextOf(call)),
  )
  return presentReference(order)
}
