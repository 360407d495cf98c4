import type { SchemaObject } from '../spec/model.ts'

/**
 * Alternatives that can be told apart by asking for a field: each says of the fields that only others have that it lacks
 * them. Then `resource.combine_out_trade_no !== undefined` leaves the combined payment alone.
 */
export function toldApart(schema: SchemaObject): SchemaObject {
  const { anyOf } = schema
  if (!anyOf?.every((one) => one.properties && one['x-wechatpay-name'] !== undefined)) return schema
  const names = new Set(anyOf.flatMap((one) => Object.keys(one.properties ?? {})))
  return {
    ...schema,
    anyOf: anyOf.map((one) => {
      const lacking = [...names].filter((name) => !Object.hasOwn(one.properties ?? {}, name))
      const absent = Object.fromEntries(lacking.map((name) => [name, { type: 'undefined' }]))
      return Object.assign({}, one, { properties: Object.assign({}, one.properties, absent) })
    }),
  }
}
