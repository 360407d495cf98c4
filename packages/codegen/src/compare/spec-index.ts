import { requiredChoice, shapesOf } from '../spec/alternatives.ts'
import { numberedName } from '../spec/fields.ts'
import type { Operation, Parameter, SchemaObject, Spec, Webhook } from '../spec/model.ts'

/** A field of the spec under the path that facts use. */
export interface IndexedField {
  readonly schema: SchemaObject
  /** The item schema of a list, the schema itself otherwise. */
  readonly value: SchemaObject
  readonly required: boolean
  /** The field is one of several alternatives, or documented as required for some callers only. */
  readonly shown: boolean
}

export interface IndexedOperation {
  readonly operation?: Operation
  /**
   * Fields by {@link plainPath}: `request.body.amount.total`, `response.data.state`. A field of several alternatives is
   * listed once for each.
   */
  readonly fields: ReadonlyMap<string, readonly IndexedField[]>
}

/** Everything in the spec by the names that facts use: `v3/refund/domestic/refunds#post`, `webhook REFUND.SUCCESS`. */
export function indexSpec(spec: Spec): ReadonlyMap<string, IndexedOperation> {
  return new Map([
    ...spec.operations.map((operation): [string, IndexedOperation] => [
      `${operation.address}#${operation.method.toLowerCase()}`,
      { operation, fields: operationFields(operation) },
    ]),
    ...spec.webhooks.map((webhook): [string, IndexedOperation] => [
      `webhook ${webhook.name}`,
      { fields: webhookFields(webhook) },
    ]),
  ])
}

function operationFields({ parameters, body, response }: Operation): Map<string, IndexedField[]> {
  const fields = new Map<string, IndexedField[]>()
  const places = { path: parameters.path, query: parameters.query, header: parameters.headers }
  for (const [place, list] of Object.entries(places))
    for (const parameter of list) {
      add(fields, `request.${place}.${parameter.name}`, parameterField(parameter))
      collect(fields, `request.${place}.${parameter.name}.`, parameter.schema, [])
    }
  if (body.schema) collect(fields, 'request.body.', body.schema, [])
  if (response.schema) collect(fields, 'response.', response.schema, [])
  return fields
}

function webhookFields({ resource }: Webhook): Map<string, IndexedField[]> {
  const fields = new Map<string, IndexedField[]>()
  collect(fields, 'resource.', resource, [])
  return fields
}

function parameterField({ schema, required, requiredForSome }: Parameter): IndexedField {
  return { schema, value: schema.items ?? schema, required, shown: requiredForSome }
}

function collect(
  fields: Map<string, IndexedField[]>,
  prefix: string,
  schema: SchemaObject,
  above: readonly SchemaObject[],
): void {
  if (above.includes(schema)) return
  const path = [...above, schema]
  for (const shape of shapesOf(schema) ?? []) collect(fields, prefix, shape, path)
  // Sources describe the content of an encoded text as if its fields stood in the field itself.
  if (schema.contentSchema) collect(fields, prefix, schema.contentSchema.items ?? schema.contentSchema, path)
  const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]): [string, SchemaObject] => [
    numberedName(pattern),
    field,
  ])
  for (const [name, field] of [...Object.entries(schema.properties ?? {}), ...numbered]) {
    const isList = field.type === 'array'
    const value = isList ? (field.items ?? {}) : field
    add(fields, `${prefix}${name}`, {
      schema: field,
      value,
      required: schema.required?.includes(name) ?? false,
      shown:
        (schema['x-wechatpay-required']?.includes(name) ?? false) ||
        requiredChoice(schema).includes(name) ||
        field['x-wechatpay-required-for'] !== undefined,
    })
    collect(fields, `${prefix}${name}${isList ? '[]' : ''}.`, value, path)
  }
}

function add(fields: Map<string, IndexedField[]>, path: string, field: IndexedField): void {
  const key = plainPath(path)
  fields.set(key, [...(fields.get(key) ?? []), field])
}

/** Removes list marks, since sources do not always distinguish a list of objects from an object. */
export function plainPath(path: string): string {
  return path.replaceAll('[]', '')
}
