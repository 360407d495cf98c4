import { shapesOf } from './alternatives.ts'
import { readCondition, type ConditionTest } from './conditions.ts'
import type { SchemaObject, Spec } from './model.ts'
import { isWithin } from './within.ts'

/** Names of fields whose values mean something else in every product. */
const KINDS = /(?:^|_)(?:code|kind|level|mode|role|scene|scope|stage|state|status|type)$/

/**
 * Values that fit the spec's schemas, the same ones every time: a field's own example, or one that another field of the
 * same name has, or one made up from its limits. Every field has one, required or not; a list has one item.
 */
export class Examples {
  readonly #named: ReadonlyMap<string, readonly unknown[]>

  constructor(spec: Pick<Spec, 'operations'>) {
    this.#named = namedExamples(spec)
  }

  /** @param name of the field, for values that none is written down for */
  of(schema: SchemaObject, name = 'value'): unknown {
    return this.#value(schema, name, [])
  }

  /** The same for a request: without the fields that other fields say must be left out. */
  ofRequest(schema: SchemaObject, name = 'body'): unknown {
    const value = this.of(schema, name)
    return withoutExcluded(value, schema, value)
  }

  #value(schema: SchemaObject, name: string, above: readonly SchemaObject[]): unknown {
    const alternative = shapesOf(schema)?.[0]
    if (alternative) {
      const { anyOf: _, oneOf: __, ...common } = schema
      return this.#value(merged(common, alternative), name, above)
    }
    const written = schema.examples?.find((example) => fits(example, schema))
    if (written !== undefined) return written
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(schema, [...above, schema])
      case 'array':
        return this.#list(schema, name, above)
      case 'boolean':
        return true
      default:
        return this.#scalar(schema, name)
    }
  }

  #object(schema: SchemaObject, above: readonly SchemaObject[]): Record<string, unknown> {
    const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]): [string, SchemaObject] => [
      pattern.slice(1, -1).replaceAll(String.raw`\d+`, '0'),
      field,
    ])
    return Object.fromEntries(
      [...Object.entries(schema.properties ?? {}), ...numbered]
        // A schema that contains itself ends where it would begin again.
        .filter(([, field]) => !above.includes(field) && !(field.items && above.includes(field.items)))
        .map(([name, field]) => [name, this.#value(field, name, above)]),
    )
  }

  #list(schema: SchemaObject, name: string, above: readonly SchemaObject[]): unknown[] {
    const item = this.#value(schema.items ?? {}, name, above)
    return Array.from({ length: schema.minItems ?? 1 }, () => item)
  }

  #scalar(schema: SchemaObject, name: string): unknown {
    const [known] = schema.enum ?? schema['x-extensible-enum'] ?? []
    if (known !== undefined) return known
    const named = KINDS.test(name) ? undefined : this.#named.get(name)?.find((example) => fits(example, schema))
    if (named !== undefined) return named
    return isNumeric(schema) ? madeUpNumber(schema) : this.#text(schema, name)
  }

  #text(schema: SchemaObject, name: string): string {
    const { contentSchema, contentMediaType, format } = schema
    if (contentSchema) {
      const content = this.of(contentSchema, name)
      if (contentMediaType === 'application/json') return JSON.stringify(content)
      return new URLSearchParams(content as Record<string, string>).toString()
    }
    if (format === 'date-time') return '2026-03-01T10:00:00+08:00'
    if (format === 'date') return '2026-03-01'
    if (format === 'yyyyMMdd') return '20260301'
    if (format === 'yyyyMMddHHmmss') return '20260301100000'
    if (format === 'yyyy-MM-dd HH:mm:ss') return '2026-03-01 10:00:00'
    if (format === 'yyyy-MM-dd or 长期') return '2026-03-01'
    if (format === 'uri') return `https://example.com/${name}`
    const candidates = [name, '1', '2026-03-01', '20260301', '20260301100000', '100000', 'A1'].map((text) =>
      text.padEnd(schema.minLength ?? 0, '0').slice(0, schema.maxLength),
    )
    const text = candidates.find((candidate) => fits(candidate, schema))
    if (text === undefined) throw new Error(`No example for ${name}, which must match ${schema.pattern}`)
    return text
  }
}

/** Without the fields whose conditions do not hold, where they must be left out then. */
function withoutExcluded(value: unknown, given: SchemaObject, whole: unknown): unknown {
  const alternative = shapesOf(given)?.[0]
  const schema = alternative ? merged(given, alternative) : given
  if (Array.isArray(value)) return value.map((item) => withoutExcluded(item, schema.items ?? {}, whole))
  if (typeof value !== 'object' || value === null || !schema.properties) return value
  const kept = Object.entries(value).filter(([name]) => !isExcluded(schema.properties?.[name], value, whole))
  return Object.fromEntries(
    kept.map(([name, field]) => [name, withoutExcluded(field, schema.properties?.[name] ?? {}, whole)]),
  )
}

function isExcluded(schema: SchemaObject | undefined, beside: object, whole: unknown): boolean {
  const { elseAbsent, tests } = readCondition(schema?.['x-wechatpay-condition'] ?? '')
  return elseAbsent && tests.some((test) => isDenied(test, valueAt(beside, test.field) ?? valueAt(whole, test.field)))
}

function isDenied({ operator, values }: ConditionTest, found: unknown): boolean {
  if (found === undefined) return false
  if (operator === 'is at least') return Number(found) < Number(values[0])
  return operator === 'is' ? !values.includes(found as string) : !(found as readonly string[]).includes(values[0] ?? '')
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((inner, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], value)
}

function merged(common: SchemaObject, alternative: SchemaObject): SchemaObject {
  const properties = { ...common.properties, ...alternative.properties }
  return { ...common, ...alternative, ...(Object.keys(properties).length > 0 && { properties }) }
}

/** Whether a value keeps to the limits of a schema; what is inside objects is not looked at. */
function fits(value: unknown, schema: SchemaObject): boolean {
  const type = typeOf(schema)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'array') return Array.isArray(value)
  if (!isWithin(value, { ...schema, type })) return false
  return schema.enum?.includes(value as string | number) ?? true
}

function madeUpNumber({ minimum = 1, maximum = Infinity }: SchemaObject): number {
  return Math.min(Math.max(1, minimum), maximum)
}

function isNumeric(schema: SchemaObject): boolean {
  const type = typeOf(schema)
  return type === 'integer' || type === 'number'
}

function typeOf({ type, properties }: SchemaObject): string {
  const first = [type ?? []].flat().find((name) => name !== 'null')
  return first ?? (properties ? 'object' : 'string')
}

/** Examples by the name of their field: of numbers, ids and texts that mean the same wherever they occur. */
function namedExamples({ operations }: Pick<Spec, 'operations'>): ReadonlyMap<string, readonly unknown[]> {
  const named = new Map<string, unknown[]>()
  const seen = new Set<SchemaObject>()
  const look = (name: string, schema: SchemaObject): void => {
    if (seen.has(schema)) return
    seen.add(schema)
    const [example] = schema.examples ?? []
    if (typeof example === 'string' || typeof example === 'number') {
      const examples = named.get(name) ?? []
      named.set(name, examples)
      if (!examples.includes(example)) examples.push(example)
    }
    for (const [inner, field] of Object.entries(schema.properties ?? {})) look(inner, field)
    for (const inner of [schema.items, schema.contentSchema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      if (inner) look(name, inner)
  }
  for (const { parameters, body, response } of operations) {
    for (const { name, schema } of [...parameters.path, ...parameters.query]) look(name, schema)
    if (body.schema) look('body', body.schema)
    if (response.schema) look('data', response.schema)
  }
  return named
}
