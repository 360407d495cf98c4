import { expectTypeOf } from 'vitest'
import type { ListOperation } from '../../src/chain/operation.ts'
import { WechatPay, type PartnerIds, type PayPartnerTransactionsJsapiResponse, type Result } from '../../src/index.ts'
import type { FilledNode, SubMerchant } from '../../src/client/view.ts'

const wxpay = WechatPay.fromEnv()
const shop = wxpay.partner('1900000110')
const withApps = wxpay.partner('1900000110', { sp_appid: 'wx1', sub_appid: 'wx2' })
const order = {
  description: '充电宝',
  out_trade_no: 'PB0001',
  notify_url: 'https://a.example.com/n',
  amount: { total: 1 },
  payer: { sp_openid: 'o' },
}

// Fields that a view fills in may be left out; the answer's type is the operation's.
const { jsapi } = withApps.v3.pay.partner.transactions
expectTypeOf(jsapi.post({ json: order })).toEqualTypeOf<Promise<Result<PayPartnerTransactionsJsapiResponse>>>()
void withApps.chain('v3/pay/partner/transactions/jsapi').postAsync({ json: order })
// In the sub-merchant's own app, sub_openid alone identifies the payer.
void withApps.v3.pay.partner.transactions.jsapi.post({ json: { ...order, payer: { sub_openid: 'o1' } } })
void withApps['v3/pay/partner/transactions/jsapi'].post.prepare({ json: { ...order, sub_mchid: '1900000110' } })

// An appid that the view does not fill in is still required.
// @ts-expect-error sp_appid is missing
void shop.v3.pay.partner.transactions.jsapi.post({ json: order })
void shop.v3.pay.partner.transactions.jsapi.post({ json: { ...order, sp_appid: 'wx1' } })
const ids: PartnerIds = {}
const perhaps = wxpay.partner('1900000110', ids)
// @ts-expect-error sp_appid may be missing from this view
void perhaps.v3.pay.partner.transactions.jsapi.post({ json: order })

// No other field becomes optional, and no other field is accepted.
// @ts-expect-error description is missing
void withApps.v3.pay.partner.transactions.jsapi.post({ json: { ...order, description: undefined } })
// @ts-expect-error no such field
void withApps.v3.pay.partner.transactions.jsapi.post({ json: { ...order, sub_mch_id: '1' } })
// @ts-expect-error out_trade_no is missing
void shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.get()
// @ts-expect-error without a view, the parties are missing too
void wxpay.v3.pay.partner.transactions.outTradeNo._out_trade_no_.get({ out_trade_no: 'PB0001' })

// A query that needs nothing else, and a path parameter.
void shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.get({ out_trade_no: 'PB0001' })
void shop.v3.profitsharing.merchantConfigs._sub_mchid_.get()

// A view of a view, and an address that is not in the spec.
void shop.partner('1900000111').v3.profitsharing.merchantConfigs._sub_mchid_.get()
expectTypeOf(shop.chain('v3/brand-new' as string).get()).resolves.toEqualTypeOf<Result<unknown>>()

// A list stays a list.
interface Stores {
  readonly get: ListOperation<{ query: { sub_mchid: string; offset?: number } }, { data: string[] }, string>
}
declare const stores: FilledNode<Stores, SubMerchant>
expectTypeOf(stores.get.items()).toEqualTypeOf<AsyncIterable<string>>()
expectTypeOf(stores.get.pages({ query: { offset: 20 } })).toEqualTypeOf<AsyncIterable<Result<{ data: string[] }>>>()
