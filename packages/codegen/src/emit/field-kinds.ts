import { schemaFields } from '../spec/fields.ts'
import type { Operation, SchemaObject } from '../spec/model.ts'
import { signedSchema } from './own-fields.ts'

/** The kind of value a field takes. `amount`: a non-negative integer. `other`: anything. */
type Kind = 'amount' | 'integer' | 'number' | 'text' | 'other'

const listed = ['amount', 'integer', 'number', 'text'] as const

/**
 * Lists field names of a product's requests by kind of value, for `checkFields` of the SDK. A name with several kinds
 * is in several lists and may hold any of them. Objects and booleans are not listed.
 */
export function fieldKinds(operations: readonly Operation[]): Readonly<Partial<Record<Kind, string>>> {
  const kinds = new Map<string, Set<Kind>>()
  for (const { name, schema } of operations.flatMap(requestFields)) {
    const known = kinds.get(name) ?? new Set()
    kinds.set(name, new Set([...known, ...kindsOf(schema)]))
  }
  const names = [...kinds]
    .filter(([, known]) => !known.has('other'))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  const lists = listed.map((kind): [Kind, string] => [
    kind,
    names.flatMap(([name, known]) => (known.has(kind) ? [name] : [])).join(' '),
  ])
  return Object.fromEntries(lists.filter(([, text]) => text !== ''))
}

function requestFields(operation: Operation): readonly { readonly name: string; readonly schema: SchemaObject }[] {
  const schema = signedSchema(operation)
  return [...(schema ? schemaFields(schema) : []), ...operation.parameters.query]
}

/** Returns the kinds of a field, or of a list's items. */
function kindsOf(schema: SchemaObject): Set<Kind> {
  const { type, items, enum: values = schema['x-extensible-enum'], 'x-wechatpay-unit': unit } = schema
  const types = type === undefined ? values?.map((value) => typeof value) : [type].flat()
  if (types?.includes('array')) return items ? kindsOf({ ...unitOf(schema), ...items }) : new Set(['other'])
  const isMoney = unit === 'fen' || unit === 'minor unit'
  return new Set((types ?? ['other']).flatMap((one) => kindOf(one, isMoney)))
}

function unitOf({ 'x-wechatpay-unit': unit }: SchemaObject): SchemaObject {
  return unit === undefined ? {} : { 'x-wechatpay-unit': unit }
}

function kindOf(type: string, isMoney: boolean): Kind[] {
  switch (type) {
    case 'string':
      return ['text']
    case 'integer':
      return isMoney ? ['amount'] : ['integer']
    case 'number':
      return isMoney ? ['amount'] : ['number']
    case 'object':
    case 'boolean':
    case 'null':
      return []
    default:
      return ['other']
  }
}
