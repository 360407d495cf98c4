import { shapesOf } from './alternatives.ts'
import type { SchemaObject } from './document.ts'

/** One field below a schema, wherever it is nested. */
export interface SchemaField {
  readonly name: string
  /** The path from the schema's top: `fees[].fee_name`. */
  readonly path: string
  readonly depth: number
  readonly required: boolean
  /** Documented as required, but not for every kind of caller. */
  readonly requiredForSome: boolean
  readonly schema: SchemaObject
  /** The condition under which the field exists, where there are alternatives. */
  readonly when: string | undefined
}

/**
 * Lists all fields of a schema in reading order: each field is followed by its members. Alternatives come one after the
 * other; a schema that contains itself is entered once.
 */
export function schemaFields(schema: SchemaObject): SchemaField[] {
  return [...walk(schema, '', 0, undefined, [])]
}

function* walk(
  schema: SchemaObject,
  prefix: string,
  depth: number,
  when: string | undefined,
  above: readonly SchemaObject[],
): Generator<SchemaField> {
  if (above.includes(schema)) return
  const path = [...above, schema]
  for (const alternative of shapesOf(schema) ?? []) {
    yield* walk(alternative, prefix, depth, alternative.title ?? when, path)
  }
  for (const [name, field] of Object.entries({ ...schema.properties, ...numbered(schema) })) {
    const at = `${prefix}${name}`
    yield {
      name,
      path: at,
      depth,
      required: schema.required?.includes(name) ?? false,
      requiredForSome: schema['x-wechatpay-required']?.includes(name) ?? false,
      schema: field,
      when,
    }
    yield* field.type === 'array' && field.items
      ? walk(field.items, `${at}[].`, depth + 1, undefined, path)
      : walk(field, `${at}.`, depth + 1, undefined, path)
  }
}

/** `^coupon_fee_\d+$` reads as `coupon_fee_$n`. */
function numbered(schema: SchemaObject): Record<string, SchemaObject> {
  return Object.fromEntries(
    Object.entries(schema.patternProperties ?? {}).map(([pattern, field]) => [numberedName(pattern), field]),
  )
}

/** The documented name behind a pattern of numbered fields: the first number is `$n`, the second `$m`. */
export function numberedName(pattern: string): string {
  return pattern
    .slice(1, -1)
    .replace(String.raw`\d+`, '$n')
    .replace(String.raw`\d+`, '$m')
}

/** Paths of the fields below a schema that the client encrypts or decrypts: `name`, `items[].phone`, `names[]`. */
export function encryptedFields(
  schema: SchemaObject | undefined,
  applies: (field: SchemaObject) => boolean = isSensitive,
): string[] {
  if (!schema) return []
  const paths = schemaFields(schema).flatMap((field) => {
    if (applies(field.schema)) return [field.path]
    return field.schema.items && applies(field.schema.items) ? [`${field.path}[]`] : []
  })
  return [...new Set(paths)]
}

/** Whether the client encrypts (in a request) or decrypts (in an answer) this field by itself. */
export function isSensitive(schema: SchemaObject): boolean {
  return schema['x-wechatpay-encrypted'] === 'rsa-oaep' && schema['x-wechatpay-encrypted-with'] === undefined
}

/** Whether the client decrypts this field of an APIv2 answer, which uses an older padding. */
export function isPkcs1(schema: SchemaObject): boolean {
  return schema['x-wechatpay-encrypted'] === 'rsa-pkcs1'
}
