import type { SchemaObject } from '../spec/model.ts'

/** What a client for a sub-merchant fills in, at the top of a body. */
const FILLED_IN: ReadonlySet<string> = new Set(['sub_mchid', 'sub_mch_id', 'sp_mchid'])

/**
 * A request's schema as a partner has to keep it: with the marks of partners in the place of those of direct merchants.
 *
 * @returns nothing where a partner is asked for the same
 */
export function forPartners(schema: SchemaObject): SchemaObject | undefined {
  const adapted = adapt(schema, [])
  return adapted === schema ? undefined : adapted
}

/** The very same schema where nothing in it is different, so that its types stay one. */
function adapt(schema: SchemaObject, above: readonly SchemaObject[]): SchemaObject {
  // A schema that contains itself ends here.
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

/** A field that only direct merchants must give is not asked of partners, and need not say so. */
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
