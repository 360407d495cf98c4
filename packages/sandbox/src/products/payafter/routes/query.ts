import { paramError } from '../../../kernel/machine/refusal.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { boundService, visible } from '../binding.ts'
import { contextOf } from '../call.ts'
import { payafterOrders } from '../entity.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentOrder } from '../present.ts'
import { refusals } from '../refusals.ts'

export async function query(call: CallTo<'payafterOrderQuery', PayafterPolicy>): Promise<object> {
  const { merchant, world } = call
  const { appid, service_id, out_order_no, query_id } = call.query
  const reference = { appid, service_id }
  if ((out_order_no === undefined) === (query_id === undefined)) {
    const message = '商户服务订单号 out_order_no 与回跳查询ID query_id 必须且只能填写一个'
    throw new Refused({ ...paramError(message), detail: { location: 'query', value: '' } })
  }
  boundService(merchant, reference)
  const found =
    out_order_no === undefined
      ? await world.entities.findByKey(payafterOrders, merchant.mchid, 'query_id', query_id ?? '')
      : await world.entities.find(payafterOrders, merchant.mchid, out_order_no)
  const order = visible(found, reference)
  if (!order) throw new Refused(refusals.orderNotExist)
  return presentOrder(order, contextOf(call))
}
