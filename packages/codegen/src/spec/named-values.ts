import type { CommonValues } from '../glossary/common-values.ts'
import type { ValueNames } from '../glossary/value-names.ts'
import type { SchemaObject } from './document.ts'
import { numberedName } from './fields.ts'
import type { NamedValue, NamedValues, Operation, Webhook } from './model.ts'
import { SpecError } from './references.ts'

/** A field with known values, in a request, answer or notification. */
export interface FieldValues {
  readonly direction: 'request' | 'response'
  /** Address of the operation, or event type. */
  readonly at: string
  /** The path from the top, without list marks: `promotion_detail.scope`. */
  readonly path: string
  readonly values: readonly string[]
  readonly meanings: Readonly<Record<string, string>>
  readonly schema: SchemaObject
}

/**
 * Writes the glossary's meanings into the fields that it names, so that pages and comments tell them. A meaning that a
 * file of the spec has of its own stays.
 */
export function describeValues(names: readonly ValueNames[], fields: readonly FieldValues[]): void {
  for (const { fields: places, at, values: meanings } of names) {
    for (const { schema, values, ...field } of fields) {
      if (field.direction !== at || !places.some((place) => isAt(place, field))) continue
      const known = values.flatMap((value) =>
        meanings[value] === undefined ? [] : [[value, meanings[value]] as const],
      )
      if (known.length === 0) continue
      // The loader's own object: the files are not written back.
      Object.assign(schema, { 'x-enumDescriptions': { ...Object.fromEntries(known), ...schema['x-enumDescriptions'] } })
    }
  }
}

/**
 * Writes the meanings that fields of a name share into the fields that do not tell them yet.
 *
 * @throws {SpecError} no field has a value that the glossary explains
 */
export function describeCommonValues(sections: readonly CommonValues[], fields: readonly FieldValues[]): void {
  for (const { fields: names, in: places, values: meanings } of sections) {
    const left = new Set(Object.keys(meanings))
    for (const { schema, values, at, path } of fields) {
      if (!names.includes(path.slice(path.lastIndexOf('.') + 1))) continue
      if (places.length > 0 && !places.some((place) => isBelow(place, at))) continue
      const known = values.filter((value) => Object.hasOwn(meanings, value))
      if (known.length === 0) continue
      for (const value of known) left.delete(value)
      const told = schema['x-enumDescriptions'] ?? {}
      const all = values.map((value) => [value, told[value] ?? meanings[value]] as const)
      const explained = Object.fromEntries(all.filter(([, meaning]) => meaning !== undefined))
      // The loader's own object: the files are not written back.
      Object.assign(schema, { 'x-enumDescriptions': explained })
    }
    if (left.size > 0)
      throw new SpecError(`glossary/common-values.yaml: no field ${names.join(', ')} has ${[...left].join(', ')}`)
  }
}

function isBelow(place: string, at: string): boolean {
  return at === place || at.startsWith(`${place}/`) || at.startsWith(`${place}.`)
}

/**
 * Reads the values of each name from the fields that the glossary gives for it.
 *
 * @throws {SpecError} the glossary names a field or a value that the spec lacks
 */
export function namedValues(names: readonly ValueNames[], fields: readonly FieldValues[]): NamedValues[] {
  return names.map(({ name, zh, fields: places, at, column, values: meanings }) => {
    if (column !== undefined) return { name, title: zh, values: ofColumn(meanings) }
    const there = fields.filter(({ direction }) => direction === at)
    const none = places.find((place) => !there.some((field) => isAt(place, field)))
    if (none !== undefined)
      throw new SpecError(
        `glossary/values.yaml: ${name}: no ${at === 'request' ? 'request' : 'answer'} has values at "${none}"`,
      )
    const found = there.filter((field) => places.some((place) => isAt(place, field)))
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

function ofColumn(meanings: Readonly<Record<string, string>>): NamedValue[] {
  return Object.entries(meanings).map(([value, meaning]) => ({ value, meaning }))
}

/**
 * @param place the beginning of an address or event type (the whole of it if it ends with `$`), then the field's path,
 *   in which `*.` stands for any parents or none
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

/** Collects every field with known values from requests, answers and notifications. */
export function documentedValues(operations: readonly Operation[], webhooks: readonly Webhook[]): FieldValues[] {
  const request = 'request'
  const response = 'response'
  return [
    ...operations.flatMap(({ address: at, parameters, body }) => [
      ...parameters.query.flatMap(({ name, schema }) => [...valuesIn(schema, { at, direction: request }, name, [])]),
      ...valuesIn(body.schema, { at, direction: request }, '', []),
    ]),
    ...operations.flatMap(({ address: at, response: { schema } }) => [
      ...valuesIn(schema, { at, direction: response }, '', []),
    ]),
    ...webhooks.flatMap(({ name: at, resource }) => [...valuesIn(resource, { at, direction: response }, '', [])]),
  ]
}

/** @param above the schemas around this one; a schema that contains itself ends there */
function* valuesIn(
  schema: SchemaObject | undefined,
  where: Pick<FieldValues, 'at' | 'direction'>,
  path: string,
  above: readonly SchemaObject[],
): Generator<FieldValues> {
  if (schema === undefined || above.includes(schema)) return
  const inside = [...above, schema]
  const values = (schema.enum ?? schema['x-extensible-enum'])?.filter((value) => typeof value === 'string')
  if (values && values.length > 0)
    yield { ...where, path, values, meanings: schema['x-enumDescriptions'] ?? {}, schema }
  const numbered = Object.entries(schema.patternProperties ?? {}).map(
    ([pattern, field]) => [numberedName(pattern), field] as const,
  )
  for (const [name, field] of [...Object.entries(schema.properties ?? {}), ...numbered]) {
    yield* valuesIn(field, where, path === '' ? name : `${path}.${name}`, inside)
  }
  for (const part of [schema.items, schema.contentSchema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    yield* valuesIn(part, where, path, inside)
  }
}
