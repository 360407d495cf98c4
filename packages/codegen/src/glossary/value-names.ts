import { SpecError } from '../spec/references.ts'

/** A name for the values of fields, as given in `glossary/values.yaml`. */
export interface ValueNames {
  /** `TradeState` */
  readonly name: string
  readonly zh: string
  /** The places of the fields: `v3/pay *.trade_state`; see `isAt`. */
  readonly fields: readonly string[]
  /**
   * The direction of the fields. Request fields may have other values than response fields. Default: responses and
   * notifications.
   */
  readonly at: 'request' | 'response'
  /** The bill column with these values, instead of fields: the spec does not describe the contents of files. */
  readonly column: string | undefined
  /** Meanings of the values, in Chinese. */
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
