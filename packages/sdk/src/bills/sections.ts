import { BillFormatError } from '../errors/bill-error.ts'
import { linesOf, type Line } from './lines.ts'

/** An unparsed line with its columns. It is kept unparsed so that waiting records stay small. */
export interface BillRecord {
  readonly columns: readonly string[]
  readonly text: string
  /** Line number, counted from 1; undefined in the summary. */
  readonly line: number | undefined
}

const TICK = '`'

/**
 * Yields the detail rows of a bill. A bill has two parts, details and summary; each is a line of column names and the
 * lines below. Every value begins with a back-tick, so that spreadsheets read it as text, and a line of names does not.
 * (Bills of some products have no ticks; then all lines after the first are rows.)
 */
export async function* detailsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<BillRecord[], void> {
  let columns: readonly string[] | undefined
  let ticked = false
  // A line without a tick contains column names if a ticked line follows, which the next line shows.
  let waiting: Line | undefined
  for await (const lines of linesOf(source)) {
    const records: BillRecord[] = []
    for (const line of lines) {
      const isTicked = line.text.startsWith(TICK)
      if (!columns) {
        columns = namesOf(line)
        continue
      }
      // Column names after the first line belong to the summary.
      if (isTicked ? waiting : ticked) {
        yield records
        return
      }
      if (waiting) records.push(recordOf(waiting, columns))
      waiting = isTicked ? undefined : line
      ticked ||= isTicked
      if (isTicked) records.push(recordOf(line, columns))
    }
    yield records
  }
  if (waiting && columns) yield [recordOf(waiting, columns)]
}

/**
 * Reads the summary: the line below the last line of column names, unless those are the names of the details.
 *
 * @param source the complete lines at the end of a bill
 * @param isWhole whether the source is the whole bill
 */
export async function summaryOf(source: AsyncIterable<Uint8Array>, isWhole: boolean): Promise<BillRecord | undefined> {
  const lines: Line[] = []
  for await (const some of linesOf(source)) lines.push(...some)
  const isTicked = (line: Line | undefined): boolean => line?.text.startsWith(TICK) ?? false
  const names = lines.findLastIndex((line, at) => !isTicked(line) && isTicked(lines[at + 1]))
  if (names < (isWhole ? 1 : 0)) return undefined
  return { ...recordOf(lines[names + 1]!, namesOf(lines[names]!)), line: undefined }
}

/** Returns the column names of the details, from the first line of a bill; undefined for an empty file. */
export async function headingOf(source: AsyncIterable<Uint8Array>): Promise<readonly string[] | undefined> {
  for await (const [first] of linesOf(source)) if (first) return namesOf(first)
  return undefined
}

function namesOf({ text, number }: Line): readonly string[] {
  if (text.startsWith(TICK)) throw new BillFormatError(number, 'expected the names of the columns')
  return text.split(',').map((name) => name.trim())
}

function recordOf({ text, number }: Line, columns: readonly string[]): BillRecord {
  return { columns, text, line: number }
}

/**
 * Splits a record into values, in the order of its columns. Ticks separate values even if one contains a comma; a
 * record with missing ticks is split at commas.
 *
 * @throws {BillFormatError} the number of values differs from the number of columns
 */
export function valuesOf({ text, columns: { length }, line }: BillRecord): readonly string[] {
  if (text.startsWith(TICK)) {
    const values = text.slice(1).split(',`')
    if (values.length === length) return values
  }
  const values = text.split(',')
  if (values.length === length) return values.map((value) => (value.startsWith(TICK) ? value.slice(1) : value))
  throw new BillFormatError(line, `expected ${length} values, one for each column`)
}
