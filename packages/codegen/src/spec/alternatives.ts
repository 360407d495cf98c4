import type { Parameter, SchemaObject } from './model.ts'
import { oneOf } from './conditions.ts'

/**
 * Fields of which an object needs one: `anyOf: [{ required: [a] }, { required: [b] }]`. Empty where there is no such
 * choice; alternatives with fields of their own are another thing.
 */
export function requiredChoice(schema: SchemaObject): readonly string[] {
  const alternatives = schema.anyOf ?? schema.oneOf ?? []
  const isChoice = alternatives.every((one) => one.required?.length === 1 && Object.keys(one).length === 1)
  return isChoice ? alternatives.flatMap((one) => one.required ?? []) : []
}

/** The alternatives of a schema that have fields of their own. */
export function shapesOf(schema: SchemaObject): readonly SchemaObject[] | undefined {
  return requiredChoice(schema).length > 0 ? undefined : (schema.anyOf ?? schema.oneOf)
}

/** The same of query parameters, of which OpenAPI cannot say it: their conditions do. */
export function parameterChoice(parameters: readonly Parameter[]): readonly string[] {
  const optional = new Set(parameters.filter(({ required }) => !required).map(({ name }) => name))
  const choices = parameters.map(({ schema }) => oneOf(schema['x-wechatpay-condition'] ?? '') ?? [])
  return choices.find((names) => names.length > 1 && names.every((name) => optional.has(name))) ?? []
}
