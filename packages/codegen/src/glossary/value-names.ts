import { SpecError } from '../spec/references.ts'

/** A name for the values of fields, as `glossary/values.yaml` gives it. */
export interface ValueNames {
  /** `TradeState` */
  readonly name: string
  readonly zh: string
  /** Where the fields stand: `v3/pay *.trade_state`; see `isAt`. */
  readonly fields: readonly string[]
  /** What values mean, in Chinese. */
  readonly values: Readonly<Record<string, string>>
}

/** @throws {SpecError} an entry without a Chinese name or fields */
export function valueNames(content: unknown): ValueNames[] {
  const entries = Object.entries((content ?? {}) as Readonly<Record<string, Partial<Omit<ValueNames, 'name'>>>>)
  return entries.map(([name, { zh, fields, values }]) => {
    if (!/^[A-Z][A-Za-z]+$/.test(name) || !zh || !fields?.length)
      throw new SpecError(`glossary/values.yaml: ${name}: expected a name like TradeState with zh and fields`)
    return { name, zh, fields, values: values ?? {} }
  })
}
