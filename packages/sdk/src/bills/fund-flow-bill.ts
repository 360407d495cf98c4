import type { BillRow, FieldTable } from './read-record.ts'

/**
 * One movement of an account in a fund-flow bill (资金账单). Values that the bill does not print are left out.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071235
 */
export interface FundFlowBillRow extends BillRow {
  /** 记账时间, ISO 8601 with `+08:00`. `columns['记账时间']` has the printed form. */
  readonly time?: string
  /** 微信支付业务单号: the number of the payment, refund, withdrawal … behind the movement. */
  readonly business_id?: string
  /** 资金流水单号: the number of the movement itself. */
  readonly flow_id?: string
  /** 业务名称. */
  readonly business_name?: string
  /** 业务类型. */
  readonly business_type?: string
  /** 收支类型. */
  readonly direction?: '收入' | '支出' | (string & {})
  /** 收支金额, in fen. */
  readonly amount?: number
  /** 账户结余 after the movement, in fen. */
  readonly balance?: number
  /** 资金变更提交申请人. */
  readonly applicant?: string
  /** 备注. */
  readonly note?: string
  /** 业务凭证号. */
  readonly voucher_id?: string
}

/** The summary line of a fund-flow bill. */
export interface FundFlowBillSummary extends BillRow {
  /** 资金流水总笔数. */
  readonly count?: number
  /** 收入笔数. */
  readonly income_count?: number
  /** 收入金额, in fen. */
  readonly income?: number
  /** 支出笔数. */
  readonly expense_count?: number
  /** 支出金额, in fen. */
  readonly expense?: number
}

export const fundFlowBillFields: FieldTable<FundFlowBillRow> = {
  记账时间: ['time', 'time'],
  微信支付业务单号: ['business_id', 'text'],
  资金流水单号: ['flow_id', 'text'],
  业务名称: ['business_name', 'text'],
  业务类型: ['business_type', 'text'],
  收支类型: ['direction', 'text'],
  收支金额: ['amount', 'fen'],
  账户结余: ['balance', 'fen'],
  资金变更提交申请人: ['applicant', 'text'],
  备注: ['note', 'text'],
  业务凭证号: ['voucher_id', 'text'],
}

export const fundFlowBillSummaryFields: FieldTable<FundFlowBillSummary> = {
  资金流水总笔数: ['count', 'count'],
  收入笔数: ['income_count', 'count'],
  收入金额: ['income', 'fen'],
  支出笔数: ['expense_count', 'count'],
  支出金额: ['expense', 'fen'],
}
