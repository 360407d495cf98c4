import type { OrderView } from './api.ts'
import { timeNear, yuan } from './format.ts'
import { StateChip, StatePie } from './state-chip.tsx'

interface Props {
  readonly orders: readonly OrderView[]
  readonly selected: string | undefined
  readonly now: number
  readonly select: (outOrderNo: string) => void
}

/** All orders, newest first; the amount is what is owed once known, the risk amount before that. */
export function Orders({ orders, selected, now, select }: Props) {
  return (
    <section class="panel orders" aria-labelledby="orders-title" data-view="orders">
      <h2 id="orders-title">
        订单 <span class="count">{orders.length}</span>
      </h2>
      <ol class="order-list">
        {orders.map((order) => (
          <li key={order.out_order_no}>
            <button
              type="button"
              class="order-row"
              aria-current={order.out_order_no === selected}
              onClick={() => select(order.out_order_no)}
            >
              <StatePie state={order.state} />
              <span class="order-what">{order.create.service_introduction}</span>
              <span class="order-amount">
                <Amount order={order} />
              </span>
              <span class="order-no mono">{order.out_order_no}</span>
              <span class="order-state">
                <StateChip state={order.state} quiet />
                <time>{timeNear(order.events.at(-1)?.at ?? order.createdAt, now)}</time>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Amount({ order: { state, create, complete } }: { order: OrderView }) {
  if (complete !== undefined) return yuan(complete.total_amount)
  return state === 'REVOKED' || state === 'EXPIRED' ? null : <span class="risk">{yuan(create.risk_amount)}</span>
}
