import type { CatalogueField, CatalogueVariant } from './entry.ts'
import { oneOf } from '../spec/conditions.ts'
import { unitNamed } from '../glossary/units.ts'
import type { Glossary } from './glossary.ts'
import { ciphertextLists } from './rules/corrections.ts'

/** A JSON Schema as written into the spec: a plain tree with its keys in reading order. */
export type SchemaNode = Record<string, unknown>

/** Facts about the place of a field that its schema depends on. */
export interface FieldContext {
  /**
   * Whether `required` becomes a check. Where one table serves several kinds of caller it does not: the mark is kept as
   * `x-wechatpay-required`, which the documentation shows and the types do not enforce.
   */
  readonly trustsRequired: boolean
  /** Fields whose mark becomes `x-wechatpay-required` even so, because some callers leave them out. */
  readonly doubtful?: ReadonlySet<string>
  /** The field is in a request. In a response, a condition says when the field is present. */
  readonly isRequest?: boolean
  /** Supplies names for fields that the catalogue leaves unnamed. */
  readonly glossary: Glossary
}

const usualKeys: Readonly<Record<string, readonly string[]>> = {
  'rsa-oaep': ['wechatpay-public-key', 'merchant-certificate'],
  'rsa-pkcs1': ['merchant-certificate'],
  'aes-gcm': ['apiv3-key'],
  'aes-ecb': ['md5-apiv2-key'],
}

/** Builds the schema of an object with these fields. */
export function objectSchema(
  fields: readonly CatalogueField[],
  context: FieldContext,
  title?: string,
  condition?: string,
): SchemaNode {
  const named = fields.filter((field) => !field.name.includes('$'))
  const numbered = fields.filter((field) => field.name.includes('$'))
  const required = named.filter((field) => field.required).map((field) => field.name)
  const { enforced, shown } = Object.groupBy(required, (name) =>
    context.trustsRequired && !context.doubtful?.has(name) && !isDoubtful(named, name) ? 'enforced' : 'shown',
  )
  return compact({
    type: 'object',
    title,
    required: enforced,
    anyOf: context.isRequest ? alternatives(named, condition) : undefined,
    'x-wechatpay-required': shown,
    properties:
      named.length > 0
        ? Object.fromEntries(named.map((field) => [field.name, fieldSchema(field, context)]))
        : undefined,
    patternProperties:
      numbered.length > 0
        ? Object.fromEntries(numbered.map((field) => [numberedPattern(field.name), fieldSchema(field, context)]))
        : undefined,
  })
}

/** Reads `one of a, b`, stated at the fields or at the object, as one set of required fields per alternative. */
function alternatives(fields: readonly CatalogueField[], condition = ''): SchemaNode[] | undefined {
  const names = new Set(fields.filter(({ required }) => !required).map(({ name }) => name))
  const choices = [condition, ...fields.map((field) => field.condition ?? '')].flatMap((text) => [oneOf(text) ?? []])
  const choice = choices.find((one) => one.length > 0 && one.every((name) => names.has(name)))
  return choice
    ?.toSorted((one, other) => order(fields, one) - order(fields, other))
    .map((name) => ({ required: [name] }))
}

/** Whether the required mark is wrong: the field is one of several alternatives, or no page has the field any more. */
function isDoubtful(fields: readonly CatalogueField[], name: string): boolean {
  const { condition = '', unconfirmed, doubted } = fields.find((field) => field.name === name) ?? {}
  return unconfirmed === true || doubted === true || oneOf(condition)?.includes(name) === true
}

function order(fields: readonly CatalogueField[], name: string): number {
  return fields.findIndex((field) => field.name === name)
}

export function fieldSchema(field: CatalogueField, context: FieldContext): SchemaNode {
  const { examples, ...schema } = listOrValue(field, context)
  return compact({
    ...schema,
    'x-wechatpay-condition': field.condition,
    'x-wechatpay-required-for': field.requiredFor,
    'x-wechatpay-audience': field.audience,
    examples,
  })
}

function listOrValue(field: CatalogueField, context: FieldContext): SchemaNode {
  if (field.type.endsWith('[]')) {
    const item = { ...field, type: field.type.slice(0, -2) as CatalogueField['type'] }
    const { title, ...items } = valueSchema(item, context)
    // A list of ciphertexts is encrypted item by item.
    if (ciphertextLists.has(field.name))
      Object.assign(items, { contentEncoding: undefined, 'x-wechatpay-encrypted': 'rsa-oaep' })
    return compact({ type: 'array', title, minItems: field.minItems, maxItems: field.maxItems, items: compact(items) })
  }
  return valueSchema(field, context)
}

function valueSchema(field: CatalogueField, context: FieldContext): SchemaNode {
  if (field.type === 'object') {
    return field.variants
      ? variantsSchema(field.variants, context, titleOf(field, context))
      : objectSchema(field.fields ?? [], context, titleOf(field, context), field.condition)
  }
  return compact({
    type: field.type === 'file' ? 'string' : field.type,
    title: titleOf(field, context),
    'x-extensible-enum': field.enum,
    default: field.default,
    minLength: field.minLength,
    maxLength: field.maxLength,
    minimum: field.minimum,
    maximum: field.maximum,
    'x-wechatpay-max-bytes': field.maxBytes,
    'x-wechatpay-unit': field.unit === undefined ? undefined : unitNamed(field.unit),
    pattern: field.pattern,
    format: field.format === 'base64' ? undefined : field.format,
    // A ciphertext is always Base64, so the schema does not repeat it.
    contentEncoding: field.format === 'base64' && !field.encrypted ? 'base64' : undefined,
    contentMediaType: contentMediaType(field),
    contentSchema: contentSchema(field, context),
    'x-wechatpay-encrypted': field.encrypted,
    'x-wechatpay-encrypted-with':
      field.encrypted && field.encryptedWith && !usualKeys[field.encrypted]?.includes(field.encryptedWith)
        ? field.encryptedWith
        : undefined,
    'x-wechatpay-ciphertext-max-length': field.ciphertextMaxLength,
    'x-wechatpay-signed': field.signed,
    examples: isUsableExample(field) ? [field.example] : undefined,
  })
}

/** The official name of the field here, or the glossary's name for fields of this name. */
function titleOf({ name, label }: CatalogueField, { glossary }: FieldContext): string | undefined {
  return label ?? glossary[name]?.zh
}

/** Builds exclusive alternatives, each titled with the condition under which it holds. */
export function variantsSchema(
  variants: readonly CatalogueVariant[],
  context: FieldContext,
  title?: string,
): SchemaNode {
  return compact({ title, anyOf: variants.map((variant) => objectSchema(variant.fields, context, variant.when)) })
}

function contentMediaType(field: CatalogueField): string | undefined {
  if (field.type === 'file') return 'application/octet-stream'
  if (field.encoded === 'json') return 'application/json'
  if (field.encoded === 'urlencode') return 'application/x-www-form-urlencoded'
  return undefined
}

function contentSchema(field: CatalogueField, context: FieldContext): SchemaNode | undefined {
  if (!field.encoded) return undefined
  const content = field.content ?? (field.fields?.length ? 'object' : undefined)
  if (content === undefined) return undefined
  const item = content.replace('[]', '')
  const schema = item === 'object' ? objectSchema(field.fields ?? [], context) : { type: item }
  return content.endsWith('[]') ? { type: 'array', items: schema } : schema
}

/** Some documented examples are not valid values of their field: a leap second, a time without seconds. */
function isUsableExample({ example, format, type }: CatalogueField): boolean {
  if (example === undefined) return false
  if ((type === 'integer' || type === 'number') && typeof example !== 'number') return false
  return format !== 'date-time' || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d/.test(String(example))
}

/** v2 numbers repeated fields in their names: `coupon_fee_$n` stands for `coupon_fee_0`, `coupon_fee_1` … */
function numberedPattern(name: string): string {
  return `^${name.replaceAll(/\$[a-z]/g, String.raw`\d+`)}$`
}

/** Drops undefined members, so that they do not appear in the YAML. */
export function compact(node: SchemaNode): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined))
}
