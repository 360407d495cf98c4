import { cancelOrder } from '../../domain/cancel-order.ts'
import { presentReference } from '../../domain/present.ts'
import { type ServiceReference, boundService, visible } from '../binding.ts'
import type { Act } from '../call.ts'
import { decide } from '../decide.ts'

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
