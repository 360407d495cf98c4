import type { SchemaObject } from '../spec/model.ts'

/** What the client writes into every v2 request itself. */
const signing = ['sign', 'nonce_str']

/** The body of a v2 request as a caller gives it: neither signature nor nonce. */
export function withoutSigning(schema: SchemaObject): SchemaObject {
  return withoutFields(schema, signing)
}

/** The schema without these fields; the very same schema where it has none of them, so that it keeps its name. */
export function withoutFields(schema: SchemaObject, names: readonly (string | undefined)[]): SchemaObject {
  const properties = schema.properties ?? {}
  const keep = (name: string) => !names.includes(name)
  if (Object.keys(properties).every(keep)) return schema
  return {
    ...schema,
    required: (schema.required ?? []).filter(keep),
    'x-wechatpay-required': (schema['x-wechatpay-required'] ?? []).filter(keep),
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => keep(name))),
  }
}
