import type { BillRow, FieldTable } from './read-record.ts'

/**
 * One payment, refund or reversal of a trade bill (交易账单). Its fields depend on `bill_type` and product: values that the
 * bill does not print are left out. The merchant's texts stay escaped as printed.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071227
 */
export interface TradeBillRow extends BillRow {
  /** 交易时间, ISO 8601 with `+08:00`. `columns['交易时间']` has the printed form. */
  readonly trade_time?: string
  /** 公众账号ID. */
  readonly appid?: string
  /** 商户号. */
  readonly mchid?: string
  /** 特约商户号; left out for a direct merchant. */
  readonly sub_mchid?: string
  /** 设备号. */
  readonly device_info?: string
  /** 微信订单号. */
  readonly transaction_id?: string
  /** 商户订单号. */
  readonly out_trade_no?: string
  /** 用户标识. */
  readonly openid?: string
  /** 交易类型: `JSAPI`, `NATIVE`, … */
  readonly trade_type?: string
  /** 交易状态. */
  readonly trade_state?: 'SUCCESS' | 'REFUND' | 'REVOKED' | (string & {})
  /** 付款银行. */
  readonly bank_type?: string
  /** 货币种类: `CNY`. */
  readonly currency?: string
  /** 应结订单金额, in fen. */
  readonly settlement_total?: number
  /** 代金券金额, in fen. */
  readonly coupon_amount?: number
  /** 微信退款单号. */
  readonly refund_id?: string
  /** 商户退款单号. */
  readonly out_refund_no?: string
  /** 退款金额, in fen. */
  readonly refund_amount?: number
  /** 充值券退款金额, in fen. */
  readonly coupon_refund_amount?: number
  /** 退款类型. */
  readonly refund_type?: string
  /** 退款状态 on the day of the bill, which does not change later. Its values differ from those of the API. */
  readonly refund_status?: 'SUCCESS' | 'PROCESSING' | 'FAIL' | 'CHANGE' | (string & {})
  /** 商品名称. */
  readonly description?: string
  /** 商户数据包. */
  readonly attach?: string
  /** 手续费 in **yuan**, as printed: its five decimals (`0.06000`) may include fractions of a fen. */
  readonly fee_yuan?: string
  /** 费率: `0.60%`. */
  readonly fee_rate?: string
  /** 订单金额, in fen. */
  readonly total?: number
  /** 申请退款金额, in fen. */
  readonly requested_refund?: number
  /** 费率备注. */
  readonly fee_rate_note?: string
  /** 退款申请时间, ISO 8601 (refund bills). */
  readonly refund_request_time?: string
  /** 退款成功时间, ISO 8601 (refund bills). */
  readonly refund_success_time?: string
}

/** The summary line of a trade bill. */
export interface TradeBillSummary extends BillRow {
  /** 总交易单数. */
  readonly count?: number
  /** 应结订单总金额, in fen. */
  readonly settlement_total?: number
  /** 退款总金额, in fen. */
  readonly refund_total?: number
  /** 充值券退款总金额, in fen. */
  readonly coupon_refund_total?: number
  /** 手续费总金额 in **yuan**, as printed. */
  readonly fee_total_yuan?: string
  /** 订单总金额, in fen. */
  readonly total?: number
  /** 申请退款总金额, in fen. */
  readonly requested_refund_total?: number
}

export const tradeBillFields: FieldTable<TradeBillRow> = {
  交易时间: ['trade_time', 'time'],
  公众账号ID: ['appid', 'text'],
  商户号: ['mchid', 'text'],
  特约商户号: ['sub_mchid', 'number'],
  子商户号: ['sub_mchid', 'number'],
  设备号: ['device_info', 'text'],
  微信订单号: ['transaction_id', 'text'],
  商户订单号: ['out_trade_no', 'text'],
  用户标识: ['openid', 'text'],
  交易类型: ['trade_type', 'text'],
  交易状态: ['trade_state', 'text'],
  付款银行: ['bank_type', 'text'],
  货币种类: ['currency', 'text'],
  应结订单金额: ['settlement_total', 'fen'],
  代金券金额: ['coupon_amount', 'fen'],
  微信退款单号: ['refund_id', 'number'],
  商户退款单号: ['out_refund_no', 'number'],
  退款金额: ['refund_amount', 'fen'],
  充值券退款金额: ['coupon_refund_amount', 'fen'],
  退款类型: ['refund_type', 'text'],
  退款状态: ['refund_status', 'text'],
  商品名称: ['description', 'text'],
  商户数据包: ['attach', 'text'],
  手续费: ['fee_yuan', 'text'],
  费率: ['fee_rate', 'text'],
  订单金额: ['total', 'fen'],
  申请退款金额: ['requested_refund', 'fen'],
  费率备注: ['fee_rate_note', 'text'],
  退款申请时间: ['refund_request_time', 'time'],
  退款成功时间: ['refund_success_time', 'time'],
}

export const tradeBillSummaryFields: FieldTable<TradeBillSummary> = {
  总交易单数: ['count', 'count'],
  应结订单总金额: ['settlement_total', 'fen'],
  退款总金额: ['refund_total', 'fen'],
  充值券退款总金额: ['coupon_refund_total', 'fen'],
  手续费总金额: ['fee_total_yuan', 'text'],
  订单总金额: ['total', 'fen'],
  申请退款总金额: ['requested_refund_total', 'fen'],
}
