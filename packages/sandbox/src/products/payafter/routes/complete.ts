import { completeOrder } from '../complete-order.ts'
import type { CompleteTerms } from '../order.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentReference } from '../present.ts'
import type { SandboxOperation } from '../../../generated/operations.ts'
import { violation } from '../../../kernel/validate/violations.ts'
import { boundService, visible } from '../binding.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'
import { withCount } from '../sent-fee.ts'

type CompleteCall = CallTo<'payafterOrderComplete', PayafterPolicy>

const NO_TICKET = violation.missing({ source: 'body', pointer: '/finish_ticket', title: '完结凭证' })

export async function complete(call: CompleteCall): Promise<object> {
  const { body } = call
  boundService(call.merchant, body)
  const command = { terms: termsOf(body), finish_ticket: body.finish_ticket ?? NO_TICKET }
  const order = await decideOn(call, call.params.out_order_no, (existing) =>
    completeOrder(visible(existing, body), command, contextOf(call)),
  )
  return presentReference(order)
}

/** Makes a missing ticket a matter of the order's state, unless the policy refuses it like any other missing field. */
export function adaptComplete(operation: SandboxOperation, { ticketBeforeState }: PayafterPolicy): SandboxOperation {
  if (ticketBeforeState || !operation.body) return operation
  const required = (operation.body.required ?? []).filter((name) => name !== 'finish_ticket')
  return { ...operation, body: { ...operation.body, required } }
}

/** Copies field by field, so that no other content of a body enters the order. */
function termsOf(body: CompleteCall['body']): CompleteTerms {
  return {
    finish_type: body.finish_type,
    cancel_reason: body.cancel_reason,
    real_service_start_time: body.real_service_start_time,
    real_service_end_time: body.real_service_end_time,
    real_service_end_location: body.real_service_end_location,
    fees: (body.fees ?? []).map(withCount),
    discounts: (body.discounts ?? []).map(({ discount_name, discount_desc, discount_amount }) => ({
      discount_name,
      discount_desc,
      discount_amount,
    })),
    total_amount: body.total_amount,
    profit_sharing: body.profit_sharing ?? false,
  }
}
