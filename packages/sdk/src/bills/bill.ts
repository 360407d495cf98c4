import type { BillParts } from './check-bill.ts'
import { DownloadedFile } from './downloaded-file.ts'
import type { FileStore, FileTools } from './file-store.ts'
import { BillFormatError } from '../errors/bill-error.ts'
import { recordReader, type BillRow, type FieldTable } from './read-record.ts'
import { detailsOf, headingOf, summaryOf, type BillRecord } from './sections.ts'

/** How to read the lines of one kind of bill. */
export interface BillKind<Row, Summary> {
  readonly fields: FieldTable<Row>
  readonly summaryFields: FieldTable<Summary>
  /**
   * Checks that a file is a whole bill of this kind; absent where that is not documented.
   *
   * @returns the number of its rows, if known
   */
  readonly check?: (parts: BillParts) => number | undefined
}

/** Size of the end of a bill that is searched for its summary. */
const SUMMARY_BYTES = 64 * 1024
const LF = 0x0a

/**
 * A bill. You get it only after it has been downloaded completely and its digest matches the signed application, so
 * every row can be trusted. Reading it takes a few hundred kilobytes of memory, whatever its size.
 *
 * @example
 * await using bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01' } })
 * for await (const { out_trade_no, total } of bill.rows()) …
 * bill.summary?.count
 */
export class Bill<Row extends BillRow = BillRow, Summary extends BillRow = BillRow> extends DownloadedFile {
  /** The summary line, if the bill has one. */
  readonly summary: Summary | undefined
  readonly #fields: FieldTable<Row>
  readonly #count: number | undefined

  /** @internal */
  constructor(
    store: FileStore,
    tools: FileTools,
    fields: FieldTable<Row>,
    { summary, count }: { readonly summary: Summary | undefined; readonly count: number | undefined },
  ) {
    super(store, tools)
    this.#fields = fields
    this.#count = count
    this.summary = summary
  }

  /**
   * Yields the detail rows in the order of the bill. Every call starts at the first row.
   *
   * @throws {BillFormatError} while iterating: a line is not written as documented, or the rows end before the last one
   * @throws {RequestError} while iterating: the bill is closed
   */
  async *rows(): AsyncGenerator<Row, void> {
    const read = recordReader(this.#fields)
    let count = 0
    for await (const records of detailsOf(this.read(0))) {
      for (const record of records) {
        yield read(record)
        count++
      }
    }
    if (this.#count !== undefined && this.#count !== count)
      throw new BillFormatError(count + 2, `expected ${this.#count} rows, this line is none`)
  }
}

/**
 * Opens a stored file as a bill.
 *
 * @throws {BillFormatError} it is not a whole bill of this kind, or its summary is not written as documented
 */
export async function openBill<Row extends BillRow, Summary extends BillRow>(
  store: FileStore,
  tools: FileTools,
  { fields, summaryFields, check }: BillKind<Row, Summary>,
): Promise<Bill<Row, Summary>> {
  try {
    const names = check && (await headingOf(store.read()))
    const found = await findSummary(store)
    const summary = found && recordReader(summaryFields)(found)
    const count = check?.({ names, lines: store.lines, summary })
    return new Bill(store, tools, fields, { summary, count })
  } catch (error) {
    await store.close()
    throw error
  }
}

function findSummary(store: FileStore): Promise<BillRecord | undefined> {
  const from = Math.max(store.size - SUMMARY_BYTES, 0)
  return summaryOf(from === 0 ? store.read() : afterLineEnd(store.read(from)), from === 0)
}

/** Drops the incomplete first line of a source that starts in the middle of a file, perhaps within a character. */
async function* afterLineEnd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let begun = false
  for await (const bytes of source) {
    const at: number = begun ? 0 : bytes.indexOf(LF) + 1
    begun ||= at > 0
    if (begun) yield bytes.subarray(at)
  }
}
