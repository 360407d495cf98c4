import type { CouponState, OrderState, RefundState, StockState, TradeState } from '../data/api.ts'
import { couponStateName, refundStateName, stateName, stockStateName, tradeStateName } from '../text/words.ts'

interface Props<State> {
  readonly state: State
  readonly quiet?: boolean
}

/** A state as a word and a pie that fills up towards payment, so that colour is never the only sign. */
export function StateChip({ state, quiet = false }: Props<OrderState>) {
  return <Chip look={state} name={stateName[state]} quiet={quiet} />
}

export function PaymentChip({ state, quiet = false }: Props<TradeState>) {
  return <Chip look={paymentLook[state]} name={tradeStateName[state]} quiet={quiet} />
}

export function RefundChip({ state, quiet = false }: Props<RefundState>) {
  return <Chip look={refundLook[state]} name={refundStateName[state]} quiet={quiet} />
}

export function CouponChip({ state }: { state: CouponState }) {
  return <Chip look={couponLook[state]} name={couponStateName[state]} quiet />
}

export function StockChip({ state }: { state: StockState }) {
  return <Chip look={stockLook[state]} name={stockStateName[state]} quiet />
}

export const couponLook: Readonly<Record<CouponState, OrderState>> = {
  SENDED: 'USER_ACCEPTED',
  USED: 'USER_PAID',
  EXPIRED: 'EXPIRED',
}

export const stockLook: Readonly<Record<StockState, OrderState>> = {
  unactivated: 'CREATED',
  running: 'USER_ACCEPTED',
  paused: 'FINISHED',
  stoped: 'EXPIRED',
}

/** States of payments look like the order state with the same meaning. */
export const paymentLook: Readonly<Record<TradeState, OrderState>> = {
  NOTPAY: 'CREATED',
  SUCCESS: 'USER_PAID',
  REFUND: 'USER_ACCEPTED',
  CLOSED: 'REVOKED',
  USERPAYING: 'CREATED',
  PAYERROR: 'EXPIRED',
  REVOKED: 'REVOKED',
}

export const refundLook: Readonly<Record<RefundState, OrderState>> = {
  PROCESSING: 'FINISHED',
  SUCCESS: 'USER_PAID',
  CLOSED: 'REVOKED',
  ABNORMAL: 'EXPIRED',
}

function Chip({ look, name, quiet }: { look: OrderState; name: string; quiet: boolean }) {
  return (
    <span class={quiet ? 'chip quiet' : 'chip'} data-state={look}>
      <StatePie state={look} />
      {name}
    </span>
  )
}

export function StatePie({ state }: { state: OrderState }) {
  return <i class="pie" data-state={state} aria-hidden="true" />
}
