import { SpecError } from '../spec/references.ts'

/** A name for the values of fields, as `glossary/values.yaml` gives it. */
export interface ValueNames {
  /** `TradeState` */
  readonly name: string
  readonly zh: string
  /** Where the fields stand: `v3/pay *.trade_state`; see `isAt`. */
  readonly fields: readonly string[]
  /** In requests, whose fields may have other values than those of answers. Default: answers and notifications. */
  readonly at: 'request' | 'response'
  /** The column of a bill that holds the values, in the place of fields: the spec does not describe what is in files. */
  readonly column: string | undefined
  /** What values mean, in Chinese. */
  readonly values: Readonly<Record<string, string>>
}

/** @throws {SpecError} an entry without a Chinese name, or without fields or a column */
export function valueNames(content: unknown): ValueNames[] {
  const entries = Object.entries((content ?? {}) as Readonly<Record<string, Partial<Omit<ValueNames, 'name'>>>>)
  return entries.map(([name, { zh, fields = [], at = 'response', column, values = {} }]) => {
    if (!/^[A-Z][A-Za-z0-9]+$/.test(name) || !zh || fields.length > 0 === (column !== undefined))
      throw new SpecError(
        `glossary/values.yaml: ${name}: expected a name like TradeState with zh, and either fields or a column`,
      )
    return { name, zh, fields, at, column, values }
  })
}
