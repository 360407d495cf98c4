import type { Operation, SchemaObject } from '../spec/model.ts'

/** Fields that the client writes into every v2 request itself. */
const signing = ['sign', 'nonce_str']

/** Fields that the client fills in where the caller leaves them out. */
const defaults: Readonly<Record<string, string>> = {
  mch_id: '默认为客户端的商户号',
  mchid: '默认为客户端的商户号',
  sign_type: '默认由客户端选择',
}

/**
 * The body of a v2 request as callers write it: without signature and nonce, and with the client's defaults optional.
 */
export function asGiven(schema: SchemaObject): SchemaObject {
  const given = withoutFields(schema, signing)
  const isFilled = (name: string) => Object.hasOwn(defaults, name)
  if (!Object.keys(given.properties ?? {}).some(isFilled)) return given
  return {
    ...given,
    required: (given.required ?? []).filter((name) => !isFilled(name)),
    'x-wechatpay-required': (given['x-wechatpay-required'] ?? []).filter((name) => !isFilled(name)),
    properties: Object.fromEntries(
      Object.entries(given.properties ?? {}).map(([name, field]) => [
        name,
        isFilled(name) ? { ...field, description: defaults[name] ?? '' } : field,
      ]),
    ),
  }
}

/** Removes these fields. A schema without them is returned unchanged, so that it keeps its name. */
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

/** The schema that the client writes as JSON or XML: the body, or the fields beside a file. */
export function signedSchema({ body, upload }: Operation): SchemaObject | undefined {
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]
  return meta?.contentSchema ?? body.schema
}
