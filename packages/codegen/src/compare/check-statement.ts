import { isDeepStrictEqual } from 'node:util'
import type { CallerMark } from '../catalogue/fact.ts'
import { unitNamed } from '../glossary/units.ts'
import type { Caller } from '../spec/document.ts'
import { plainPath, type IndexedField, type IndexedOperation } from './spec-index.ts'
import type { Statement } from './statements.ts'

/** The spec's value for a statement, and whether it agrees. */
export interface Finding {
  readonly agrees: boolean
  readonly ours: unknown
}

type Check = (field: IndexedField, statement: Statement) => Finding

/** Checks by the key of the statement. */
const checks: Readonly<Record<string, Check>> = {
  field: () => found(true, true),
  type: ({ schema, value }, { value: theirs }) => {
    const ours = `${typeName(value)}${schema.type === 'array' ? '[]' : ''}`
    return found(ours === String(theirs).replace('file', 'string'), ours)
  },
  required: ({ required, shown, schema }, { value, path }) => {
    // A schema cannot mark numbered fields as required.
    const isConditional = schema['x-wechatpay-condition'] !== undefined || path.includes('$')
    return found(value === true ? required || shown || isConditional : !required, required)
  },
  requiredFor: ({ required, schema }, { value }) => {
    const needing = schema['x-wechatpay-required-for']
    const theirs = callersOf(value)
    return found(required || isDeepStrictEqual(needing ?? [], theirs), needing)
  },
  audience: ({ schema }, { value }) =>
    found(isDeepStrictEqual(schema['x-wechatpay-audience'], value), schema['x-wechatpay-audience']),
  enum: ({ value }, { value: theirs, context }) => {
    const ours = value.enum ?? []
    const gone = (context['enumRemoved'] ?? []) as readonly unknown[]
    const values = (theirs as readonly (string | number)[]).filter((one) => !gone.includes(one))
    return found(
      values.every((one) => ours.includes(one)),
      ours,
    )
  },
  enumRemoved: (field, { value: theirs }) => {
    const ours = knownValues(field)
    return found(!(theirs as readonly (string | number)[]).some((one) => ours.includes(one)), ours)
  },
  maxLength: ({ value }, { value: theirs, context }) => {
    const isCiphertext = context['maxLengthOf'] === 'ciphertext' && value['x-wechatpay-encrypted'] !== undefined
    const ours = isCiphertext ? value['x-wechatpay-ciphertext-max-length'] : value.maxLength
    return found(ours === theirs, ours)
  },
  plaintext: ({ value }, { value: theirs }) => {
    const ours = { minLength: value.minLength, maxLength: value.maxLength }
    return found(
      Object.entries(theirs as object).every(([key, limit]) => ours[key as keyof typeof ours] === limit),
      ours,
    )
  },
  format: ({ value }, { value: theirs }) => {
    const ours = value.contentEncoding ?? value.format
    // A ciphertext is always Base64, so the spec does not say it.
    return found(ours === theirs || (theirs === 'base64' && value['x-wechatpay-encrypted'] !== undefined), ours)
  },
  encrypted: ({ value }, { value: theirs }) =>
    found(value['x-wechatpay-encrypted'] === theirs, value['x-wechatpay-encrypted']),
  signed: ({ value }, { value: theirs }) =>
    found((value as Record<string, unknown>)['x-wechatpay-signed'] === theirs, undefined),
  encoded: ({ value }) => found(value.contentMediaType !== undefined, value.contentMediaType),
  label: ({ schema, value }) => found((schema.title ?? value.title) !== undefined, schema.title),
  condition: ({ schema }, { value }) =>
    found(schema['x-wechatpay-condition'] === value, schema['x-wechatpay-condition']),
  unit: ({ value }, { value: theirs }) =>
    found(value['x-wechatpay-unit'] === unitNamed(String(theirs)), value['x-wechatpay-unit']),
  maxBytes: sameAs('x-wechatpay-max-bytes'),
  minItems: ({ schema }, { value }) => found(schema.minItems === value, schema.minItems),
  maxItems: ({ schema }, { value }) => found(schema.maxItems === value, schema.maxItems),
}
for (const key of ['minLength', 'minimum', 'maximum', 'pattern', 'default'] as const)
  Object.assign(checks, { [key]: sameAs(key) })

/** Checks one statement against its operation; undefined for a key that no comparison knows. */
export function checkStatement(statement: Statement, operation: IndexedOperation | undefined): Finding | undefined {
  const { key, path, value } = statement
  if (!operation) return found(false, undefined)
  if (key === 'exists') return found(operation.operation !== undefined, operation.operation?.path)
  if (key === 'error') return errorFinding(operation, value as readonly unknown[])
  if (key === 'updated') {
    const ours = operation.operation?.updated
    return found(ours !== undefined && ours >= String(value), ours)
  }
  const fields = operation.fields.get(plainPath(path)) ?? []
  if (key === 'remove') return found(fields.length === 0, fields.length > 0 || undefined)
  const check = checks[key]
  if (!check) return undefined
  // Each alternative may have its own values. Together they must have all of them.
  const values = fields.flatMap((field) => knownValues(field))
  const findings = fields.map((field) => check(key === 'enum' ? withValues(field, values) : field, statement))
  return findings.find(({ agrees }) => agrees) ?? findings[0] ?? found(false, undefined)
}

function errorFinding({ operation }: IndexedOperation, [status, code, message]: readonly unknown[]): Finding {
  const ours = operation?.errors.filter((row) => row.status === status && row.code === code) ?? []
  const agrees = ours.some((row) => message === undefined || row.message === message)
  return found(agrees, ours.length > 0 ? ours.map((row) => row.message) : undefined)
}

function found(agrees: boolean, ours: unknown): Finding {
  return { agrees, ours }
}

function sameAs(key: 'minLength' | 'minimum' | 'maximum' | 'pattern' | 'default' | 'x-wechatpay-max-bytes'): Check {
  return ({ value }, { value: theirs }) => found(value[key] === theirs, value[key])
}

function knownValues({ value }: IndexedField): readonly (string | number)[] {
  return value.enum ?? value['x-extensible-enum'] ?? []
}

function withValues(field: IndexedField, values: readonly (string | number)[]): IndexedField {
  return { ...field, value: { ...field.value, enum: values } }
}

/** Reads the callers from a statement: a fact has marks by caller, the catalogue a list of callers. */
function callersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const marks = Object.entries(value as Readonly<Partial<Record<Caller, CallerMark>>>)
  return marks.filter(([, mark]) => mark === true).map(([caller]) => caller)
}

function typeName({ type, anyOf, oneOf }: IndexedField['value']): string {
  return [type ?? (anyOf || oneOf ? 'object' : 'string')].flat().find((name) => name !== 'null') ?? 'string'
}
