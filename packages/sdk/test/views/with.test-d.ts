import { expectTypeOf } from 'vitest'
import { WechatPay, type PayTransactionsNativeResponse, type RepeatedFields, type Result } from '../../src/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'

const wxpay = WechatPay.fromEnv()
const shop = wxpay.with({ appid: 'wx8888888888888888', notify_url: 'https://shop.example.com/wechatpay' })
const order = { description: '充电宝', out_trade_no: 'PB0001', amount: { total: 1 } }

// Fields that a view fills in may be left out at each of the three addresses; the answer's type is the operation's.
const { native } = shop.v3.pay.transactions
expectTypeOf(native.post({ json: order })).toEqualTypeOf<Promise<Result<PayTransactionsNativeResponse>>>()
void shop.chain('v3/pay/transactions/native').postAsync({ json: order })
void shop['v3/pay/transactions/native'].post.prepare({ json: { ...order, appid: 'wx2' } })
void shop.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no: 'PB0001' })
expectTypeOf(shop.filled).toEqualTypeOf<Readonly<Record<'mchid' | 'combine_mchid' | 'appid' | 'notify_url', string>>>()

// No other field becomes optional, and no other field is accepted.
// @ts-expect-error amount is missing
void shop.v3.pay.transactions.native.post({ json: { ...order, amount: undefined } })
// @ts-expect-error no such field
void shop.v3.pay.transactions.native.post({ json: { ...order, service_id: '1' } })
// @ts-expect-error appid must be a text
void shop.v3.pay.transactions.native.post({ json: { ...order, appid: 1 } })
// @ts-expect-error out_trade_no is missing
void shop.v3.pay.transactions.outTradeNo._out_trade_no_.get()
// @ts-expect-error this view has no service_id
void shop.v3.payscore.payafterOrders.get({ query: { out_order_no: 'PB1' } })
// @ts-expect-error the client itself fills in nothing
void wxpay.v3.pay.transactions.native.post({ json: order })

// Where mchid names somebody else, it is required.
// @ts-expect-error a driver's mchid is missing
void shop.v3.taxiInvoice.driver.updateDriver.post({ json: {} })
// @ts-expect-error a bank's merchant is missing
void shop.chain('v3/aggracct-bc/wb-channel/special-reduction').post({ json: {} })
const stores = wxpay.with({ brand_id: '1' }).v3.brand.partner.store.brandstores
const company = { company_name: '爱生活' }
// @ts-expect-error a store's mchid is missing
void stores._store_id_.bindrecipient.post({ store_id: '1', json: company })
const bind = 'v3/brand/partner/store/brandstores/{store_id}/bindrecipient'
// @ts-expect-error a store's mchid is missing
void wxpay.with({ brand_id: '1' })[bind].post({ store_id: '1', json: company })
void stores._store_id_.bindrecipient.post({ store_id: '1', json: { ...company, mchid: '1900000555' } })

// A field of the same name but numeric is not filled in, except in paths, where all values are texts.
const contracts = wxpay.with({ service_id: '1', notify_url: 'https://a.example.com' }).v3.passwordExemptContract
  .contracts
// @ts-expect-error service_id is a number here, and missing
void contracts.normal.preEntrustSign.miniProgram.post({ json: {} })
void contracts.serviceId._service_id_.outContractCode._out_contract_code_.get({ out_contract_code: '1' })

// Only known fields can be filled in, and an optional one guarantees nothing.
// @ts-expect-error out_trade_no cannot be filled in
void wxpay.with({ out_trade_no: 'PB0001' })
// @ts-expect-error partner() takes the applications of a partner
void wxpay.with({ appid: 'wx1', sp_appid: 'wx1' })
const fields: RepeatedFields = {}
// @ts-expect-error appid may be missing
void wxpay.with(fields).v3.pay.transactions.native.post({ json: order })

// with() and partner() combine in either order.
const json = { ...order, payer: { sp_openid: 'o' } }
const notify_url = 'https://shop.example.com/wechatpay'
const one = wxpay.partner('1900000110', { sp_appid: 'wx1' }).with({ notify_url })
void one.v3.pay.partner.transactions.jsapi.post({ json })
const other = wxpay.with({ notify_url }).partner('1900000110', { sp_appid: 'wx1' })
void other.v3.pay.partner.transactions.jsapi.post({ json })
expectTypeOf(other.sub_mchid).toBeString()
expectTypeOf(shop.download('https://a')).toEqualTypeOf<Promise<Result<Uint8Array>>>()
// @ts-expect-error a partner's view fills in no mchid
void other.v3.pay.transactions.native.post({ json: { ...order, appid: 'wx1' } })

// The blocking client behaves the same.
const blocking = BlockingWechatPay.fromEnv().with({ appid: 'wx1', notify_url })
expectTypeOf(blocking.v3.pay.transactions.native.post({ json: order })).toEqualTypeOf<
  Result<PayTransactionsNativeResponse>
>()
expectTypeOf(blocking.chain('v3/pay/transactions/native').postAsync({ json: order })).resolves.toEqualTypeOf<
  Result<PayTransactionsNativeResponse>
>()
void blocking.partner('1900000110', { sp_appid: 'wx1' }).v3.pay.partner.transactions.jsapi.post({ json })
// @ts-expect-error amount is missing
blocking.v3.pay.transactions.native.post({ json: { ...order, amount: undefined } })
