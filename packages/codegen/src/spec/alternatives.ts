import type { Parameter, SchemaObject } from './model.ts'
import { oneOf } from './conditions.ts'

/**
 * Returns the fields of which an object needs one: `anyOf: [{ required: [a] }, { required: [b] }]`. Empty without such
 * a choice. Alternatives with fields of their own do not count.
 */
export function requiredChoice(schema: SchemaObject): readonly string[] {
  const alternatives = schema.anyOf ?? schema.oneOf ?? []
  const isChoice = alternatives.every((one) => one.required?.length === 1 && Object.keys(one).length === 1)
  return isChoice ? alternatives.flatMap((one) => one.required ?? []) : []
}

export function shapesOf(schema: SchemaObject): readonly SchemaObject[] | undefined {
  return requiredChoice(schema).length > 0 ? undefined : (schema.anyOf ?? schema.oneOf)
}

/** Returns the query parameters of which one is needed. OpenAPI cannot express this, so their conditions do. */
export function parameterChoice(parameters: readonly Parameter[]): readonly string[] {
  const optional = new Set(parameters.filter(({ required }) => !required).map(({ name }) => name))
  const choices = parameters.map(({ schema }) => oneOf(schema['x-wechatpay-condition'] ?? '') ?? [])
  return choices.find((names) => names.length > 1 && names.every((name) => optional.has(name))) ?? []
}
