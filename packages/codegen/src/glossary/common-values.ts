import { SpecError } from '../spec/references.ts'

/** Meanings of values that fields of a name share, as given in `glossary/common-values.yaml`. */
export interface CommonValues {
  /** Names of fields: `trade_state`. */
  readonly fields: readonly string[]
  /** Beginnings of addresses or event types. Default: everywhere. */
  readonly in: readonly string[]
  /** Meanings of the values, in Chinese. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * Reads the sections, those with `in` first, because the first one that knows a value decides.
 *
 * @throws {SpecError} a section with other keys, without fields or without values
 */
export function commonValues(content: unknown): CommonValues[] {
  const sections = ((content ?? []) as readonly Partial<CommonValues>[]).map((section) => {
    const { fields = [], in: places = [], values = {}, ...others } = section
    const isComplete = fields.length > 0 && Object.keys(values).length > 0
    if (!isComplete || Object.keys(others).length > 0)
      throw new SpecError(
        `glossary/common-values.yaml: expected sections of fields, in and values, received ${JSON.stringify(section)}`,
      )
    return { fields, in: places, values }
  })
  return sections.toSorted((one, other) => Number(one.in.length === 0) - Number(other.in.length === 0))
}
