import { shapesOf } from '../spec/alternatives.ts'
import type { SchemaObject } from '../spec/model.ts'

/**
 * Converts a schema to its XML form: every leaf is text. Parsing digits as numbers would damage long identifiers. The
 * content of a field that holds JSON keeps its types.
 */
export function asText(schema: SchemaObject): SchemaObject {
  const { properties, patternProperties, items, anyOf, oneOf } = schema
  if (shapesOf(schema))
    return { ...schema, ...(anyOf && { anyOf: anyOf.map(asText) }), ...(oneOf && { oneOf: oneOf.map(asText) }) }
  if (properties || patternProperties) {
    return {
      ...schema,
      ...(properties && { properties: mapped(properties) }),
      ...(patternProperties && { patternProperties: mapped(patternProperties) }),
    }
  }
  if (items) return { ...schema, items: asText(items) }
  if (schema.type !== 'integer' && schema.type !== 'number' && schema.type !== 'boolean') return schema
  const { enum: closed, 'x-extensible-enum': open, minimum: _, maximum: __, ...rest } = schema
  return {
    ...rest,
    type: 'string',
    ...(closed && { enum: closed.map(String) }),
    ...(open && { 'x-extensible-enum': open.map(String) }),
  }
}

function mapped(fields: Readonly<Record<string, SchemaObject>>): Record<string, SchemaObject> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, asText(field)]))
}
