import type { OrderState, PaymentRef } from '../data/api.ts'
import { isAbout } from '../data/connection.ts'
import { PayCode } from '../products/payment/pay-code.tsx'
import { ToPay } from '../products/payment/to-pay.tsx'
import { yuan } from '../text/format.ts'
import { useRead } from '../data/sandbox.ts'
import { stateName } from '../text/words.ts'

const groups: readonly (readonly [string, readonly OrderState[]])[] = [
  ['待处理', ['CREATED', 'FINISHED']],
  ['进行中', ['USER_ACCEPTED']],
  ['已结束', ['USER_PAID', 'REVOKED', 'EXPIRED']],
]

/** Maximum number of entries in each group. */
const SHOWN = 20

interface Props {
  /** The user of the phone. */
  readonly openid: string
  readonly open: (outOrderNo: string) => void
  readonly openPayment: (which: PaymentRef) => void
}

/** The list in the user's wallet: entries that need action come first. */
export function MyOrders({ openid, open, openPayment }: Props) {
  const lists = useRead(
    'my orders',
    (api) => Promise.all(groups.map(([, states]) => api.orders({ states, limit: SHOWN }))),
    (change) => isAbout(change, 'orders'),
  )
  const payments = useRead(
    'payments to pay',
    (api) => api.payments({ payable: true, limit: SHOWN }),
    (change) => isAbout(change, 'payments'),
  )
  return (
    <div class="page my-orders">
      <PayCode openid={openid} />
      <ToPay payments={payments} open={openPayment} />
      {lists?.every(({ items }) => items.length === 0) && payments?.items.length === 0 ? (
        <div class="phone-empty">
          <i aria-hidden="true" />
          <p>暂无订单</p>
          <small>商户下单后，确认页或收银台会出现在这里</small>
        </div>
      ) : null}
      {lists?.map(({ items, next }, index) => {
        const name = groups[index]?.[0]
        return items.length === 0 ? null : (
          <section key={name}>
            <h3>{name}</h3>
            <ul class="cells">
              {items.map((order) => (
                <li key={order.out_order_no}>
                  <button type="button" onClick={() => open(order.out_order_no)}>
                    <b>{order.service_introduction}</b>
                    <span>{order.service_start_location}</span>
                    <em data-state={order.state}>{stateName[order.state]}</em>
                    <strong>{order.total_amount === undefined ? '' : yuan(order.total_amount)}</strong>
                  </button>
                </li>
              ))}
            </ul>
            {next === undefined ? null : <p class="hint">最近 {SHOWN} 笔，更早的在订单列表里</p>}
          </section>
        )
      })}
    </div>
  )
}
