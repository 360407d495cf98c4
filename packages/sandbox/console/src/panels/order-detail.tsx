import type { OrderView, Task } from '../data/api.ts'
import { wireTime, yuan } from '../text/format.ts'
import { Detail, Fact } from '../parts/detail.tsx'
import { StateChip } from '../parts/state-chip.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { eventNote } from '../text/words.ts'

interface Props {
  readonly order: OrderView
  readonly due: readonly Task[]
  readonly back: () => void
}

/** One order in full: its terms, its amounts and its timeline. */
export function OrderDetail({ order, due, back }: Props) {
  const { create, complete } = order
  return (
    <Detail
      about={create.service_introduction}
      number={order.out_order_no}
      chip={<StateChip state={order.state} />}
      timeline={<Timeline events={order.events} note={eventNote} due={due} />}
      back={back}
    >
      <Receipt order={order} />
      <dl class="facts">
        <Fact name="开始">
          {wireTime(complete?.real_service_start_time ?? order.resolvedStartTime ?? create.service_start_time)}
        </Fact>
        <Fact name="结束">{wireTime(complete?.real_service_end_time ?? create.service_end_time ?? '')}</Fact>
        <Fact name="起点">{create.service_start_location}</Fact>
        <Fact name="终点">{complete?.real_service_end_location ?? create.service_end_location}</Fact>
        <Fact name="原因">{complete?.cancel_reason ?? order.cancelReason}</Fact>
        <Fact name="用户" mono>
          {order.openid}
        </Fact>
        <Fact name="服务单号" mono>
          {order.order_id}
        </Fact>
        <Fact name="交易单号" mono>
          {order.finish_transaction_id}
        </Fact>
      </dl>
    </Detail>
  )
}

/** Fees, discounts and the total, as on a receipt. Before completion it shows the terms and the risk amount. */
function Receipt({ order }: { order: OrderView }) {
  const { fees, discounts } = order.complete ?? order.create
  return (
    <table class="receipt">
      <caption class="sr">费用</caption>
      <tbody>
        {fees.map((fee) => (
          <tr key={fee.fee_name}>
            <th scope="row">
              {fee.fee_name}
              {fee.fee_count !== undefined && fee.fee_count > 1 ? ` ×${fee.fee_count}` : ''}
              {fee.fee_desc === undefined ? null : <small>{fee.fee_desc}</small>}
            </th>
            <td>{fee.fee_amount === undefined ? '' : yuan(fee.fee_amount)}</td>
          </tr>
        ))}
        {discounts.map((discount) => (
          <tr key={discount.discount_name} class="discount">
            <th scope="row">
              {discount.discount_name}
              {discount.discount_desc === undefined ? null : <small>{discount.discount_desc}</small>}
            </th>
            <td>{discount.discount_amount === undefined ? '' : yuan(-discount.discount_amount)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {order.complete === undefined ? null : (
          <tr class="total">
            <th scope="row">应付</th>
            <td>{yuan(order.complete.total_amount)}</td>
          </tr>
        )}
        <tr class="risk">
          <th scope="row">服务风险金额</th>
          <td>{yuan(order.create.risk_amount)}</td>
        </tr>
      </tfoot>
    </table>
  )
}
