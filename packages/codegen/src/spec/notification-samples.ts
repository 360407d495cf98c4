import { shapesOf } from './alternatives.ts'
import type { SchemaObject } from './model.ts'
import { isOutOfPlace, sampleValues } from './sample-values.ts'
import { isWithin } from './within.ts'

/**
 * Makes up the content of a notification: every documented field gets a value that fits its schema and the event,
 * always the same one. Its instants are 10:00 on 1 March 2026 in Beijing.
 *
 * @param event the event type: `REFUND.CLOSED`, `v2/refund-processed`
 * @throws {Error} names the field for which no value fits
 */
export function sampleContent(schema: SchemaObject, event: string): Record<string, unknown> {
  return sampleOf(schema, 'resource', event, []) as Record<string, unknown>
}

/** Paths of optional fields that contradict the event, such as the reason of a failure in a success. */
export function fieldsOutOfPlace(schema: SchemaObject, event: string): string[] {
  return [...outOfPlace(schema, event, '', [])]
}

/** Returns the alternatives of a notification's content, each merged with the fields that all have. */
export function shapesOfContent(schema: SchemaObject): readonly SchemaObject[] {
  const alternatives = shapesOf(schema)
  if (!alternatives) return [schema]
  const { anyOf: _, oneOf: __, ...common } = schema
  return alternatives.map((alternative) => joined(common, alternative))
}

function sampleOf(schema: SchemaObject, name: string, event: string, above: readonly SchemaObject[]): unknown {
  const [shape = schema] = shapesOfContent(schema)
  const { properties, items, contentSchema } = shape
  const inside = [...above, schema, shape]
  if (properties) {
    const fields = Object.entries(properties).filter(([, field]) => !isAbove(field, inside))
    return Object.fromEntries(fields.map(([inner, field]) => [inner, sampleOf(field, inner, event, inside)]))
  }
  if (items) return Array.from({ length: shape.minItems ?? 1 }, () => sampleOf(items, name, event, inside))
  if (contentSchema) return JSON.stringify(sampleOf(contentSchema, name, event, inside))
  if (typeOf(shape) === 'boolean') return true
  return scalar(shape, name, event)
}

function scalar(schema: SchemaObject, name: string, event: string): unknown {
  const type = typeOf(schema)
  const limits = { ...schema, type }
  const found = sampleValues({ name, schema, event }).find((value) => value !== undefined && isWithin(value, limits))
  if (found !== undefined) return found
  if (type === 'integer' || type === 'number') return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? 1)
  throw new Error(`No sample for ${name} of ${event}: ${JSON.stringify(schema)}`)
}

function* outOfPlace(
  schema: SchemaObject,
  event: string,
  prefix: string,
  above: readonly SchemaObject[],
): Generator<string, void> {
  const [shape = schema] = shapesOfContent(schema)
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    if (isAbove(field, above)) continue
    if (isOutOfPlace(name, event) && !shape.required?.includes(name)) yield `${prefix}${name}`
    else if (field.items) yield* outOfPlace(field.items, event, `${prefix}${name}[].`, [...above, field.items])
    else yield* outOfPlace(field, event, `${prefix}${name}.`, [...above, field])
  }
}

/** Whether a schema contains itself here; it then ends. */
function isAbove(field: SchemaObject, above: readonly SchemaObject[]): boolean {
  return above.includes(field) || (field.items !== undefined && above.includes(field.items))
}

function joined(common: SchemaObject, alternative: SchemaObject): SchemaObject {
  const required = [...(common.required ?? []), ...(alternative.required ?? [])]
  const properties = { ...common.properties, ...alternative.properties }
  return {
    ...common,
    ...alternative,
    ...(required.length > 0 && { required }),
    ...(Object.keys(properties).length > 0 && { properties }),
  }
}

function typeOf({ type }: SchemaObject): string {
  return [type ?? 'string'].flat().find((one) => one !== 'null') ?? 'string'
}
