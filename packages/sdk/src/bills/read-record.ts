import { BillFormatError } from '../errors/bill-error.ts'
import { yuanToFen } from '../payscore/money.ts'
import { valuesOf, type BillRecord } from './sections.ts'

/**
 * - `text`: as printed
 * - `number`: of something that may not be there, which is printed as `0`
 * - `fen`: an amount, printed in yuan
 * - `count`: whole, printed like `45.0`
 * - `time`: `2026-03-01 12:10:00` in China, as ISO 8601; undefined where it is printed otherwise
 */
export type ValueKind = 'text' | 'number' | 'fen' | 'count' | 'time'

/** Column names as {@link plainName} writes them → field and kind. */
export type FieldTable<Row> = Readonly<Record<string, readonly [Exclude<keyof Row, 'columns'>, ValueKind]>>

/** What a line of any bill has. */
export interface BillRow {
  /** Every value as printed, without its back-tick, by the column's own name. */
  readonly columns: Readonly<Record<string, string>>
}

/**
 * Reads records of the same columns.
 *
 * @param table of the fields that the row has beside `columns`; empty values are left out
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

/** Products write the same names with other parentheses and cases: `收支金额（元）`, `收支金额(元)`; `公众账号id`. */
function plainName(name: string): string {
  return name.replace(/[(（]元[)）]$/, '').toUpperCase()
}

const EXPECTED: Readonly<Record<ValueKind, string>> = {
  text: 'a text',
  number: 'a number',
  fen: 'an amount in yuan such as 12.50',
  count: 'a count such as 45.0',
  time: 'a time',
}

/** Of a text that is not empty. Undefined stands for what is not there, null for what cannot be read. */
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

/** Engines cut texts out without copying, so that one number that is kept would keep the whole piece of the bill. */
function ownText(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}
