import { formats } from '../../generated/formats.ts'
import type { Refusal } from '../machine/refusal.ts'
import type { ProtocolPolicy } from '../protocol/policy.ts'
import type { FieldTest, RequestSchema } from '../../generated/operations.ts'
import { type Field, type Source, violation } from './violations.ts'

/** The current position of the check. */
interface Place {
  readonly source: Source
  readonly pointer: string
  /** The path in the notation of {@link SandboxOperation.encrypt}: `items[].phone`. */
  readonly path: string
}

export interface Rules {
  readonly policy: ProtocolPolicy
  /** Paths of sensitive fields, whose values must not appear in a message. */
  readonly sensitive?: readonly string[]
  /** The kind of caller, since some fields are only for merchants or only for partners. Default: a direct merchant. */
  readonly caller?: 'merchant' | 'partner'
}

interface Checks extends Rules {
  /** The whole checked value, because conditions may refer to a field at its top. */
  readonly whole: unknown
}

/**
 * Yields the violations in one part of a request in production's order: field by field as documented.
 *
 * It interprets the schema instead of compiling it, because production reports only the first violation, in its own
 * words, and a general validator reports in another order.
 */
export function* violations(
  schema: RequestSchema,
  value: unknown,
  source: Source,
  rules: Rules,
): Generator<Refusal, void> {
  yield* checkValue(schema, value, { source, pointer: '', path: '' }, { ...rules, whole: value })
}

function* checkValue(schema: RequestSchema, value: unknown, place: Place, rules: Checks): Generator<Refusal, void> {
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives && !isChoice(alternatives)) yield* checkAlternatives(alternatives, value, place, rules)
  const type = typeOf(schema)
  const field: Field = { ...place, title: schema.title ?? lastName(place) }
  if (type === 'object') yield* checkObject(schema, value, field, place, rules)
  else if (type === 'array') yield* checkArray(schema, value, field, place, rules)
  else if (type === 'string') yield* checkString(schema, value, field, place, rules)
  else if (type === 'integer') yield* checkInteger(schema, value, field)
  else if (type === 'number' && !isNumber(value, field)) yield violation.wrongType(field, 'number')
  else if (type === 'boolean' && !isBoolean(value, field)) yield violation.wrongType(field, 'boolean')
  else if (type === undefined && value === null) yield violation.wrongType(field, 'object')
}

function* checkObject(
  schema: RequestSchema,
  value: unknown,
  field: Field,
  place: Place,
  rules: Checks,
): Generator<Refusal, void> {
  if (!isObject(value)) {
    yield violation.wrongType(field, 'object')
    return
  }
  const { properties = {}, maxBytes = Infinity } = schema
  const bytes = maxBytes === Infinity ? 0 : Buffer.byteLength(JSON.stringify(value))
  if (bytes > maxBytes) yield violation.tooLong(field, '字节数', bytes, maxBytes)
  for (const [name, property] of Object.entries(properties)) {
    const inner = member(place, name)
    if (value[name] !== undefined) {
      yield* checkValue(property, value[name], inner, rules)
      if (isExcluded(property, value, rules.whole))
        yield violation.excluded({ ...inner, title: property.title ?? name })
    } else if (schema.required?.includes(name) || isRequired(property, value, rules))
      yield violation.missing({ ...inner, title: property.title ?? name })
  }
  const [least] = missingChoice(schema, value)
  if (least !== undefined)
    yield violation.missing({ ...member(place, least), title: properties[least]?.title ?? least })
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) continue
    const pattern = Object.entries(schema.patternProperties ?? {}).find(([pattern]) => regExp(pattern).test(name))
    if (pattern) yield* checkValue(pattern[1], value[name], member(place, name), rules)
    else if (place.source === 'body' && rules.policy.strictExtraFields) yield violation.extra(member(place, name))
  }
}

/** For `anyOf: [{ required: [a] }, { required: [b] }]`: the names, if none of the fields is present. */
function missingChoice(schema: RequestSchema, value: Readonly<Record<string, unknown>>): readonly string[] {
  const alternatives = schema.anyOf ?? schema.oneOf ?? []
  if (!isChoice(alternatives)) return []
  const names = alternatives.flatMap(({ required = [] }) => required)
  return names.some((name) => value[name] !== undefined) ? [] : names
}

/** Whether alternatives only list required fields. */
function isChoice(alternatives: readonly RequestSchema[]): boolean {
  return alternatives.every((one) => one.required !== undefined && Object.keys(one).length === 1)
}

function isRequired(
  schema: RequestSchema,
  beside: Readonly<Record<string, unknown>>,
  { whole, caller = 'merchant' }: Checks,
): boolean {
  return schema.requiredFor === caller || isRequiredBeside(schema, beside, whole)
}

/** Whether the values of other fields make a field required. */
export function isRequiredBeside(
  { requiredWhen }: RequestSchema,
  beside: Readonly<Record<string, unknown>>,
  whole: unknown = beside,
): boolean {
  return requiredWhen?.every((test) => holds(test, valueOf(test, beside, whole))) ?? false
}

/** Whether another field excludes this one. If that field is absent, nothing is excluded. */
function isExcluded(
  { onlyWhen = [] }: RequestSchema,
  beside: Readonly<Record<string, unknown>>,
  whole: unknown,
): boolean {
  return onlyWhen.some((test) => {
    const found = valueOf(test, beside, whole)
    return found !== undefined && !holds(test, found)
  })
}

function holds({ is, contains, atLeast }: FieldTest, found: unknown): boolean {
  if (is !== undefined) return is.includes(String(found))
  if (atLeast !== undefined) return Number(found) >= atLeast
  if (contains === undefined) return found !== undefined
  return Array.isArray(found) ? found.includes(contains) : typeof found === 'string' && found.includes(contains)
}

function valueOf({ field }: FieldTest, beside: unknown, whole: unknown): unknown {
  return valueAt(beside, field) ?? valueAt(whole, field)
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner.map((item) => (isObject(item) ? item[name] : undefined))
    return isObject(inner) ? inner[name] : undefined
  }, value)
}

function* checkArray(
  schema: RequestSchema,
  value: unknown,
  field: Field,
  place: Place,
  rules: Checks,
): Generator<Refusal, void> {
  if (!Array.isArray(value)) {
    yield violation.wrongType(field, 'array')
    return
  }
  const { length } = value
  if (length < (schema.minItems ?? 0)) yield violation.tooFewItems(field, length, schema.minItems ?? 0)
  if (length > (schema.maxItems ?? Infinity)) yield violation.tooManyItems(field, length, schema.maxItems ?? Infinity)
  for (const [index, item] of value.entries()) {
    const inner = { ...place, pointer: `${place.pointer}/${index}`, path: `${place.path}[]` }
    yield* checkValue(schema.items ?? {}, item, inner, rules)
  }
}

function* checkString(
  schema: RequestSchema,
  value: unknown,
  field: Field,
  place: Place,
  { policy, sensitive }: Checks,
): Generator<Refusal, void> {
  if (typeof value !== 'string') {
    yield violation.wrongType(field, 'string')
    return
  }
  if (hasRefusedCharacters(value, policy)) yield violation.characters(field)
  const { minLength = 0, maxLength = Infinity, maxBytes = Infinity, pattern, format, urlEncoded } = schema
  const [unit, length] = measure(urlEncoded ? encoded(value) : value, policy)
  if (length < minLength) yield violation.tooShort(field, unit, length, minLength)
  if (length > maxLength) yield violation.tooLong(field, unit, length, maxLength)
  const bytes = Buffer.byteLength(value)
  if (bytes > maxBytes) yield violation.tooLong(field, '字节数', bytes, maxBytes)
  const shown = sensitive?.includes(place.path) ? '' : value
  if (format !== undefined && !isOfFormat(value, format)) yield violation.format(field, shown, format)
  if (pattern !== undefined && !regExp(pattern).test(value))
    yield violation.pattern(field, shown, schema.patternText ?? pattern)
  if (lacksPath(value, schema, policy)) yield violation.noPath(field, shown)
  if (schema.enum && !schema.enum.includes(value)) yield violation.notOneOf(field, shown, schema.enum)
}

/** Whether an address is a domain alone, although the field needs a path and the policy insists. */
export function lacksPath(
  value: string,
  { urlPath }: RequestSchema,
  { notifyUrlWithoutPath }: Pick<ProtocolPolicy, 'notifyUrlWithoutPath'>,
): boolean {
  return urlPath === true && notifyUrlWithoutPath === 'refuse' && !/^[^:]+:\/\/[^/]+\//.test(value)
}

function isOfFormat(value: string, format: string): boolean {
  const expected = Object.hasOwn(formats, format) ? formats[format] : undefined
  if (expected && !expected.test(value)) return false
  return format !== 'date-time' || !Number.isNaN(Date.parse(value))
}

function* checkInteger(schema: RequestSchema, value: unknown, field: Field): Generator<Refusal, void> {
  // Numbers in a path or query are texts; those in a path have no sign.
  const digits = field.source === 'uri_template' ? /^\d+$/ : /^-?\d+$/
  const integer = field.source !== 'body' && typeof value === 'string' && digits.test(value) ? Number(value) : value
  if (!isInt64(integer)) {
    yield violation.notAnInteger(field, value)
    return
  }
  const { minimum = -Infinity, maximum = Infinity } = schema
  if (integer < minimum) yield violation.belowMinimum(field, integer, minimum)
  if (integer > maximum) yield violation.aboveMaximum(field, integer, maximum)
  if (schema.enum && !schema.enum.includes(integer)) yield violation.notOneOf(field, integer, schema.enum)
}

/** Whether a value is a number; in a path or query, a numeric text. */
function isNumber(value: unknown, { source }: Field): boolean {
  if (typeof value === 'number') return true
  return source !== 'body' && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)
}

function isBoolean(value: unknown, { source }: Field): boolean {
  return typeof value === 'boolean' || (source !== 'body' && (value === 'true' || value === 'false'))
}

/** Checks that one alternative matches; otherwise reports the violation of the first. */
function* checkAlternatives(
  alternatives: readonly RequestSchema[],
  value: unknown,
  place: Place,
  rules: Checks,
): Generator<Refusal, void> {
  const refusals = alternatives.map((alternative) => firstOf(checkValue(alternative, value, place, rules)))
  const [first] = refusals
  if (first && !refusals.includes(undefined)) yield first
}

/** Returns the first refusal of a sequence without computing the others. */
export function firstOf(refusals: Generator<Refusal, void>): Refusal | undefined {
  return refusals.next().value ?? undefined
}

function typeOf({ type, properties }: RequestSchema): string | undefined {
  if (typeof type === 'string') return type
  // `null` is an answer's word for an absent field and no request may have it, so `[string, null]` counts as string.
  return type?.find((name) => name !== 'null') ?? (properties && 'object')
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isInt64(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63
}

/** Whether a text has forbidden characters: lone surrogates have no UTF-8 form, and NUL ends texts in many programs. */
function hasRefusedCharacters(value: string, { refuseFourByteCharacters }: ProtocolPolicy): boolean {
  return (
    value.includes('\0') || !value.isWellFormed() || (refuseFourByteCharacters && /[\u{10000}-\u{10FFFF}]/u.test(value))
  )
}

/** Encodes what URL-encoded text cannot have. What is encoded already stays, so that `%3D` counts three. */
function encoded(value: string): string {
  return encodeURI(value.toWellFormed()).replaceAll('%25', '%')
}

function measure(value: string, { lengthUnit }: ProtocolPolicy): [unit: string, length: number] {
  if (lengthUnit === 'bytes') return ['字节数', Buffer.byteLength(value)]
  let length = 0
  for (const _ of value) length++
  return ['字符数', length]
}

function member(place: Place, name: string): Place {
  return {
    ...place,
    pointer: `${place.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    path: place.path ? `${place.path}.${name}` : name,
  }
}

function lastName({ pointer }: Place): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1)
}

const compiled = new Map<string, RegExp>()

function regExp(pattern: string): RegExp {
  let expression = compiled.get(pattern)
  if (!expression) {
    expression = new RegExp(pattern, 'u')
    compiled.set(pattern, expression)
  }
  return expression
}
