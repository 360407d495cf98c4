import { presentOrder } from '../present.ts'
import { paramError, refusals } from '../refusals.ts'
import { boundService, visible } from '../binding.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'

export const query: Act = async ({ merchant, query, context, deps }) => {
  const { appid = '', service_id = '', out_order_no, query_id } = query
  const reference = { appid, service_id }
  if ((out_order_no === undefined) === (query_id === undefined)) {
    const message = '商户服务订单号 out_order_no 与回跳查询ID query_id 必须且只能填写一个'
    throw new Refused({ ...paramError(message), detail: { location: 'query', value: '' } })
  }
  boundService(merchant, reference)
  const found =
    out_order_no === undefined
      ? await deps.orders.findByQueryId(merchant.mchid, query_id ?? '')
      : await deps.orders.find(merchant.mchid, out_order_no)
  const order = visible(found, reference)
  if (!order) throw new Refused(refusals.orderNotExist)
  return presentOrder(order, context)
}
