import { BillFormatError } from '../errors/bill-error.ts'
import { yuanToFen } from '../formats/fen.ts'
import { valuesOf, type BillRecord } from './sections.ts'

/**
 * - `text`: the printed text
 * - `number`: an identifier; the bill prints `0` where there is none
 * - `fen`: an amount, which the bill prints in yuan
 * - `count`: a whole number, printed like `45.0`
 * - `time`: `2026-03-01 12:10:00` in China, converted to ISO 8601; undefined for any other notation
 */
export type ValueKind = 'text' | 'number' | 'fen' | 'count' | 'time'

/** Maps column names in the form of {@link plainName} to field and kind. */
export type FieldTable<Row> = Readonly<Record<string, readonly [Exclude<keyof Row, 'columns'>, ValueKind]>>

/** The part that rows of all bills share. */
export interface BillRow {
  /** Every printed value without its back-tick, by the column's own name. */
  readonly columns: Readonly<Record<string, string>>
}

/**
 * Reads records of the same columns.
 *
 * @param table the fields that the row has beside `columns`; empty values are left out
 */
export function recordReader<Row extends BillRow>(table: FieldTable<Row>): (record: BillRecord) => Row {
  let known: readonly string[] | undefined
  let fields: readonly (readonly [string, ValueKind] | undefined)[] = []
  return (record) => {
    const { columns: names, line } = record
    const values = valuesOf(record)
    if (names !== known) {
      known = names
      fields = names.map((name) => table[plainName(name)] as readonly [string, ValueKind] | undefined)
    }
    const row: Record<string, unknown> = {}
    const columns: Record<string, string> = {}
    for (const [at, name] of names.entries()) {
      const value = ownText(values[at]!)
      columns[name] = value
      const field = fields[at]
      const printed = value.trim()
      if (!field || printed === '') continue
      const read = READ[field[1]](printed)
      if (read === null) throw new BillFormatError(line, `expected ${EXPECTED[field[1]]}`, name)
      if (read !== undefined) row[field[0]] = read
    }
    row['columns'] = columns
    return row as Row & Record<string, unknown>
  }
}

/** Normalises a column name. Products use different parentheses and cases: `收支金额（元）`, `收支金额(元)`; `公众账号id`. */
export function plainName(name: string): string {
  return name.replace(/[(（]元[)）]$/, '').toUpperCase()
}

const EXPECTED: Readonly<Record<ValueKind, string>> = {
  text: 'a text',
  number: 'a number',
  fen: 'an amount in yuan such as 12.50',
  count: 'a count such as 45.0',
  time: 'a time',
}

/** Readers of non-empty texts. Undefined means that there is no value, null that the text is invalid. */
const READ: Readonly<Record<ValueKind, (value: string) => string | number | null | undefined>> = {
  text: (value) => value,
  number: (value) => (value === '0' ? undefined : value),
  fen: fenOf,
  count: (value) => (/^\d{1,15}(?:\.0*)?$/.test(value) ? Number.parseInt(value, 10) : null),
  time: (value) =>
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) ? `${value.slice(0, 10)}T${value.slice(11)}+08:00` : undefined,
}

function fenOf(value: string): number | null {
  const [, sign, yuan] = /^(-?)((?:0|[1-9]\d{0,12})(?:\.\d{1,2})?)$/.exec(value.replace(/(\.\d\d)0+$/, '$1')) ?? []
  if (yuan === undefined) return null
  const fen = yuanToFen(yuan)
  return sign === '-' && fen !== 0 ? -fen : fen
}

/**
 * Copies a text. Engines slice without copying, so a single kept number would keep its whole chunk of the bill alive.
 */
function ownText(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}
