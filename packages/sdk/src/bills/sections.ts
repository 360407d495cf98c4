import { BillFormatError } from '../errors/bill-error.ts'
import { linesOf, type Line } from './lines.ts'

/** A line below its columns, not yet taken apart: what waits for its turn should be small. */
export interface BillRecord {
  readonly columns: readonly string[]
  readonly text: string
  /** Counted from 1; undefined in the summary. */
  readonly line: number | undefined
}

const TICK = '`'

/**
 * The detail rows of a bill. It has two parts, details and summary; each is a line of column names and the lines below.
 * Every value begins with a back-tick, so that spreadsheets take it for a text, and a line of names does not. (Bills of
 * some products have no ticks; then what follows the first line are rows.)
 */
export async function* detailsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<BillRecord[], void> {
  let columns: readonly string[] | undefined
  let ticked = false
  // A line without a tick is a line of names when a ticked one follows: known one line later.
  let waiting: Line | undefined
  for await (const lines of linesOf(source)) {
    const records: BillRecord[] = []
    for (const line of lines) {
      const isTicked = line.text.startsWith(TICK)
      if (!columns) {
        columns = namesOf(line)
        continue
      }
      // Names after the first line are those of the summary.
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
 * The summary: the line below the last line of names, unless those are the names of the details.
 *
 * @param source the whole lines at the end of a bill
 * @param isWhole they are all there are
 */
export async function summaryOf(source: AsyncIterable<Uint8Array>, isWhole: boolean): Promise<BillRecord | undefined> {
  const lines: Line[] = []
  for await (const some of linesOf(source)) lines.push(...some)
  const isTicked = (line: Line | undefined): boolean => line?.text.startsWith(TICK) ?? false
  const names = lines.findLastIndex((line, at) => !isTicked(line) && isTicked(lines[at + 1]))
  if (names < (isWhole ? 1 : 0)) return undefined
  return { ...recordOf(lines[names + 1]!, namesOf(lines[names]!)), line: undefined }
}

function namesOf({ text, number }: Line): readonly string[] {
  if (text.startsWith(TICK)) throw new BillFormatError(number, 'expected the names of the columns')
  return text.split(',').map((name) => name.trim())
}

function recordOf({ text, number }: Line, columns: readonly string[]): BillRecord {
  return { columns, text, line: number }
}

/**
 * The values of a record, in the order of its columns. Ticks tell them apart even where one has a comma; where some have
 * no tick, the commas must do.
 *
 * @throws {BillFormatError} more or fewer than there are columns
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
