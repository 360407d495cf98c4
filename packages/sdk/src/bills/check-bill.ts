import { BillFormatError } from '../errors/bill-error.ts'
import { plainName, type BillRow } from './read-record.ts'

/** The parts of a stored bill that show whether it is one, and whole. */
export interface BillParts {
  /** The column names of the details, as printed; undefined for an empty file. */
  readonly names: readonly string[] | undefined
  /** Number of lines of the file, without empty ones. */
  readonly lines: number
  readonly summary: BillRow | undefined
}

/** The documented parts of one kind of bill. */
export interface BillLayout {
  readonly name: string
  /** Columns that every bill of this kind has, in the form of {@link plainName}. */
  readonly columns: readonly string[]
  /** The column of the summary that has the number of rows. */
  readonly count: string
}

/** The columns are those of all values of `bill_type`, and of APIv2. */
export const tradeLayout: BillLayout = {
  name: 'trade bill',
  columns: ['交易时间', '微信订单号', '商户订单号', '交易状态', '应结订单金额'],
  count: '总交易单数',
}
export const fundFlowLayout: BillLayout = {
  name: 'fund-flow bill',
  columns: ['记账时间', '资金流水单号', '收支类型', '收支金额'],
  count: '资金流水总笔数',
}
const LAYOUTS = [tradeLayout, fundFlowLayout]

/** Number of lines beside the rows: two lines of column names and the summary. */
const OTHER_LINES = 3

/**
 * Checks that a file is a whole bill of this kind. Without the check, a saved error page would count as a day without
 * trade.
 *
 * @returns the number of its rows
 * @throws {BillFormatError} the columns are of another kind, or the summary is missing or counts other rows
 */
export function checkLayout(layout: BillLayout, { names, lines, summary }: BillParts): number {
  const missing = missingOf(layout, names)
  if (missing !== undefined) {
    const other = LAYOUTS.find((one) => missingOf(one, names) === undefined)
    const received = other ? `received those of a ${other.name}` : `received others, without ${missing}`
    throw new BillFormatError(1, `expected the column names of a ${layout.name}, ${received}`)
  }
  const printed = summary?.columns[layout.count]
  if (printed === undefined)
    throw new BillFormatError(undefined, `expected one with ${layout.count} after the rows; the file may be cut short`)
  const rows = lines - OTHER_LINES
  const count = Number(printed)
  if (count !== rows)
    throw new BillFormatError(undefined, `expected ${rows}, the number of rows above, received ${count}`, layout.count)
  return rows
}

/**
 * Checks a file that may be any bill. One of a documented kind must be whole; of others only the heading is certain.
 *
 * @returns the number of its rows, if its summary has it
 * @throws {BillFormatError} the file is not a bill, or not a whole one
 */
export function checkAnyBill(parts: BillParts): number | undefined {
  const { names, lines } = parts
  const layout = LAYOUTS.find((one) => missingOf(one, names) === undefined)
  if (layout) return checkLayout(layout, parts)
  // A file of markup or JSON is an error page or a refusal.
  if (!names || names.length < 2 || /^[<{[]/.test(names[0]!))
    throw new BillFormatError(1, 'expected the names of the columns')
  if (lines < 2) throw new BillFormatError(1, 'expected rows or a summary below the names of the columns')
  return undefined
}

function missingOf({ columns }: BillLayout, names: readonly string[] = []): string | undefined {
  const known = new Set(names.map(plainName))
  return columns.find((name) => !known.has(name))
}
