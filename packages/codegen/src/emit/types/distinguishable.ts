import type { SchemaObject } from '../../spec/model.ts'

/**
 * Makes alternatives distinguishable by the presence of a field: each alternative declares the fields that only others
 * have as absent. Then `resource.combine_out_trade_no !== undefined` narrows the type to the combined payment.
 */
export function makeDistinguishable(schema: SchemaObject): SchemaObject {
  const alternatives = schema.anyOf ?? []
  if (!alternatives.some((one) => one['x-wechatpay-name'] !== undefined)) return schema
  const names = new Set(alternatives.flatMap((one) => Object.keys(one.properties ?? {})))
  return {
    ...schema,
    anyOf: alternatives.map((one) => Object.assign({}, one, { properties: withLacking(one.properties, names) })),
  }
}

function withLacking(
  properties: SchemaObject['properties'] = {},
  names: ReadonlySet<string>,
): SchemaObject['properties'] {
  const lacking = [...names].filter((name) => !Object.hasOwn(properties, name))
  return { ...properties, ...Object.fromEntries(lacking.map((name) => [name, { type: 'undefined' }])) }
}
