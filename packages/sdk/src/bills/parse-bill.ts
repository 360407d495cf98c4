import { bytesIn, utf8 } from '../crypto/bytes.ts'
import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { isStream } from '../shared/streams.ts'
import { openBill, type Bill, type BillKind } from './bill.ts'
import { fileTools } from './fetch-file.ts'
import { fundFlowKind, storedKind, tradeKind } from './kinds.ts'
import type { FundFlowBillRow, FundFlowBillSummary } from './fund-flow-bill.ts'
import type { BillRow } from './read-record.ts'
import type { TradeBillRow, TradeBillSummary } from './trade-bill.ts'
import { isBroken, unpack } from './unpack.ts'

/** The content of a bill: its text, its bytes (compressed or not), or a stream of them. */
export type BillSource = string | Uint8Array | AsyncIterable<Uint8Array>

/**
 * Reads a trade bill from another source: APIv2 (`pay/downloadbill`), a folder, an archive. Its origin is not verified.
 *
 * @throws {BillFormatError} the source is not a whole trade bill: its columns or its summary are missing, or the summary
 *   counts other rows; an empty file or an error page is no bill of a day without trade
 * @throws {RequestError} the source is neither text nor bytes nor a stream of them, or its gzip data is damaged or
 *   never ends
 * @example
 * const { data } = await wxpay.v2.pay.downloadbill.post({ xml: { appid, bill_date: '20260301', bill_type: 'ALL' } })
 * await using bill = await parseTradeBill(data)
 */
export function parseTradeBill(source: BillSource): Promise<Bill<TradeBillRow, TradeBillSummary>> {
  return parse(source, tradeKind)
}

/** Reads a fund-flow bill (`pay/downloadfundflow`) like {@link parseTradeBill}. */
export function parseFundFlowBill(source: BillSource): Promise<Bill<FundFlowBillRow, FundFlowBillSummary>> {
  return parse(source, fundFlowKind)
}

/**
 * Reads any bill like {@link parseTradeBill}. Its rows have `columns` only. A trade or fund-flow bill must be whole; for
 * others, whose summary is not documented, the function requires only column names and a line below.
 */
export function parseBill(source: BillSource): Promise<Bill> {
  return parse(source, storedKind)
}

async function parse<Row extends BillRow, Summary extends BillRow>(
  source: BillSource,
  kind: BillKind<Row, Summary>,
): Promise<Bill<Row, Summary>> {
  const tools = await fileTools()
  const store = tools.store('SHA1')
  try {
    for await (const bytes of unpack(streamOf(source))) await store.write(bytes)
    await store.finish()
  } catch (error) {
    await store.close()
    if (!isBroken(error)) throw error
    throw new RequestError('source', `source: ${error.message}`, {
      cause: error,
      hint: { zh: '请重新取得账单文件', en: 'Get the file of the bill again.' },
    })
  }
  return await openBill(store, tools, kind)
}

async function* streamOf(source: BillSource): AsyncGenerator<Uint8Array, void> {
  const bytes = typeof source === 'string' ? utf8(source) : bytesIn(source)
  if (bytes) yield bytes
  else if (isStream(source)) yield* source
  else {
    throw new RequestError(
      'source',
      `source: expected the text, bytes or stream of a bill, received ${describeValue(source)}`,
      {
        hint: { zh: '请传入账单的内容，而不是文件名', en: 'Pass the content of the bill, not the name of its file.' },
      },
    )
  }
}
