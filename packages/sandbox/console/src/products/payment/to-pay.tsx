import { useState } from 'preact/hooks'
import type { Page, PaymentRef, PaymentSummary } from '../../data/api.ts'
import { yuan } from '../../text/format.ts'
import { Problem } from '../../parts/problem.tsx'
import { useAction } from '../../data/sandbox.ts'
import { methodName } from '../../text/words.ts'
import { refKey, refOf } from '../../data/payment-ref.ts'

interface Props {
  /** Unpaid payments, newest first. */
  readonly payments: Page<PaymentSummary> | undefined
  readonly open: (which: PaymentRef) => void
}

/** On the user's phone: a field for a code to scan, and the payments that the user can open. */
export function ToPay({ payments, open }: Props) {
  const action = useAction()
  const [codeUrl, setCodeUrl] = useState('')
  return (
    <>
      <form
        class="scan"
        onSubmit={(event) => {
          event.preventDefault()
          action.run(async (api) => {
            open(await api.scan(codeUrl.trim()))
            setCodeUrl('')
          })
        }}
      >
        <input
          type="text"
          required
          aria-label="二维码的内容 code_url"
          placeholder="weixin://wxpay/bizpayurl?pr=…"
          value={codeUrl}
          onInput={(event) => setCodeUrl(event.currentTarget.value)}
        />
        <button type="submit" class="plain" disabled={action.busy}>
          扫一扫
        </button>
      </form>
      <Problem of={action} />
      {payments === undefined || payments.items.length === 0 ? null : (
        <section>
          <h3>待付款</h3>
          <ul class="cells">
            {payments.items.map((payment) => (
              <li key={refKey(refOf(payment))}>
                <button type="button" onClick={() => open(refOf(payment))}>
                  <b>{payment.description}</b>
                  <span class="mono">{payment.out_trade_no}</span>
                  <em data-state="CREATED">{methodName(payment)}</em>
                  <strong>{yuan(payment.total)}</strong>
                </button>
              </li>
            ))}
          </ul>
          {payments.next === undefined ? null : <p class="hint">最近 {payments.items.length} 笔，更早的在订单列表里</p>}
        </section>
      )}
    </>
  )
}
