import { cancelOrder } from '../cancel-order.ts'
import { presentReference } from '../present.ts'
import { type ServiceReference, boundService, visible } from '../binding.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import { decide } from '../../../kernel/protocol/decide.ts'

interface CancelBody extends ServiceReference {
  readonly reason: string
}

export const cancel: Act = async (call) => {
  const body = call.body as CancelBody
  boundService(call.merchant, body)
  const order = await decide(call, call.params['out_order_no'] ?? '', (existing) =>
    cancelOrder(visible(existing, body), body.reason, call.context),
  )
  return presentReference(order)
}
