import type { SchemaObject } from '../../spec/model.ts'

/** Fields at the top of a body that a client for a sub-merchant fills in. */
const FILLED_IN: ReadonlySet<string> = new Set(['sub_mchid', 'sub_mch_id', 'sp_mchid'])

/**
 * Adapts a request's schema to partners: their required marks replace those of direct merchants.
 *
 * @returns undefined where partners and direct merchants send the same
 */
export function forPartners(schema: SchemaObject): SchemaObject | undefined {
  const adapted = adapt(schema, [])
  return adapted === schema ? undefined : adapted
}

/** Returns the same object where nothing differs, so that its type is declared once. */
function adapt(schema: SchemaObject, above: readonly SchemaObject[]): SchemaObject {
  // Stops at a schema that contains itself.
  if (above.includes(schema)) return schema
  const isTop = above.length === 0
  const inside = (inner: SchemaObject) => adapt(inner, [...above, schema])
  const items = schema.items && inside(schema.items)
  const fields = Object.entries(schema.properties ?? {})
  const properties = fields.map(
    ([name, field]) => [name, withoutMark(inside(field), isTop && FILLED_IN.has(name))] as const,
  )
  const asked = fields.filter(
    ([name, field]) => isOnly(field, 'partner') && !(isTop && FILLED_IN.has(name)) && !schema.required?.includes(name),
  )
  const isSame =
    items === schema.items &&
    asked.length === 0 &&
    properties.every(([name, field]) => field === schema.properties?.[name])
  if (isSame) return schema
  return {
    ...schema,
    ...(items && { items }),
    ...(fields.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(asked.length > 0 && { required: [...(schema.required ?? []), ...asked.map(([name]) => name)] }),
  }
}

/** Removes the caller mark from a field that only direct merchants must send: a partner need not know of it. */
function withoutMark(schema: SchemaObject, isFilled: boolean): SchemaObject {
  const isOptional = isOnly(schema, 'merchant')
  if (!isOptional && (isFilled || !isOnly(schema, 'partner'))) return schema
  const { 'x-wechatpay-required-for': _, ...rest } = schema
  return rest
}

function isOnly(schema: SchemaObject, caller: 'merchant' | 'partner'): boolean {
  const callers = schema['x-wechatpay-required-for']
  return callers?.length === 1 && callers[0] === caller
}
