import { useState } from 'preact/hooks'
import { paymentKey } from '../../data/answers.ts'
import type { PayOutcome, PaymentView } from '../../data/api.ts'
import { clockTime, longDate, yuan } from '../../text/format.ts'
import { Cell, Cells } from '../../phone/cells.tsx'
import { Problem } from '../../parts/problem.tsx'
import { isAbout } from '../../data/connection.ts'
import { useAction, useRead, useSandbox } from '../../data/sandbox.ts'
import { Switch } from '../../parts/switch.tsx'
import { payOutcomeName } from '../../text/words.ts'
import { refKey, refOf } from '../../data/payment-ref.ts'

interface Props {
  readonly payment: PaymentView
  /** The user who holds the phone. */
  readonly openid: string
}

/** The cashier on the user's phone, and the result page after it. */
export function Cashier({ payment, openid }: Props) {
  switch (payment.state) {
    case 'NOTPAY':
      return payment.partOf ? <Part payment={payment} /> : <Payable payment={payment} openid={openid} />
    case 'USERPAYING':
      return <Password payment={payment} openid={openid} />
    case 'CLOSED':
      return <Ended payment={payment} title="订单已关闭" note="请在商户处重新下单" />
    case 'PAYERROR':
      return <Ended payment={payment} title="支付失败" note="请换一个付款码再试" />
    case 'REVOKED':
      return <Ended payment={payment} title="订单已撤销" note="付过的钱已退回" />
    default:
      return <Paid payment={payment} />
  }
}

const methods = { OTHERS: '零钱', CMB_DEBIT: '招商银行' } as const

function Payable({ payment, openid }: Props) {
  const { action, pay } = usePayment({ payment, openid })
  const [bankType, setBankType] = useState<keyof typeof methods>('OTHERS')
  const [outcome, setOutcome] = useState<'wallet' | PayOutcome>('wallet')
  const [choice, setChoice] = useState('best')
  return (
    <div class="page due">
      <Due payment={payment} />
      <div class="cashier">
        <Switch name="付款方式" value={bankType} choices={methods} choose={setBankType} />
        <label class="outcome">
          这次付款
          <select value={outcome} onChange={(event) => setOutcome(event.currentTarget.value as 'wallet' | PayOutcome)}>
            {Object.entries(payOutcomeName).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <CouponChoice payment={payment} openid={openid} bankType={bankType} choice={choice} choose={setChoice} />
      </div>
      <footer class="actions">
        <Problem of={action} />
        <button
          type="button"
          class="go"
          disabled={action.busy}
          onClick={() => pay({ bankType, ...(outcome !== 'wallet' && { outcome }), coupons: couponsOf(choice) })}
        >
          确认支付
        </button>
      </footer>
    </div>
  )
}

/** `best`, `none`, or the one coupon that is chosen. */
function couponsOf(choice: string): 'best' | 'none' | readonly string[] {
  return choice === 'best' || choice === 'none' ? choice : [choice]
}

/** The vouchers that the user can pay with; nothing without any. */
function CouponChoice({
  payment,
  openid,
  bankType,
  choice,
  choose,
}: Props & { readonly bankType: string; readonly choice: string; readonly choose: (choice: string) => void }) {
  const which = refOf(payment)
  const offered = useRead(
    `coupons ${refKey(which)} ${openid} ${bankType}`,
    (api) => api.offeredCoupons(which, { openid, bankType }),
    (change) => isAbout(change, 'coupons'),
  )
  if (!offered?.length) return null
  return (
    <label class="outcome">
      代金券
      <select value={choice} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="best">自动选最优惠的</option>
        <option value="none">不使用</option>
        {offered.map(({ coupon_id, name, amount }) => (
          <option key={coupon_id} value={coupon_id}>
            {name} 减 {yuan(amount)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The payee, the amount and the description of a payment. */
function Due({ payment }: Pick<Props, 'payment'>) {
  const { description, total } = payment.terms
  return (
    <div class="hero">
      <p class="hero-title">付款给商户 {payment.mchid}</p>
      <p class="hero-figure">{yuan(total)}</p>
      <p class="hero-note">{description}</p>
    </div>
  )
}

interface PayChoice {
  readonly bankType?: string
  readonly outcome?: PayOutcome
  readonly coupons?: 'best' | 'none' | readonly string[]
}

/** Pays as the phone's user and shows the result from the answer. */
function usePayment({ payment, openid }: Props) {
  const action = useAction()
  const { answers } = useSandbox()
  const which = refOf(payment)
  const pay = (how: PayChoice = {}): void =>
    action.run(async (api) => {
      answers.tell(paymentKey(which), await api.payPayment(which, { openid, ...how }))
    })
  return { action, pay }
}

/** Asks the user for the password after the merchant has scanned the payment code. */
function Password({ payment, openid }: Props) {
  const { action, pay } = usePayment({ payment, openid })
  return (
    <div class="page due">
      <Due payment={payment} />
      <footer class="actions">
        <Problem of={action} />
        <button type="button" class="go" disabled={action.busy} onClick={() => pay()}>
          输入支付密码
        </button>
        <button type="button" class="plain" disabled={action.busy} onClick={() => pay({ outcome: 'cancelled' })}>
          取消支付
        </button>
      </footer>
    </div>
  )
}

/** A sub order, which is paid only with its combined order. */
function Part({ payment }: Pick<Props, 'payment'>) {
  const { mchid, combine_out_trade_no } = payment.partOf ?? {}
  return <Ended payment={payment} title="合单的子单" note={`请支付商户 ${mchid} 的合单 ${combine_out_trade_no}`} />
}

function Ended({ payment, title, note }: { payment: PaymentView; title: string; note: string }) {
  return (
    <div class="page closed">
      <div class="hero">
        <i class="dash-mark" aria-hidden="true" />
        <p class="hero-title">{title}</p>
        <p class="hero-note">{note}</p>
      </div>
      <Payee payment={payment} />
    </div>
  )
}

function Paid({ payment }: { payment: PaymentView }) {
  const { paidAt, vouchers = [] } = payment
  const discount = [...vouchers, ...(payment.subOrders ?? []).flatMap((sub) => sub.vouchers ?? [])].reduce(
    (sum, { amount }) => sum + amount,
    0,
  )
  return (
    <div class="page paid">
      <div class="hero">
        <i class="tick-mark" aria-hidden="true" />
        <p class="hero-title">支付成功</p>
        <p class="hero-figure">{yuan(payment.terms.total - discount)}</p>
      </div>
      <Payee payment={payment} />
      <Cells title="支付信息">
        <Cell name="支付时间">{paidAt === undefined ? undefined : `${longDate(paidAt)} ${clockTime(paidAt)}`}</Cell>
        <Cell name="支付方式">{payment.bank_type === 'OTHERS' ? '零钱' : payment.bank_type}</Cell>
        <Cell name="代金券">{discount === 0 ? undefined : `已减 ${yuan(discount)}`}</Cell>
        <Cell name="交易单号">
          <span class="mono">{payment.transaction_id}</span>
        </Cell>
      </Cells>
    </div>
  )
}

function Payee({ payment }: { payment: PaymentView }) {
  const { description } = payment.terms
  return (
    <div class="service">
      <span class="avatar" aria-hidden="true">
        {description.slice(0, 1)}
      </span>
      <p>
        <b>{description}</b>
        <span>商户号 {payment.mchid}</span>
      </p>
    </div>
  )
}
