import { shapesOf } from './alternatives.ts'
import { timesOf } from './answers/answer-times.ts'
import { isLeftOut } from './answers/left-out.ts'
import { EXAMPLE_ORIGIN, numbersFor, textsFor } from './answers/made-up-text.ts'
import { isStateField, leastClaim, neutralValue } from './answers/neutral-value.ts'
import { readCondition, type ConditionTest } from './conditions.ts'
import { schemaFields } from './fields.ts'
import type { Operation, SchemaObject, Spec } from './model.ts'
import { isWithin } from './within.ts'

/** Names of fields whose values mean something different in every product. */
const KINDS = /(?:^|_)(?:code|kind|level|mode|role|scene|scope|stage|state|status|type)$/
/** Names so general that one field's example says nothing about another's. */
const GENERAL = /^(?:content|data|description|field|id|key|message|name|no|number|path|result|text|title|value)$/
const LIST_TOTAL = /^(?:total_)?(?:count|num)$|^total(?:_number)?$|_total_count$|^ret_num$/

/** The place for which an example is made, besides its schema. */
interface Place {
  readonly name: string
  /** The schemas around it. A schema that contains itself ends where it recurs. */
  readonly above: readonly SchemaObject[]
  /** Set for values of an answer, which must claim no outcome. */
  readonly answer?: AnswerPlace
}

interface AnswerPlace {
  readonly address: string
  readonly asked: ReadonlySet<string>
  readonly states: readonly string[]
}

/**
 * Makes values that fit the spec's schemas, always the same ones: a field's own example, or that of another field of
 * the same name, or one made up from its name and limits. Every field gets a value, required or not; a list gets one
 * item.
 */
export class Examples {
  readonly #named: ReadonlyMap<string, readonly unknown[]>
  /** Known values of enumerations by field, for fields of the same name and title whose values are not listed. */
  readonly #known: ReadonlyMap<string, readonly (string | number)[]>

  constructor(spec: Pick<Spec, 'operations'>) {
    this.#named = namedExamples(spec)
    this.#known = knownValues(spec)
  }

  /** @param name the field's name, from which a value is made up where none is documented */
  of(schema: SchemaObject, name = 'value'): unknown {
    return this.#value(schema, { name, above: [] })
  }

  /** The same for a request, without fields that other fields exclude. */
  ofRequest(schema: SchemaObject, name = 'body'): unknown {
    const value = this.of(schema, name)
    return withoutExcluded(value, schema, value)
  }

  /**
   * Makes an answer that claims no outcome: states in which nothing has happened, without optional fields that state
   * more. The sandbox recognises the values to replace: instants are 10:00 on 1 March 2026 in Beijing or thirty days
   * later, addresses begin with `https://sandbox.example`.
   */
  ofAnswer(operation: Pick<Operation, 'address' | 'parameters' | 'body' | 'response'>): unknown {
    const { schema } = operation.response
    if (!schema) return undefined
    const answer = { address: operation.address, asked: askedFields(operation), states: [] }
    const value = this.#value(schema, { name: 'data', above: [], answer })
    return withoutExcluded(value, schema, value)
  }

  #value(schema: SchemaObject, place: Place): unknown {
    const alternative = shapesOf(schema)?.[0]
    if (alternative) {
      const { anyOf: _, oneOf: __, ...common } = schema
      return this.#value(merged(common, alternative), place)
    }
    const type = typeOf(schema)
    if (place.answer && type !== 'object' && type !== 'array') return this.#answered(schema, place, place.answer)
    const written = place.answer ? undefined : schema.examples?.find((example) => fits(example, schema))
    if (written !== undefined) return written
    switch (type) {
      case 'object':
        return this.#object(schema, place)
      case 'array':
        return this.#list(schema, place)
      case 'boolean':
        return true
      default:
        return this.#scalar(schema, place.name)
    }
  }

  #object(schema: SchemaObject, { above, answer }: Place): Record<string, unknown> {
    const inside = [...above, schema]
    const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]): [string, SchemaObject] => [
      pattern.slice(1, -1).replaceAll(String.raw`\d+`, '0'),
      field,
    ])
    const fields = [...Object.entries(schema.properties ?? {}), ...numbered]
      // A schema that contains itself ends where it recurs.
      .filter(([, field]) => !inside.includes(field) && !(field.items && inside.includes(field.items)))
    if (!answer) {
      return Object.fromEntries(fields.map(([name, field]) => [name, this.#value(field, { name, above: inside })]))
    }
    const states = fields
      .map(([name, field]) => ({ name: unnumbered(name), field }))
      .filter(({ name, field }) => isStateField(name, field))
      .map(({ name }) => name)
    const surroundings = { ...answer, states: [...answer.states, ...states] }
    const members = fields
      .filter(([name]) => schema.required?.includes(name) || !isLeftOut(name, surroundings))
      .map(([name, field]) => [name, this.#value(field, { name, above: inside, answer: surroundings })])
    return withTotal(Object.fromEntries(members) as Record<string, unknown>)
  }

  #list(schema: SchemaObject, place: Place): unknown[] {
    const item = this.#value(schema.items ?? {}, place)
    return Array.from({ length: schema.minItems ?? 1 }, () => item)
  }

  #scalar(schema: SchemaObject, name: string): unknown {
    const [known] = schema.enum ?? schema['x-extensible-enum'] ?? []
    if (known !== undefined) return known
    const named = KINDS.test(name) ? undefined : this.#named.get(name)?.find((example) => fits(example, schema))
    if (named !== undefined) return named
    return this.#madeUp(schema, { name, above: [] })
  }

  #answered(schema: SchemaObject, place: Place, { address }: AnswerPlace): unknown {
    if (typeOf(schema) === 'boolean') return false
    const name = unnumbered(place.name)
    const isState = isStateField(name, schema)
    const known = schema.enum ?? schema['x-extensible-enum'] ?? this.#knownElsewhere(name, schema, isState)
    if (known.length > 0) return neutralValue(known, isState) ?? leastClaim(known)
    const times = timesOf({ name, schema, address }).find((time) => fits(time, schema))
    if (times !== undefined) return times
    if (isState && !isNumeric(schema) && fits('PROCESSING', schema)) return 'PROCESSING'
    // All amounts of one answer are equal, so that they agree with each other.
    const counted = isNumeric(schema) ? numbersFor(name) : []
    const written = [...counted, ...(schema.examples ?? []).map(atOwnOrigin)].find((example) => fits(example, schema))
    if (written !== undefined && written !== place.name) return written
    return this.#madeUp(schema, { ...place, name })
  }

  /** Looks up the values of fields of the same name where this field lists none. */
  #knownElsewhere(name: string, schema: SchemaObject, isState: boolean): readonly (string | number)[] {
    if (isNumeric(schema) || !(isState || KINDS.test(name)) || name.endsWith('code')) return []
    const known = this.#known.get(`${name} ${schema.title}`) ?? (isGeneral(name) ? [] : this.#known.get(name)) ?? []
    return known.filter((value) => fits(value, schema))
  }

  #madeUp(schema: SchemaObject, place: Place): unknown {
    const { name } = place
    if (isNumeric(schema)) {
      const numbers = [...numbersFor(name), ...(this.#named.get(name) ?? [])]
      return numbers.find((value) => fits(value, schema)) ?? madeUpNumber(schema)
    }
    const { contentSchema, contentMediaType } = schema
    if (contentSchema) {
      const content = this.#value(contentSchema, place)
      if (contentMediaType === 'application/json') return JSON.stringify(content)
      return new URLSearchParams(content as Record<string, string>).toString()
    }
    const named = KINDS.test(name) || GENERAL.test(name) ? [] : (this.#named.get(name) ?? [])
    const times = timesOf({ name, schema, address: place.answer?.address ?? '' })
    const own = place.answer ? named.map(atOwnOrigin) : named
    const text = [...times, ...own, ...textsFor(name, schema), ...TEXTS.map((one) => cut(one, schema))]
      .flatMap((one) => (typeof one === 'string' ? [one, cut(one, schema)] : []))
      .find((one) => one !== name && fits(one, schema))
    if (text === undefined) throw new Error(`No example for ${name}, which must match ${schema.pattern}`)
    return text
  }
}

/** Candidates for fields with a pattern of their own. */
const TEXTS = ['1', '2026-03-01', '20260301', '20260301100000', '100000', 'A1']

function cut(text: string, { minLength = 0, maxLength = Infinity }: SchemaObject): string {
  return Array.from(text.padEnd(minLength, '0')).slice(0, maxLength).join('')
}

/** The name of a field without the number in it. */
function unnumbered(name: string): string {
  return name.replace(/(?:_\d+)+$/, '')
}

function isGeneral(name: string): boolean {
  return /^(?:state|status|type|result|scene|scope|mode|kind|level|stage|role)$/.test(name)
}

/** Replaces the origin of an address by the sandbox's. */
function atOwnOrigin(example: unknown): unknown {
  return typeof example === 'string' ? example.replace(/^https?:\/\/[^/]*/, EXAMPLE_ORIGIN) : example
}

/** Where an object has one list and a count beside it, sets the count to the list's length. */
function withTotal(fields: Record<string, unknown>): Record<string, unknown> {
  const lists = Object.values(fields).filter((value) => Array.isArray(value))
  const [list] = lists
  if (!list || lists.length > 1 || Object.hasOwn(fields, 'currency')) return fields
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' && LIST_TOTAL.test(name) ? list.length : value,
    ]),
  )
}

/** Names of all fields of the request, which the answer may repeat. */
function askedFields({ parameters, body }: Pick<Operation, 'parameters' | 'body'>): ReadonlySet<string> {
  const inBody = body.schema ? schemaFields(body.schema).map(({ name }) => name) : []
  return new Set([...parameters.path, ...parameters.query].map(({ name }) => name).concat(inBody))
}

/** Removes fields that must be left out because their conditions do not hold. */
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

/** Whether a value keeps to the limits of a schema. The contents of objects are not checked. */
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

/** Collects examples by field name: numbers, ids and texts that mean the same wherever they occur. */
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

/** Collects values of enumerations by field name, and by name and title. */
function knownValues({ operations }: Pick<Spec, 'operations'>): ReadonlyMap<string, readonly (string | number)[]> {
  const known = new Map<string, readonly (string | number)[]>()
  for (const { response } of operations) {
    for (const { name, schema } of response.schema ? schemaFields(response.schema) : []) {
      const values = schema.enum ?? schema['x-extensible-enum'] ?? []
      if (values.length === 0) continue
      for (const key of [name, `${name} ${schema.title}`]) if (!known.has(key)) known.set(key, values)
    }
  }
  return known
}
