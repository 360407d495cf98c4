import { cancelOrder } from '../cancel-order.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentReference } from '../present.ts'
import { boundService, visible } from '../binding.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'

export async function cancel(call: CallTo<'payafterOrderCancel', PayafterPolicy>): Promise<object> {
  const { body } = call
  boundService(call.merchant, body)
  const order = await decideOn(call, call.params.out_order_no, (existing) =>
    cancelOrder(visible(existing, body), body.reason, contextOf(call)),
  )
  return presentReference(order)
}
