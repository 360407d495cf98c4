/**
 * Queries that resolve a call but that no rule finds: in APIv2 they are POSTs of other products, in APIv3 some stand at
 * another address. The party and WeChat Pay's number are passed under the names that both operations share.
 */
export interface KnownQuery {
  readonly query: string
  /** The number that call and query share. */
  readonly by: string
  /** Sources of further parameters in the call, or fixed values for them. */
  readonly also?: Readonly<Record<string, string>>
}

const asOrder: KnownQuery = { query: 'v2/pay/orderquery#post', by: 'out_trade_no' }
const asDeduction: KnownQuery = { query: 'v2/pay/paporderquery#post', by: 'out_trade_no' }
const asPartnerDeduction: KnownQuery = { query: 'v2/pay/partner/paporderquery#post', by: 'out_trade_no' }
const asFacePayment: KnownQuery = { query: 'v2/pay/facepayquery#post', by: 'out_trade_no' }
const asDeposit: KnownQuery = { query: 'v2/deposit/orderquery#post', by: 'out_trade_no' }
const asRedPacket: KnownQuery = {
  query: 'v2/mmpaymkttransfers/gethbinfo#post',
  by: 'mch_billno',
  also: { appid: 'xml.wxappid', bill_type: '=MCHT' },
}
const asSharing: KnownQuery = {
  query: 'v2/pay/profitsharingquery#post',
  by: 'out_order_no',
}
const asCombinedOrder: KnownQuery = {
  query: 'v2/pay/querycombinedorder#post',
  by: 'combine_out_trade_no',
  also: { combine_appid: 'xml.combine_appid', combine_mch_id: 'xml.combine_mch_id' },
}
const asOverseasOrder: KnownQuery = {
  query: 'v3/global/transactions/out-trade-no/{out_trade_no}#get',
  by: 'out_trade_no',
}

/** Known queries by the id of the call. */
export const knownQueries: Readonly<Record<string, KnownQuery>> = {
  'v2/pay/unifiedorder#post': asOrder,
  'v2/pay/micropay#post': asOrder,
  'v2/pay/closeorder#post': asOrder,
  'v2/pay/contractorder#post': asOrder,
  'v2/secapi/pay/reverse#post': asOrder,
  'v2/secapi/pay/refund#post': { query: 'v2/pay/refundquery#post', by: 'out_refund_no' },
  'v2/secapi/pay/refundv2#post': { query: 'v2/pay/refundqueryv2#post', by: 'out_refund_no' },
  'v2/pay/facepay#post': asFacePayment,
  'v2/secapi/pay/facepayreverse#post': asFacePayment,
  'v2/pay/pappayapply#post': asDeduction,
  'v2/pay/partner/pappayapply#post': asPartnerDeduction,
  'v2/transit/pay/payapply#post': { query: 'v2/transit/queryorder#post', by: 'out_trade_no' },
  'v2/transit/partnerpay/payapply#post': { query: 'v2/transit/partnerpay/queryorder#post', by: 'out_trade_no' },
  'v2/deposit/unifiedorder#post': asDeposit,
  'v2/deposit/micropay#post': asDeposit,
  'v2/deposit/facepay#post': asDeposit,
  'v2/deposit/consume#post': asDeposit,
  'v2/deposit/reverse#post': asDeposit,
  'v2/deposit/refund#post': { query: 'v2/deposit/refundquery#post', by: 'out_refund_no' },
  'v2/secapi/pay/profitsharing#post': asSharing,
  'v2/secapi/pay/multiprofitsharing#post': asSharing,
  'v2/secapi/pay/profitsharingfinish#post': asSharing,
  'v2/secapi/pay/profitsharingreturn#post': {
    query: 'v2/pay/profitsharingreturnquery#post',
    by: 'out_return_no',
    also: { order_id: 'xml.order_id', out_order_no: 'xml.out_order_no' },
  },
  'v2/mmpaymkttransfers/promotion/transfers#post': {
    query: 'v2/mmpaymkttransfers/gettransferinfo#post',
    by: 'partner_trade_no',
    also: { appid: 'xml.mch_appid', mch_id: 'xml.mchid' },
  },
  'v2/mmpaysptrans/pay_bank#post': { query: 'v2/mmpaysptrans/query_bank#post', by: 'partner_trade_no' },
  'v2/mmpaymkttransfers/promotion/paywwsptrans2pocket#post': {
    query: 'v2/mmpaymkttransfers/promotion/querywwsptrans2pocket#post',
    by: 'partner_trade_no',
  },
  'v2/mmpaymkttransfers/sendredpack#post': asRedPacket,
  'v2/mmpaymkttransfers/sendgroupredpack#post': asRedPacket,
  'v2/mmpaymkttransfers/sendminiprogramhb#post': asRedPacket,
  'v2/mmpaymkttransfers/sendworkwxredpack#post': {
    query: 'v2/mmpaymkttransfers/queryworkwxredpack#post',
    by: 'mch_billno',
    also: { appid: 'xml.wxappid' },
  },
  'v2/pay/combinedorder#post': asCombinedOrder,
  'v2/pay/closecombinedorder#post': asCombinedOrder,
  'v3/global/micropay/transactions/pay#post': asOverseasOrder,
  'v3/global/micropay/transactions/out-trade-no/{out_trade_no}/reverse#post': asOverseasOrder,
  'v3/ecommerce/profitsharing/finish-order#post': {
    query: 'v3/ecommerce/profitsharing/orders#get',
    by: 'out_order_no',
  },
  'v3/brand/profitsharing/finish-order#post': {
    query: 'v3/brand/profitsharing/orders#get',
    by: 'out_order_no',
  },
  // A pay-on-delivery order is queried like any other order of the service.
  'v3/payscore/servicepayondeliveryorder#post': { query: 'v3/payscore/serviceorder#get', by: 'out_order_no' },
  'v3/payscore/partner/servicepayondeliveryorder#post': {
    query: 'v3/payscore/partner/serviceorder#get',
    by: 'out_order_no',
  },
  'v3/offlineface/transactions#post': {
    query: 'v3/offlineface/transactions/out-trade-no/{out_trade_no}#get',
    by: 'out_trade_no',
    also: { business_product_id: 'json.business.business_product_id' },
  },
  'v3/aggracct-bc/wb-channel/control-orders/punish#post': {
    query: 'v3/aggracct-bc/wb-channel/control-orders/{out_request_no}#get',
    by: 'out_request_no',
    also: { control_type: '=PUNISH' },
  },
  'v3/aggracct-bc/wb-channel/control-orders/recover#post': {
    query: 'v3/aggracct-bc/wb-channel/control-orders/{out_request_no}#get',
    by: 'out_request_no',
    also: { control_type: '=RECOVER' },
  },
  'v3/fund-app/brand-redpacket/brand-merchant-batches#post': {
    query: 'v3/fund-app/brand-redpacket/brand-merchant-out-batches/{out_batch_no}#get',
    by: 'out_batch_no',
  },
  'v3/mchalterapply/merchantnamealterapplyment#post': {
    query: 'v3/mchalterapply/merchantnamealterapplyment/merchant/{sub_mchid}/out-request-no/{out_request_no}#get',
    by: 'out_request_no',
  },
}
