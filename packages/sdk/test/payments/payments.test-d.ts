import { expectTypeOf } from 'vitest'
import { WechatPay, type RefundDomesticRefundsResponse, type Result } from '../../src/index.ts'
import { transferAppLaunch, transferLaunch, type JsapiLaunch } from '../../src/launch/index.ts'
import {
  appOrder,
  h5Order,
  jsapiOrder,
  nativeOrder,
  payByCode,
  payByCodeV2,
  paymentOutcome,
  refund,
  refundOutcome,
  settleCodePayment,
} from '../../src/payments/index.ts'

const wxpay = WechatPay.fromEnv()
const common = { out_refund_no: 'R1', notify_url: 'https://a.example.com/r', amount: { refund: 1, total: 1 } }

expectTypeOf(refund(wxpay, { ...common, transaction_id: '42' })).resolves.toEqualTypeOf<
  Result<RefundDomesticRefundsResponse>
>()
void refund(wxpay.partner('1900000110'), { ...common, out_trade_no: 'PB1' }, { timeoutMs: 5_000 })
// @ts-expect-error no order number is given
void refund(wxpay, common)
// @ts-expect-error both order numbers are given
void refund(wxpay, { ...common, transaction_id: '42', out_trade_no: 'PB1' })
// @ts-expect-error notify_url is missing
void refund(wxpay, { transaction_id: '42', out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
const view = wxpay.with({ notify_url: 'https://a.example.com/r' })
void refund(view, { transaction_id: '42', out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
// @ts-expect-error no order number is given
void refund(view, { out_refund_no: 'R1', amount: { refund: 1, total: 1 } })
// @ts-expect-error the view fills in no notify_url
void refund(wxpay.with({ appid: 'wx1' }), {
  transaction_id: '42',
  out_refund_no: 'R1',
  amount: { refund: 1, total: 1 },
})
// @ts-expect-error no such field
void refund(wxpay, { ...common, transaction_id: '42', refund_fee: 1 })

// The answer of a query is accepted unchanged.
const { data } = await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'R1' })
expectTypeOf(refundOutcome(data)).toEqualTypeOf<'refunded' | 'waiting' | 'closed' | 'stuck' | 'unknown'>()
const order = await wxpay.v3.pay.transactions.id._transaction_id_.get({
  transaction_id: '42',
  query: { mchid: '1900000109' },
})
expectTypeOf(paymentOutcome(order.data)).toEqualTypeOf<'paid' | 'waiting' | 'unpaid' | 'unknown'>()

// In orders, fields that the client knows may be left out, and no others.
const appid = 'wx8888888888888888'
const notify_url = 'https://a.example.com/n'
const shop = wxpay.with({ appid, notify_url })
const goods = { description: '充电宝', out_trade_no: 'PB1', amount: { total: 1 } }
expectTypeOf(jsapiOrder(shop, { ...goods, payer: { openid: 'o' } })).resolves.toHaveProperty('launch')
expectTypeOf((await jsapiOrder(shop, { ...goods, payer: { openid: 'o' } })).launch).toEqualTypeOf<JsapiLaunch>()
expectTypeOf((await nativeOrder(wxpay, { ...goods, appid, notify_url })).launch).toBeString()
void appOrder(wxpay.partner('1900000110', { sp_appid: appid }).with({ notify_url }), goods)
// @ts-expect-error payer is missing
void jsapiOrder(shop, goods)
// @ts-expect-error notify_url is missing
void nativeOrder(wxpay, { ...goods, appid })
// @ts-expect-error scene_info is missing
void h5Order(shop, goods, { redirect_url: 'https://a.example.com' })
// @ts-expect-error no such field
void nativeOrder(shop, { ...goods, openid: 'o' })
// @ts-expect-error sp_appid is missing
void nativeOrder(wxpay.partner('1900000110').with({ notify_url }), goods)
// @ts-expect-error a partner has no appid of that name
void nativeOrder(wxpay.partner('1900000110', { sp_appid: appid }).with({ notify_url }), { ...goods, mchid: '1' })

// Payments by code: the outcome determines which members the result has.
const code = { ...goods, payer: { auth_code: '13' }, scene_info: { store_info: { id: '1' } } }
const result = await payByCode(shop, code)
if (result.outcome === 'paid') expectTypeOf(result.order.transaction_id).toEqualTypeOf<string | undefined>()
else if (result.outcome === 'reversed') expectTypeOf(result.reason).toEqualTypeOf<'timeout' | 'failed' | 'aborted'>()
else void result.error
// @ts-expect-error only a paid result has an order
void result.order
const ofShop = await payByCode(wxpay.partner('1900000110'), code)
if (ofShop.outcome === 'paid') expectTypeOf(ofShop.order.sub_mchid).toBeString()
// @ts-expect-error appid is missing
void payByCode(wxpay, code)
void settleCodePayment(shop, { out_trade_no: 'PB1' })
// @ts-expect-error appid is missing
void settleCodePayment(wxpay, { out_trade_no: 'PB1' })
const micropay = { body: '水', out_trade_no: 'PB1', total_fee: 1, spbill_create_ip: '203.0.113.9', auth_code: '13' }
void payByCodeV2(shop, { ...micropay, limit_pay: 'no_credit' })
// @ts-expect-error appid is missing
void payByCodeV2(wxpay, micropay)

// Transfers: the answer is accepted unchanged.
type TransferBills = (typeof wxpay)['v3/fund-app/mch-transfer/transfer-bills']['post']
declare const created: Awaited<ReturnType<TransferBills>>['data']
expectTypeOf(transferLaunch(shop, { package_info: created.package_info }).package).toBeString()
// @ts-expect-error appid is missing
void transferAppLaunch(wxpay, { package_info: 'A' })
