import { expectTypeOf } from 'vitest'
import type { WechatPay } from '../../src/index.ts'
import type { RequiredKeysOf } from '../../src/chain/operation.ts'

/**
 * The required fields of calls that move money, checked by hand against the official pages. A missing mark lets an
 * incomplete request compile; a superfluous mark rejects a complete one.
 */
declare const wxpay: WechatPay

type Options<Call> = Call extends (...args: infer Args) => unknown ? NonNullable<Args[0]> : never
type Body<Call> =
  Options<Call> extends { readonly json: infer Json }
    ? Json
    : Options<Call> extends { readonly xml: infer Xml }
      ? Xml
      : never
type Query<Call> = Options<Call> extends { readonly query: infer Parameters } ? Parameters : never

/** Names that at least one form of a body requires. */
type Asked<Fields> = Fields extends unknown ? RequiredKeysOf<Fields> : never
type LeftOut<Fields> = Fields extends unknown ? Exclude<keyof Fields, RequiredKeysOf<Fields>> : never
/** Names of which one is needed: one form of the body requires it, another does not. */
type Choice<Fields> = Extract<Asked<Fields>, LeftOut<Fields>>
/** Names that every form requires. */
type Required<Fields> = Exclude<Asked<Fields>, Choice<Fields>>

const { v3, v2 } = wxpay

// 基础支付
type Order = 'appid' | 'mchid' | 'description' | 'out_trade_no' | 'amount' | 'notify_url'
expectTypeOf<Required<Body<typeof v3.pay.transactions.jsapi.post>>>().toEqualTypeOf<Order | 'payer'>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.app.post>>>().toEqualTypeOf<Order>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.native.post>>>().toEqualTypeOf<Order>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.h5.post>>>().toEqualTypeOf<Order | 'scene_info'>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.jsapi.post>['amount']>>().toEqualTypeOf<'total'>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.jsapi.post>['payer']>>().toEqualTypeOf<'openid'>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.outTradeNo._out_trade_no_.close.post>>>().toEqualTypeOf<'mchid'>()
expectTypeOf<Required<Query<typeof v3.pay.transactions.outTradeNo._out_trade_no_.get>>>().toEqualTypeOf<'mchid'>()
expectTypeOf<Required<Query<typeof v3.pay.transactions.id._transaction_id_.get>>>().toEqualTypeOf<'mchid'>()

// 服务商：payer 以 sp_openid 或 sub_openid 指明
type PartnerOrder = 'sp_appid' | 'sp_mchid' | 'sub_mchid' | Exclude<Order, 'appid' | 'mchid'>
type PartnerJsapi = Body<typeof v3.pay.partner.transactions.jsapi.post>
expectTypeOf<Required<PartnerJsapi>>().toEqualTypeOf<PartnerOrder | 'payer'>()
expectTypeOf<Choice<PartnerJsapi['payer']>>().toEqualTypeOf<'sp_openid' | 'sub_openid'>()
expectTypeOf<Required<Body<typeof v3.pay.partner.transactions.native.post>>>().toEqualTypeOf<PartnerOrder>()

// 付款码支付
type Codepay = Body<typeof v3.pay.transactions.codepay.post>
expectTypeOf<Required<Codepay>>().toEqualTypeOf<Exclude<Order, 'notify_url'> | 'payer'>()
expectTypeOf<Required<Codepay['payer']>>().toEqualTypeOf<'auth_code'>()
expectTypeOf<Required<Body<typeof v3.pay.transactions.outTradeNo._out_trade_no_.reverse.post>>>().toEqualTypeOf<
  'appid' | 'mchid'
>()

// 合单支付
type Combined = Body<typeof v3.combineTransactions.jsapi.post>
expectTypeOf<Required<Combined>>().toEqualTypeOf<
  'combine_appid' | 'combine_mchid' | 'combine_out_trade_no' | 'sub_orders' | 'combine_payer_info' | 'notify_url'
>()
expectTypeOf<Required<Combined['sub_orders'][number]>>().toEqualTypeOf<
  'mchid' | 'attach' | 'amount' | 'out_trade_no' | 'description'
>()
expectTypeOf<Required<Combined['sub_orders'][number]['amount']>>().toEqualTypeOf<'total_amount' | 'currency'>()
expectTypeOf<
  Required<Body<typeof v3.combineTransactions.outTradeNo._combine_out_trade_no_.close.post>>
>().toEqualTypeOf<'combine_appid' | 'sub_orders'>()

// 退款
type Refund = Body<typeof v3.refund.domestic.refunds.post>
expectTypeOf<Required<Refund>>().toEqualTypeOf<'out_refund_no' | 'amount'>()
expectTypeOf<Choice<Refund>>().toEqualTypeOf<'transaction_id' | 'out_trade_no'>()
expectTypeOf<Required<Refund['amount']>>().toEqualTypeOf<'refund' | 'total' | 'currency'>()
// @ts-expect-error a refund without fields
void v3.refund.domestic.refunds.post({ json: {} })
void v3.refund.domestic.refunds.post({
  // @ts-expect-error a refund without an order
  json: { out_refund_no: 'R1', amount: { refund: 1, total: 1, currency: 'CNY' } },
})
type EcommerceRefund = Body<typeof v3.ecommerce.refunds.apply.post>
expectTypeOf<Required<EcommerceRefund>>().toEqualTypeOf<'sub_mchid' | 'sp_appid' | 'out_refund_no' | 'amount'>()
expectTypeOf<Choice<EcommerceRefund>>().toEqualTypeOf<'transaction_id' | 'out_trade_no' | 'combine_transaction_id'>()

// 分账
type Sharing = Body<typeof v3.profitsharing.orders.post>
expectTypeOf<Required<Sharing>>().toEqualTypeOf<'transaction_id' | 'out_order_no' | 'receivers' | 'unfreeze_unsplit'>()
expectTypeOf<Required<Sharing['receivers'][number]>>().toEqualTypeOf<'type' | 'account' | 'amount' | 'description'>()
type SharingReturn = Body<typeof v3.profitsharing.returnOrders.post>
expectTypeOf<Required<SharingReturn>>().toEqualTypeOf<'out_return_no' | 'return_mchid' | 'amount' | 'description'>()
expectTypeOf<Choice<SharingReturn>>().toEqualTypeOf<'order_id' | 'out_order_no'>()
expectTypeOf<Required<Body<typeof v3.profitsharing.orders.unfreeze.post>>>().toEqualTypeOf<
  'transaction_id' | 'out_order_no' | 'description'
>()
expectTypeOf<Required<Body<typeof v3.profitsharing.receivers.add.post>>>().toEqualTypeOf<
  'appid' | 'type' | 'account' | 'relation_type'
>()

// 商家转账
type Transfer = Body<typeof v3.fundApp.mchTransfer.transferBills.post>
expectTypeOf<Required<Transfer>>().toEqualTypeOf<
  | 'appid'
  | 'out_bill_no'
  | 'transfer_scene_id'
  | 'openid'
  | 'transfer_amount'
  | 'transfer_remark'
  | 'transfer_scene_report_infos'
>()

// 账单
expectTypeOf<Required<Query<typeof v3.bill.tradebill.get>>>().toEqualTypeOf<'bill_date'>()
expectTypeOf<Required<Query<typeof v3.bill.fundflowbill.get>>>().toEqualTypeOf<'bill_date'>()
expectTypeOf<Required<Query<typeof v3.profitsharing.bills.get>>>().toEqualTypeOf<'bill_date'>()

// 委托代扣
expectTypeOf<Required<Body<typeof v2.pay.pappayapply.post>>>().toEqualTypeOf<
  'appid' | 'body' | 'out_trade_no' | 'total_fee' | 'spbill_create_ip' | 'notify_url' | 'trade_type' | 'contract_id'
>()
type ContractQuery = Body<typeof v2.papay.querycontract.post>
expectTypeOf<Required<ContractQuery>>().toEqualTypeOf<'appid' | 'version'>()
expectTypeOf<Choice<ContractQuery>>().toEqualTypeOf<'contract_id' | 'contract_code'>()
expectTypeOf<Required<Body<typeof v2.papay.deletecontract.post>>>().toEqualTypeOf<
  'appid' | 'version' | 'contract_termination_remark'
>()
expectTypeOf<Required<Body<typeof v3.papay.contracts._contract_id_.notify.post>>>().toEqualTypeOf<
  'mchid' | 'appid' | 'estimated_amount'
>()

// APIv2：mch_id、nonce_str 与签名由客户端填写
expectTypeOf<Required<Body<typeof v2.pay.unifiedorder.post>>>().toEqualTypeOf<
  'appid' | 'body' | 'out_trade_no' | 'total_fee' | 'spbill_create_ip' | 'notify_url' | 'trade_type'
>()
expectTypeOf<Required<Body<typeof v2.pay.micropay.post>>>().toEqualTypeOf<
  'appid' | 'body' | 'out_trade_no' | 'total_fee' | 'spbill_create_ip' | 'auth_code'
>()
expectTypeOf<Required<Body<typeof v2.pay.closeorder.post>>>().toEqualTypeOf<'appid' | 'out_trade_no'>()
expectTypeOf<Choice<Body<typeof v2.pay.orderquery.post>>>().toEqualTypeOf<'transaction_id' | 'out_trade_no'>()
expectTypeOf<Choice<Body<typeof v2.pay.refundquery.post>>>().toEqualTypeOf<
  'transaction_id' | 'out_trade_no' | 'out_refund_no' | 'refund_id'
>()
type V2Refund = Body<typeof v2.secapi.pay.refund.post>
expectTypeOf<Required<V2Refund>>().toEqualTypeOf<'appid' | 'out_refund_no' | 'total_fee' | 'refund_fee'>()
expectTypeOf<Choice<V2Refund>>().toEqualTypeOf<'transaction_id' | 'out_trade_no'>()
expectTypeOf<Required<Body<typeof v2.secapi.pay.multiprofitsharing.post>>>().toEqualTypeOf<
  'appid' | 'transaction_id' | 'out_order_no' | 'receivers'
>()
expectTypeOf<Choice<Body<typeof v2.secapi.pay.profitsharingreturn.post>>>().toEqualTypeOf<'order_id' | 'out_order_no'>()
expectTypeOf<Required<Body<typeof v2.pay.downloadbill.post>>>().toEqualTypeOf<'appid' | 'bill_date'>()

// wxpay.partner() fills in the sub-merchant, so its calls do not require it.
const shop = wxpay.partner('1900000110', { sp_appid: 'wx1' })
void shop.v3.refund.domestic.refunds.post({
  json: { out_trade_no: 'T1', out_refund_no: 'R1', amount: { refund: 1, total: 1, currency: 'CNY' } },
})
void shop.v3.refund.domestic.refunds.post({
  // @ts-expect-error a refund without an order
  json: { out_refund_no: 'R1', amount: { refund: 1, total: 1, currency: 'CNY' } },
})
void shop.v3.profitsharing.orders.unfreeze.post({
  json: { transaction_id: '4200', out_order_no: 'P1', description: '解冻' },
})
void shop.v2.pay.closeorder.post({ xml: { appid: 'wx1', out_trade_no: 'T1' } })
// A partner may give either openid or sub_openid, so the direct merchant's required field becomes a choice.
expectTypeOf<Choice<Body<(typeof shop)['v3']['medIns']['orders']['post']>>>().toEqualTypeOf<'openid' | 'sub_openid'>()

// A partner may leave out fields that only direct merchants must send, and must send those that only partners must.
type ShopRefund = Body<(typeof shop)['v3']['refund']['domestic']['refunds']['post']>
expectTypeOf<Required<ShopRefund['amount']>>().toEqualTypeOf<'refund' | 'total'>()
expectTypeOf<Required<ShopRefund>>().toEqualTypeOf<'out_refund_no' | 'amount'>()
void shop.chain('v3/refund/domestic/refunds').postAsync({
  json: { transaction_id: '4200', out_refund_no: 'R1', amount: { refund: 1, total: 1 } },
})
void wxpay.v3.refund.domestic.refunds.post({
  // @ts-expect-error a direct merchant names the currency
  json: { transaction_id: '4200', out_refund_no: 'R1', amount: { refund: 1, total: 1 } },
})
type ShopCombined = Body<(typeof shop)['v3']['combineTransactions']['jsapi']['post']>
expectTypeOf<Required<ShopCombined>>().toEqualTypeOf<
  'combine_appid' | 'combine_mchid' | 'combine_out_trade_no' | 'sub_orders' | 'combine_payer_info'
>()
expectTypeOf<Required<ShopCombined['sub_orders'][number]>>().toEqualTypeOf<
  'mchid' | 'sub_mchid' | 'attach' | 'amount' | 'out_trade_no' | 'description'
>()
// A view that only fills in repeated fields still belongs to the merchant itself.
type OwnRefund = Body<ReturnType<typeof ownClient>['v3']['refund']['domestic']['refunds']['post']>
declare const ownClient: () => ReturnType<typeof wxpay.with<{ notify_url: string }>>
expectTypeOf<Required<OwnRefund['amount']>>().toEqualTypeOf<'refund' | 'total' | 'currency'>()
