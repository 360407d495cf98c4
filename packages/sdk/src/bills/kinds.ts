import type { BillKind } from './bill.ts'
import {
  fundFlowBillFields,
  fundFlowBillSummaryFields,
  type FundFlowBillRow,
  type FundFlowBillSummary,
} from './fund-flow-bill.ts'
import type { BillRow } from './read-record.ts'
import { tradeBillFields, tradeBillSummaryFields, type TradeBillRow, type TradeBillSummary } from './trade-bill.ts'

export const tradeKind: BillKind<TradeBillRow, TradeBillSummary> = {
  fields: tradeBillFields,
  summaryFields: tradeBillSummaryFields,
}
export const fundFlowKind: BillKind<FundFlowBillRow, FundFlowBillSummary> = {
  fields: fundFlowBillFields,
  summaryFields: fundFlowBillSummaryFields,
}
/** A bill whose columns are not documented. */
export const plainKind: BillKind<BillRow, BillRow> = { fields: {}, summaryFields: {} }
