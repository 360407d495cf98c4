import type { ValueNames } from '../glossary/value-names.ts'
import type { SchemaObject } from './document.ts'
import type { Operation, Webhook } from './model.ts'
import { SpecError } from './references.ts'

/** The known values of a field of answers, by the name that programs compare with. */
export interface NamedValues {
  /** `TradeState` */
  readonly name: string
  readonly title: string
  readonly values: readonly NamedValue[]
}

export interface NamedValue {
  readonly value: string
  /** Undefined where nobody documents it. */
  readonly meaning: string | undefined
}

/** A field of an answer or notification that has known values. */
export interface FieldValues {
  /** Address of the operation, or event type. */
  readonly at: string
  /** From the top, without list marks: `promotion_detail.scope`. */
  readonly path: string
  readonly values: readonly string[]
  readonly meanings: Readonly<Record<string, string>>
}

/**
 * Reads the values of each name from the fields that the glossary gives for it.
 *
 * @throws {SpecError} a field that is not there, or the meaning of a value that is not
 */
export function namedValues(names: readonly ValueNames[], fields: readonly FieldValues[]): NamedValues[] {
  return names.map(({ name, zh, fields: places, values: meanings }) => {
    const none = places.find((place) => !fields.some((field) => isAt(place, field)))
    if (none !== undefined) throw new SpecError(`glossary/values.yaml: ${name}: no answer has values at "${none}"`)
    const found = fields.filter((field) => places.some((place) => isAt(place, field)))
    const values = [...new Set(found.flatMap((field) => field.values))]
    const stranger = Object.keys(meanings).find((value) => !values.includes(value))
    if (stranger !== undefined) throw new SpecError(`glossary/values.yaml: ${name}: no field has the value ${stranger}`)
    const documented = Object.assign({}, ...found.map((field) => field.meanings)) as Readonly<Record<string, string>>
    return {
      name,
      title: zh,
      values: values.map((value) => ({ value, meaning: meanings[value] ?? documented[value] })),
    }
  })
}

/**
 * @param place the beginning of an address or event type, whole where it ends with `$`, and the field's path, in which
 *   `*.` stands for any parents, or none
 */
export function isAt(place: string, { at, path }: Pick<FieldValues, 'at' | 'path'>): boolean {
  const [where = '', field = ''] = place.split(' ')
  const isThere = where.endsWith('$')
    ? at === where.slice(0, -1)
    : at === where || at.startsWith(where.endsWith('.') ? where : `${where}/`)
  if (!isThere) return false
  if (!field.startsWith('*.')) return path === field
  return path === field.slice(2) || path.endsWith(field.slice(1))
}

/** Every field with known values in the answers of operations and in notifications. */
export function answeredValues(operations: readonly Operation[], webhooks: readonly Webhook[]): FieldValues[] {
  return [
    ...operations.flatMap(({ address, response }) => [...valuesIn(response.schema, address, '', [])]),
    ...webhooks.flatMap(({ name, resource }) => [...valuesIn(resource, name, '', [])]),
  ]
}

/** @param above the schemas around this one: one that holds itself ends there */
function* valuesIn(
  schema: SchemaObject | undefined,
  at: string,
  path: string,
  above: readonly SchemaObject[],
): Generator<FieldValues> {
  if (schema === undefined || above.includes(schema)) return
  const inside = [...above, schema]
  const values = (schema.enum ?? schema['x-extensible-enum'])?.filter((value) => typeof value === 'string')
  if (values && values.length > 0) yield { at, path, values, meanings: schema['x-enumDescriptions'] ?? {} }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield* valuesIn(field, at, path === '' ? name : `${path}.${name}`, inside)
  }
  for (const part of [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    yield* valuesIn(part, at, path, inside)
  }
}
