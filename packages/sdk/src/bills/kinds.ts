import type { BillKind } from './bill.ts'
import { checkAnyBill, checkLayout, fundFlowLayout, tradeLayout } from './check-bill.ts'
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
  check: (parts) => checkLayout(tradeLayout, parts),
}
export const fundFlowKind: BillKind<FundFlowBillRow, FundFlowBillSummary> = {
  fields: fundFlowBillFields,
  summaryFields: fundFlowBillSummaryFields,
  check: (parts) => checkLayout(fundFlowLayout, parts),
}
/** A bill whose columns are not documented. Its download has a digest, which shows that it is whole. */
export const plainKind: BillKind<BillRow, BillRow> = { fields: {}, summaryFields: {} }
/** A bill of any kind from a source without a digest. */
export const storedKind: BillKind<BillRow, BillRow> = { ...plainKind, check: checkAnyBill }
