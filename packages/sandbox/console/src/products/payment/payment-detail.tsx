import type { PaymentView, Task } from '../../data/api.ts'
import { clockTime, longDate, yuan } from '../../text/format.ts'
import { Detail, Fact } from '../../parts/detail.tsx'
import { PaymentChip } from '../../parts/state-chip.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { methodName, paymentNote } from '../../text/words.ts'

interface Props {
  readonly payment: PaymentView
  readonly due: readonly Task[]
  readonly back: () => void
}

/** One payment in full: its terms, its launch parameters and its timeline. */
export function PaymentDetail({ payment, due, back }: Props) {
  const { terms, prepay } = payment
  const isNative = payment.surface === 'native'
  return (
    <Detail
      about={terms.description}
      number={payment.out_trade_no}
      chip={<PaymentChip state={payment.state} />}
      timeline={<Timeline events={payment.events} note={paymentNote} due={due} />}
      back={back}
    >
      <dl class="facts">
        <Fact name="金额">{yuan(terms.total)}</Fact>
        <Fact name="代金券">{payment.vouchers?.map(({ name, amount }) => `${name} ${yuan(amount)}`).join('，')}</Fact>
        <Fact name="方式">{methodName(payment)}</Fact>
        <Fact name="二维码" mono>
          {prepay && isNative ? `weixin://wxpay/bizpayurl?pr=${prepay.code}` : undefined}
        </Fact>
        <Fact name="prepay_id" mono>
          {isNative ? undefined : prepay?.id}
        </Fact>
        <Fact name="付款码" mono>
          {payment.code?.auth_code}
        </Fact>
        <Fact name="最晚付款">{terms.timeExpire === undefined ? undefined : dateAndTime(terms.timeExpire)}</Fact>
        <Fact name="用户" mono>
          {payment.payer ?? terms.openid}
        </Fact>
        <Fact name="交易单号" mono>
          {payment.transaction_id}
        </Fact>
        <Fact name="通知" mono>
          {terms.notify_url}
        </Fact>
      </dl>
    </Detail>
  )
}

function dateAndTime(at: number): string {
  return `${longDate(at)} ${clockTime(at)}`
}
