import { expectTypeOf } from 'vitest'
import { WechatPay, type RefundDomesticRefundsResponse, type Result } from '../../src/index.ts'
import { paymentOutcome, refund, refundOutcome } from '../../src/payments/index.ts'

const wxpay = WechatPay.fromEnv()
const common = { out_refund_no: 'R1', notify_url: 'https://a.example.com/r', amount: { refund: 1, total: 1 } }

expectTypeOf(refund(wxpay, { ...common, transaction_id: '42' })).resolves.toEqualTypeOf<
  Result<RefundDomesticRefundsResponse>
>()
void refund(wxpay.partner('1900000110'), { ...common, out_trade_no: 'PB1' }, { timeoutMs: 5_000 })
// @ts-expect-error the order is not named
void refund(wxpay, common)
// @ts-expect-error it is named twice
void refund(wxpay, { ...common, transaction_id: '42', out_trade_no: 'PB1' })
// @ts-expect-error notify_url is missing
void refund(wxpay, { transaction_id: '42', out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
const view = wxpay.with({ notify_url: 'https://a.example.com/r' })
void refund(view, { transaction_id: '42', out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
// @ts-expect-error the order is not named
void refund(view, { out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
// @ts-expect-error that view fills in no notify_url
void refund(wxpay.with({ appid: 'wx1' }), {
  transaction_id: '42',
  out_refund_no: 'R1',
  amount: { refund: 1, total: 1 },
})
// @ts-expect-error no such field
void refund(wxpay, { ...common, transaction_id: '42', refund_fee: 1 })

// What queries answer is taken as it is.
const { data } = await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'R1' })
expectTypeOf(refundOutcome(data)).toEqualTypeOf<'refunded' | 'waiting' | 'closed' | 'stuck' | 'unknown'>()
const order = await wxpay.v3.pay.transactions.id._transaction_id_.get({
  transaction_id: '42',
  query: { mchid: '1900000109' },
})
expectTypeOf(paymentOutcome(order.data)).toEqualTypeOf<'paid' | 'waiting' | 'unpaid' | 'unknown'>()
