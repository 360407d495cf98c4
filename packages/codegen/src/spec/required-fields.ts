import { requiredChoice, shapesOf } from './alternatives.ts'
import { readCondition, type ConditionTest } from './conditions.ts'
import type { SchemaObject } from './model.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Returns the fields that a request needs, given the values of the others: required fields, fields documented as
 * required for some callers, fields whose condition holds, and the first field of a choice.
 *
 * @param value the object to check
 * @param whole the whole body
 */
export function requiredFields(schema: SchemaObject, value: Values, whole: Values): ReadonlySet<string> {
  const shape = firstShape(schema)
  const required = new Set([...(shape.required ?? []), ...(shape['x-wechatpay-required'] ?? [])])
  for (const choice of choicesOf(shape)) {
    const given = choice.filter((name) => Object.hasOwn(value, name))
    if (given.length > 0 && !given.some((name) => required.has(name))) required.add(given[0]!)
  }
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    const { kind, tests, fields } = readCondition(field['x-wechatpay-condition'] ?? '')
    if (kind === 'when' && tests.every((test) => holds(test, valueAt(value, test.field) ?? valueAt(whole, test.field))))
      required.add(name)
    if (kind === 'together with' && fields.some((other) => required.has(other))) required.add(name)
  }
  return required
}

/** Merges the first alternative of a schema with the fields that all alternatives share. */
export function firstShape(schema: SchemaObject): SchemaObject {
  const [alternative] = shapesOf(schema) ?? []
  if (!alternative) return schema
  const { anyOf: _, oneOf: __, ...common } = schema
  const required = [...(common.required ?? []), ...(alternative.required ?? [])]
  const properties = { ...common.properties, ...alternative.properties }
  return firstShape({ ...common, ...alternative, required, properties })
}

function choicesOf(schema: SchemaObject): (readonly string[])[] {
  const written = Object.values(schema.properties ?? {}).map((field) => {
    const { kind, fields } = readCondition(field['x-wechatpay-condition'] ?? '')
    return kind === 'one of' ? fields : []
  })
  return [requiredChoice(schema), ...written].filter((choice) => choice.length > 0)
}

function holds({ operator, values }: ConditionTest, found: unknown): boolean {
  if (found === undefined) return false
  if (operator === 'is at least') return Number(found) >= Number(values[0])
  if (operator === 'contains') return Array.isArray(found) && found.includes(values[0])
  return values.some((value) => value === found || Number(value) === found)
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (inner as Values | undefined)?.[name], value)
}
