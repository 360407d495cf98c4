import { memo } from 'preact/compat'
import type { PaymentRef, PaymentSummary } from '../../data/api.ts'
import { isAbout } from '../../data/connection.ts'
import { yuan } from '../../text/format.ts'
import { ListPanel } from '../../parts/list-panel.tsx'
import { usePaged } from '../../parts/pager.tsx'
import { PaymentChip, StatePie, paymentLook } from '../../parts/state-chip.tsx'
import { TimeNear } from '../../parts/times.tsx'
import { methodName } from '../../text/words.ts'
import { refKey, refOf } from '../../data/payment-ref.ts'

/** Maximum number of rows on a page. */
const PAGE = 50

interface Props {
  readonly selected: PaymentRef | undefined
  readonly select: (which: PaymentRef) => void
}

/** All payments, newest first, a page at a time. Renders nothing while there are none. */
export function Payments({ selected, select }: Props) {
  const payments = usePaged(
    'payments',
    PAGE,
    (api, page) => api.payments(page),
    (change) => isAbout(change, 'payments'),
  )
  return (
    <ListPanel
      name="payments"
      title="支付订单"
      list={payments}
      hidesEmpty
      row={(payment) => (
        <PaymentRow
          key={refKey(refOf(payment))}
          payment={payment}
          isSelected={selected !== undefined && refKey(refOf(payment)) === refKey(selected)}
          select={select}
        />
      )}
    />
  )
}

interface RowProps {
  readonly payment: PaymentSummary
  readonly isSelected: boolean
  readonly select: (which: PaymentRef) => void
}

const PaymentRow = memo(
  function PaymentRow({ payment, isSelected, select }: RowProps) {
    const { out_trade_no: number, state } = payment
    return (
      <li>
        <button type="button" class="order-row" aria-current={isSelected} onClick={() => select(refOf(payment))}>
          <StatePie state={paymentLook[state]} />
          <span class="order-what">
            {payment.description} · {methodName(payment)}
          </span>
          <span class="order-amount">{yuan(payment.total)}</span>
          <span class="order-no mono">{number}</span>
          <span class="order-state">
            <PaymentChip state={state} quiet />
            <TimeNear at={payment.changedAt} />
          </span>
        </button>
      </li>
    )
  },
  (before, after) =>
    before.isSelected === after.isSelected &&
    before.select === after.select &&
    before.payment.state === after.payment.state &&
    before.payment.changedAt === after.payment.changedAt,
)
