/** A field that no written value can fill: WeChat Pay hands it out, and the example has to fetch it first. */
export interface ObtainedField {
  readonly field: string
  /** Id of the query that answers it. */
  readonly from: string
  /** The expression that reads it from the answer, `order`; the field of the same name if absent. */
  readonly as?: string
}

interface CallNote {
  readonly obtains?: ObtainedField
  /** Parameters that have an example, but not beside the others. */
  readonly omits?: readonly string[]
  /** Fields that the example cannot do without, though the schema does not say so. */
  readonly requires?: readonly string[]
  /** Fields of the body whose examples contradict each other. */
  readonly values?: Readonly<Record<string, unknown>>
}

/** The order is named by the merchant's number; WeChat Pay's own number of it is known when it is paid. */
const byOwnNumber: CallNote = { omits: ['transaction_id'] }

/** A combined order is of two orders at least; the example has one, of the year 2018. */
const subOrders = ['20150806125346', '20150806125347'].map((out_trade_no) => ({
  mchid: '1900000109',
  attach: '深圳分店',
  amount: { total_amount: 100, currency: 'CNY' },
  out_trade_no,
  description: '腾讯充值中心-QQ会员充值',
}))
const combined: CallNote = {
  omits: ['time_start', 'time_expire', 'combine_payer_info'],
  values: { sub_orders: subOrders },
}

/** A stock of vouchers within production's limits; the examples of its fields are of many stocks. */
const stock: CallNote = {
  omits: ['ext_info', 'pattern_info'],
  values: {
    available_begin_time: '2026-03-02T00:00:00+08:00',
    available_end_time: '2026-03-31T00:00:00+08:00',
    stock_use_rule: {
      max_coupons: 100,
      max_amount: 5_000,
      max_coupons_per_user: 2,
      natural_person_limit: false,
      prevent_api_abuse: false,
    },
    no_cash: false,
    stock_type: 'NORMAL',
    coupon_use_rule: {
      fixed_normal_coupon: { coupon_amount: 50, transaction_minimum: 1_000 },
      available_merchants: ['1900000109'],
    },
  },
}

/** Notes on working calls that the spec's examples lack, by operation id. */
export const callNotes: Readonly<Record<string, CallNote>> = {
  combineTransactionsApp: combined,
  combineTransactionsH5: combined,
  combineTransactionsJsapi: {
    omits: ['time_start', 'time_expire'],
    values: { sub_orders: subOrders, combine_payer_info: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } },
  },
  combineTransactionsNative: combined,
  combineTransactionByOutTradeNoClose: {
    values: { sub_orders: subOrders.map(({ mchid, out_trade_no }) => ({ mchid, out_trade_no })) },
  },
  marketingFavorCouponStocks: stock,
  // A user's coupons of one face value have a product of their own.
  marketingFavorUserCouponsCreate: { omits: ['coupon_value', 'coupon_minimum'] },
  marketingFavorUserCouponsQuery: {
    omits: ['stock_id', 'business_type', 'available_mchid', 'sender_mchid'],
    requires: ['creator_mchid'],
  },
  marketingFavorCallbacksCreate: { values: { notify_url: 'https://shop.example/wechatpay/coupons' } },
  payafterOrderQuery: { omits: ['query_id'], requires: ['out_order_no'] },
  payafterOrderComplete: {
    obtains: { field: 'finish_ticket', from: 'payafterOrderQuery' },
    // The total is made of them, and no end of the service was named before.
    requires: [
      'fees',
      'fee_name',
      'fee_amount',
      'fee_count',
      'discounts',
      'discount_name',
      'discount_amount',
      'real_service_end_time',
    ],
  },
  payTransactionById: { obtains: { field: 'transaction_id', from: 'payTransactionByOutTradeNo' } },
  payPartnerTransactionById: { obtains: { field: 'transaction_id', from: 'payPartnerTransactionByOutTradeNo' } },
  refundDomesticRefunds: {
    ...byOwnNumber,
    values: { amount: { refund: 888, from: [{ account: 'AVAILABLE', amount: 888 }], total: 888, currency: 'CNY' } },
  },
  refundDomesticRefundApplyAbnormalRefund: { obtains: { field: 'refund_id', from: 'refundDomesticRefund' } },
  v2PayMicropay: { omits: ['time_start', 'time_expire'] },
  v2PayOrderquery: byOwnNumber,
  v2SecapiPayReverse: byOwnNumber,
  v2PayRefundquery: { omits: ['transaction_id', 'out_trade_no', 'refund_id', 'offset'] },
  // JSAPI, as in the example, names the user.
  v2PayUnifiedorder: { requires: ['openid'] },
  v2SecapiPayRefund: byOwnNumber,
  v2XdcApiv2sandboxPayMicropay: { omits: ['Wechatpay-Negative-Test'] },
  billdownloadFile: {
    obtains: { field: 'token', from: 'billTradebill', as: "new URL(order.download_url).searchParams.get('token')!" },
  },
}
