import { memo } from 'preact/compat'
import type { OrderSummary } from '../data/api.ts'
import { isAbout } from '../data/connection.ts'
import { yuan } from '../text/format.ts'
import { ListPanel } from '../parts/list-panel.tsx'
import { usePaged } from '../parts/pager.tsx'
import { StateChip, StatePie } from '../parts/state-chip.tsx'
import { TimeNear } from '../parts/times.tsx'

/** Maximum number of rows on a page. */
const PAGE = 50

interface Props {
  readonly selected: string | undefined
  readonly select: (outOrderNo: string) => void
}

/** All orders, newest first, a page at a time. */
export function Orders({ selected, select }: Props) {
  const orders = usePaged(
    'orders',
    PAGE,
    (api, page) => api.orders(page),
    (change) => isAbout(change, 'orders'),
  )
  return (
    <ListPanel
      name="orders"
      title="订单"
      list={orders}
      row={(order) => (
        <OrderRow key={order.out_order_no} order={order} isSelected={order.out_order_no === selected} select={select} />
      )}
    />
  )
}

interface RowProps {
  readonly order: OrderSummary
  readonly isSelected: boolean
  readonly select: (outOrderNo: string) => void
}

const OrderRow = memo(
  function OrderRow({ order, isSelected, select }: RowProps) {
    return (
      <li>
        <button type="button" class="order-row" aria-current={isSelected} onClick={() => select(order.out_order_no)}>
          <StatePie state={order.state} />
          <span class="order-what">{order.service_introduction}</span>
          <span class="order-amount">
            <Amount order={order} />
          </span>
          <span class="order-no mono">{order.out_order_no}</span>
          <span class="order-state">
            <StateChip state={order.state} quiet />
            <TimeNear at={order.changedAt} />
          </span>
        </button>
      </li>
    )
  },
  (before, after) =>
    before.isSelected === after.isSelected &&
    before.select === after.select &&
    before.order.state === after.order.state &&
    before.order.changedAt === after.order.changedAt,
)

/** The total amount, or the risk amount before completion. */
function Amount({ order: { state, risk_amount: risk, total_amount: total } }: { order: OrderSummary }) {
  if (total !== undefined) return yuan(total)
  return state === 'REVOKED' || state === 'EXPIRED' ? null : <span class="risk">{yuan(risk)}</span>
}
