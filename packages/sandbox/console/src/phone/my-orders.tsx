import type { OrderState, OrderView } from '../api.ts'
import { yuan } from '../format.ts'
import { stateName } from '../words.ts'

const groups: readonly (readonly [string, readonly OrderState[]])[] = [
  ['待处理', ['CREATED', 'FINISHED']],
  ['进行中', ['USER_ACCEPTED']],
  ['已结束', ['USER_PAID', 'REVOKED', 'EXPIRED']],
]

/** The list a user finds in the wallet: what needs doing first. */
export function MyOrders({ orders, open }: { orders: readonly OrderView[]; open: (outOrderNo: string) => void }) {
  return (
    <div class="page my-orders">
      {orders.length === 0 ? (
        <div class="phone-empty">
          <i aria-hidden="true" />
          <p>暂无订单</p>
          <small>商户创建订单后，确认页会出现在这里</small>
        </div>
      ) : null}
      {groups.map(([name, states]) => {
        const members = orders.filter((order) => states.includes(order.state))
        return members.length === 0 ? null : (
          <section key={name}>
            <h3>{name}</h3>
            <ul class="cells">
              {members.map((order) => (
                <li key={order.out_order_no}>
                  <button type="button" onClick={() => open(order.out_order_no)}>
                    <b>{order.create.service_introduction}</b>
                    <span>{order.create.service_start_location}</span>
                    <em data-state={order.state}>{stateName[order.state]}</em>
                    <strong>{order.complete === undefined ? '' : yuan(order.complete.total_amount)}</strong>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
