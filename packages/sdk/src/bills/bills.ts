import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf } from '../client/machinery.ts'
import { ownOptions } from '../shared/own-options.ts'
import { RequestError } from '../errors/request-error.ts'
import type { CallOptions } from '../request/call-options.ts'
import {
  apply,
  applySealed,
  downloadOptions,
  readApplied,
  type BillOptions,
  type BillPath,
  type SealedBillPath,
} from './apply.ts'
import { openBill, type Bill, type BillKind } from './bill.ts'
import { DownloadedFile } from './downloaded-file.ts'
import { fetchFile, fileTools } from './fetch-file.ts'
import type { DigestAlgorithm } from './file-store.ts'
import { fundFlowKind, plainKind, tradeKind } from './kinds.ts'
import type { FundFlowBillRow, FundFlowBillSummary } from './fund-flow-bill.ts'
import type { BillRow } from './read-record.ts'
import type { TradeBillRow, TradeBillSummary } from './trade-bill.ts'

/**
 * Applies for the trade bill of a day (交易账单), downloads and decompresses it, and checks its digest. A bill is available
 * from 10:00 of the next day for three months. The download is compressed: `tar_type` is `GZIP` unless the options set
 * one.
 *
 * @param options options of the operation; `timeoutMs` limits each wait for the server, not the whole download
 * @throws {NoBillError} the day has no bill, because nothing happened
 * @throws {BillNotReadyError} the bill is not ready yet
 * @throws {VerificationError} the downloaded file is not the bill of the application
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071227
 * @example
 * await using bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01', bill_type: 'ALL' } })
 * for await (const { out_trade_no, trade_state, total } of bill.rows()) …
 */
export function tradeBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/bill/tradebill'>,
): Promise<Bill<TradeBillRow, TradeBillSummary>> {
  return billOf(wxpay, 'tradeBill', 'v3/bill/tradebill', options, tradeKind)
}

/**
 * The fund-flow bill of a day (资金账单): every movement of one account. Otherwise like {@link tradeBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071235
 */
export function fundFlowBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/bill/fundflowbill'>,
): Promise<Bill<FundFlowBillRow, FundFlowBillSummary>> {
  return billOf(wxpay, 'fundFlowBill', 'v3/bill/fundflowbill', options, fundFlowKind)
}

/**
 * The profit-sharing bill of a day (分账账单). Its rows have `columns` only, with amounts in yuan. Otherwise like
 * {@link tradeBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012529628
 */
export function profitSharingBill(wxpay: AnyWechatPay, options: BillOptions<'v3/profitsharing/bills'>): Promise<Bill> {
  return billOf(wxpay, 'profitSharingBill', 'v3/profitsharing/bills', options, plainKind)
}

/**
 * The failed withdrawals of a day (提现异常文件). Its rows have `columns` only. Otherwise like {@link tradeBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012476678
 */
export function withdrawExceptionBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/merchant/fund/withdraw/bill-type/{bill_type}'>,
): Promise<Bill> {
  return billOf(wxpay, 'withdrawExceptionBill', 'v3/merchant/fund/withdraw/bill-type/{bill_type}', options, plainKind)
}

/**
 * Purchases and payments of foreign exchange (购付汇账单) of a day. Its rows have `columns` only. Otherwise like
 * {@link tradeBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012476132
 */
export function fundsToOverseaBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/funds-to-oversea/bill-download-url'>,
): Promise<Bill> {
  return billOf(wxpay, 'fundsToOverseaBill', 'v3/funds-to-oversea/bill-download-url', options, plainKind)
}

/**
 * The fund-flow bill of one sub-merchant (单个子商户资金账单), which comes encrypted in one or more files. The function decrypts
 * them with the merchant's private key and AES-256-GCM, and checks each file's digest. It downloads all files before it
 * returns, because their addresses expire. Close each of them.
 *
 * @returns the files in order; an empty list where nothing happened
 * @throws {DecryptionError} the files are encrypted to another key
 * @throws what {@link tradeBill} throws
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012710630
 * @example
 * const bills = await subMerchantFundFlowBill(wxpay, {
 *   query: { sub_mchid, bill_date: '2026-03-01', account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM' },
 * })
 * for (const bill of bills) for await (const { amount } of bill.rows()) …
 */
export function subMerchantFundFlowBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/bill/sub-merchant-fundflowbill'>,
): Promise<readonly Bill<FundFlowBillRow, FundFlowBillSummary>[]> {
  return sealedBillsOf(wxpay, 'subMerchantFundFlowBill', 'v3/bill/sub-merchant-fundflowbill', options, fundFlowKind)
}

/**
 * The fund-flow bill of all sub-merchants of an e-commerce platform (二级商户资金账单). Otherwise like
 * {@link subMerchantFundFlowBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012760697
 */
export function ecommerceFundFlowBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/ecommerce/bill/fundflowbill'>,
): Promise<readonly Bill<FundFlowBillRow, FundFlowBillSummary>[]> {
  return sealedBillsOf(wxpay, 'ecommerceFundFlowBill', 'v3/ecommerce/bill/fundflowbill', options, fundFlowKind)
}

/**
 * The PayScore bill of a service (支付分对账单). Its rows have `columns` only. Otherwise like
 * {@link subMerchantFundFlowBill}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394586
 */
export function payscoreBill(
  wxpay: AnyWechatPay,
  options: BillOptions<'v3/payscore/merchant-bill'>,
): Promise<readonly Bill[]> {
  return sealedBillsOf(wxpay, 'payscoreBill', 'v3/payscore/merchant-bill', options, plainKind)
}

/**
 * Downloads any other file for which an operation answers `download_url`, `hash_type` and `hash_value`, such as a
 * receipt (电子回单).
 *
 * @param file the answer's data; the address is valid for five minutes
 * @throws {RequestError} the address, digest or algorithm is invalid
 * @throws {VerificationError} the downloaded file has another digest
 * @example
 * const { data } = await wxpay.v3.transferDetail.electronicReceipts.get({ query })
 * await using receipt = await downloadFile(wxpay, data)
 * await receipt.save('receipt.pdf')
 */
export async function downloadFile(
  wxpay: AnyWechatPay,
  file: {
    readonly download_url?: string
    readonly hash_type?: DigestAlgorithm | (string & {})
    readonly hash_value?: string
  },
  options: CallOptions = {},
): Promise<DownloadedFile> {
  const client = machineryOf(wxpay, 'downloadFile')
  const applied = readApplied(
    file,
    (field, expected) =>
      new RequestError(field, `downloadFile: ${field}: expected ${expected}`, {
        hint: { zh: '请原样传入申请接口返回的 data', en: 'Pass the data of the application unchanged.' },
      }),
  )
  const tools = await fileTools()
  return new DownloadedFile(await fetchFile(client, tools, applied, options), tools)
}

async function billOf<Row extends BillRow, Summary extends BillRow>(
  wxpay: AnyWechatPay,
  who: string,
  path: BillPath,
  options: CallOptions,
  kind: BillKind<Row, Summary>,
): Promise<Bill<Row, Summary>> {
  const client = machineryOf(wxpay, who)
  const tools = await fileTools()
  const applied = await apply(client, path, packed(path, options))
  return await openBill(await fetchFile(client, tools, applied, downloadOptions(options)), tools, kind)
}

/** Asks for gzip, which makes the download ten times smaller. Invalid options are left alone; the call rejects them. */
function packed(path: BillPath, options: CallOptions & { readonly query?: object }): CallOptions {
  const { query } = ownOptions(options ?? {})
  if (path === 'v3/funds-to-oversea/bill-download-url' || typeof query !== 'object' || query === null) return options
  return Object.hasOwn(query, 'tar_type')
    ? options
    : ({ ...options, query: { ...query, tar_type: 'GZIP' } } as CallOptions)
}

async function sealedBillsOf<Row extends BillRow, Summary extends BillRow>(
  wxpay: AnyWechatPay,
  who: string,
  path: SealedBillPath,
  options: CallOptions,
  kind: BillKind<Row, Summary>,
): Promise<readonly Bill<Row, Summary>[]> {
  const client = machineryOf(wxpay, who)
  const tools = await fileTools()
  const bills: Bill<Row, Summary>[] = []
  try {
    // Downloads one file after the other: together they would need the memory and the connections of all.
    const files = await applySealed(client, path, options)
    // The files of a divided bill are its parts: only the last one has the summary, which counts the rows of all.
    const { fields, summaryFields } = kind
    const kindOfEach = files.length === 1 ? kind : { fields, summaryFields }
    for (const file of files)
      bills.push(await openBill(await fetchFile(client, tools, file, downloadOptions(options)), tools, kindOfEach))
    return bills
  } catch (error) {
    await Promise.all(bills.map((bill) => bill.close()))
    throw error
  }
}
