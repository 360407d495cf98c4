/** Downloads, decompresses, verifies and reads bills (账单) and other files of WeChat Pay. See {@link tradeBill}. */
export {
  downloadFile,
  ecommerceFundFlowBill,
  fundFlowBill,
  fundsToOverseaBill,
  payscoreBill,
  profitSharingBill,
  subMerchantFundFlowBill,
  tradeBill,
  withdrawExceptionBill,
} from './bills.ts'
export { Bill } from './bill.ts'
export { DownloadedFile } from './downloaded-file.ts'
export { parseBill, parseFundFlowBill, parseTradeBill } from './parse-bill.ts'
export type { BillSource } from './parse-bill.ts'
export type { BillOptions } from './apply.ts'
export type { BillRow } from './read-record.ts'
export type { FundFlowBillRow, FundFlowBillSummary } from './fund-flow-bill.ts'
export type { TradeBillRow, TradeBillSummary } from './trade-bill.ts'
export { BillFormatError, BillNotReadyError, NoBillError } from '../errors/bill-error.ts'
