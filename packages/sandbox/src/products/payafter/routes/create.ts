import { createOrder } from '../create-order.ts'
import type { CreateTerms } from '../order.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentCreated } from '../present.ts'
import { refusals } from '../refusals.ts'
import { applicantOf } from '../applicant.ts'
import { boundService } from '../binding.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { withCount } from '../sent-fee.ts'

type CreateCall = CallTo<'payafterOrderCreate', PayafterPolicy>

export async function create(call: CreateCall): Promise<object> {
  const { body } = call
  const { appid, out_order_no } = body
  const service = boundService(call.merchant, body)
  const terms = termsOf(body)
  if (!service.orderKinds.includes(terms.need_user_confirm ? 'confirm' : 'no_confirm')) {
    throw new Refused(refusals.serviceNotAllowed)
  }
  const applicant = terms.need_user_confirm ? undefined : await applicantOf(terms.openid, call.world)
  const command = { mchid: call.merchant.mchid, appid, out_order_no, terms }
  const order = await decideOn(call, out_order_no, (existing) =>
    createOrder(existing, command, service, applicant, contextOf(call)),
  )
  return presentCreated(order)
}

/** Copies field by field, so that no other content of a body enters the order. */
function termsOf(body: CreateCall['body']): CreateTerms {
  return {
    service_start_time: body.service_start_time,
    service_end_time: body.service_end_time,
    service_start_location: body.service_start_location,
    service_end_location: body.service_end_location,
    service_introduction: body.service_introduction,
    fees: (body.fees ?? []).map(withCount),
    discounts: (body.discounts ?? []).map(({ discount_name, discount_desc }) => ({ discount_name, discount_desc })),
    risk_amount: body.risk_amount,
    attach: body.attach,
    need_user_confirm: body.need_user_confirm ?? true,
    openid: body.openid,
    name: body.name,
    phone: body.phone,
    userid: body.userid,
    address: body.address,
  }
}
