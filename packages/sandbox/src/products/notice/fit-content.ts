import type { RequestSchema } from '../../generated/operations.ts'
import { formats } from '../../generated/formats.ts'
import { ControlError, invalid } from '../../kernel/control/control-error.ts'
import { isObject } from '../../kernel/validate/check-value.ts'

type Json = Readonly<Record<string, unknown>>

/** How values are written on the wire. */
export interface Wire {
  /** Whether all values are texts, as in APIv2. */
  readonly isText: boolean
}

/**
 * Merges overrides into the content: objects are merged, lists replaced with every item completed from the sample's,
 * and `null` removes a field.
 *
 * @param path the path of the object, for messages: `overrides`
 * @throws {ControlError} names the unknown field, or the one with an invalid value
 */
export function withOverrides(schema: RequestSchema, sample: Json, overrides: Json, wire: Wire, path: string): Json {
  const content: Record<string, unknown> = { ...sample }
  for (const [name, given] of Object.entries(overrides)) {
    const field = `${path}.${name}`
    const property = propertyOf(schema, name)
    if (!property) throw unknownField(schema, name, field, given)
    if (given !== null) content[name] = fitted(property, sample[name], given, wire, field)
    else if (!schema.required?.includes(name)) delete content[name]
    else throw mismatch(field, 'a value: the notification always has this field', given)
  }
  return content
}

function fitted(schema: RequestSchema, sample: unknown, given: unknown, wire: Wire, field: string): unknown {
  const type = typeOf(schema)
  if (type === 'object') {
    if (!isObject(given)) throw mismatch(field, 'an object', given)
    return withOverrides(schema, isObject(sample) ? sample : {}, given, wire, field)
  }
  if (type === 'array') return fittedList(schema, sample, given, wire, field)
  const isScalar = typeof given === 'number' || typeof given === 'boolean'
  const value = wire.isText && isScalar ? String(given) : given
  const expected = mismatchOf(schema, type, value)
  if (expected !== undefined) throw mismatch(field, expected, value)
  return value
}

function fittedList(schema: RequestSchema, sample: unknown, given: unknown, wire: Wire, field: string): unknown[] {
  const { minItems = 0, maxItems = Infinity, items = {} } = schema
  if (!Array.isArray(given)) throw mismatch(field, 'a list', given)
  if (given.length < minItems || given.length > maxItems) {
    throw mismatch(field, `a list of ${minItems} to ${maxItems} items`, given)
  }
  const first: unknown = Array.isArray(sample) ? sample[0] : undefined
  return given.map((item, index) => fitted(items, first, item, wire, `${field}[${index}]`))
}

/** @returns the expected value in words; undefined when the value is valid */
function mismatchOf(schema: RequestSchema, type: string, value: unknown): string | undefined {
  const { enum: choices, minimum = -Infinity, maximum = Infinity } = schema
  if (choices && !choices.includes(value as string | number)) return `one of ${choices.join(', ')}`
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false'
  if (type === 'integer' || type === 'number') {
    const isNumber = type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)
    if (isNumber && (value as number) >= minimum && (value as number) <= maximum) return undefined
    const kind = type === 'integer' ? 'a whole number' : 'a number'
    const range = [minimum > -Infinity && `from ${minimum}`, maximum < Infinity && `up to ${maximum}`].filter(
      (one) => one !== false,
    )
    return [kind, ...range].join(' ')
  }
  return textMismatch(schema, value)
}

function textMismatch(schema: RequestSchema, value: unknown): string | undefined {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  if (typeof value !== 'string' || !value.isWellFormed()) return 'a text'
  const { length } = Array.from(value)
  if (length < minLength || length > maxLength) {
    return maxLength === Infinity
      ? `a text of at least ${minLength} characters`
      : `a text of ${minLength} to ${maxLength} characters`
  }
  const expression = format === undefined || !Object.hasOwn(formats, format) ? undefined : formats[format]
  if (expression && !expression.test(value))
    return format === 'date-time' ? 'a time as in RFC 3339' : `a text like ${format}`
  return pattern === undefined || new RegExp(pattern, 'u').test(value) ? undefined : `a text that matches ${pattern}`
}

/** Finds a field in any of the alternatives. */
function propertyOf(schema: RequestSchema, name: string): RequestSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  const numbered = Object.entries(schema.patternProperties ?? {}).find(([pattern]) =>
    new RegExp(pattern, 'u').test(name),
  )
  if (numbered) return numbered[1]
  for (const alternative of alternativesOf(schema)) {
    const found = propertyOf(alternative, name)
    if (found) return found
  }
  return undefined
}

export function fieldNames(schema: RequestSchema): string[] {
  const own = [...Object.keys(schema.properties ?? {}), ...Object.keys(schema.patternProperties ?? {})]
  return [...new Set([...own, ...alternativesOf(schema).flatMap(fieldNames)])]
}

function alternativesOf({ anyOf, oneOf }: RequestSchema): readonly RequestSchema[] {
  return [...(anyOf ?? []), ...(oneOf ?? [])]
}

function typeOf(schema: RequestSchema): string {
  const named = [schema.type ?? []].flat().find((type) => type !== 'null')
  return named ?? (fieldNames(schema).length > 0 ? 'object' : 'string')
}

function unknownField(schema: RequestSchema, name: string, field: string, given: unknown): ControlError {
  return new ControlError(400, 'UNKNOWN_FIELD', `没有名为 ${name} 的字段 · the notification has no field ${name}`, {
    field,
    expected: `one of ${fieldNames(schema).join(', ')}`,
    received: kindOf(given),
  })
}

/** Reports only the kind of the value, because notifications contain personal data. */
function mismatch(field: string, expected: string, given: unknown): ControlError {
  return invalid(field, expected, kindOf(given))
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return `a text of ${Array.from(value).length} characters`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
