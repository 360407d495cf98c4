import type { Operation, Parameter, SchemaObject } from '../../packages/codegen/src/index.ts'
import { callNotes } from './call-notes.ts'

/** The options object of a documented call: path parameters at the top level, then `query`, then the body. */
export interface CallValues {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** Values of a working call, from the spec's examples. Where the spec has none, a required field gets a stand-in. */
export function callValues(operation: Operation): CallValues {
  const { omits = [] } = callNotes[operation.id] ?? {}
  const body = operation.body.kind === 'none' ? undefined : exampleBody(operation)
  return {
    path: exampleParameters(operation.parameters.path),
    query: exampleParameters(operation.parameters.query.filter(({ name }) => !omits.includes(name))),
    body,
  }
}

function exampleBody({ body }: Operation): Readonly<Record<string, unknown>> {
  const [example] = body.examples
  return (example?.value ?? standIn(body.schema ?? {})) as Readonly<Record<string, unknown>>
}

function exampleParameters(parameters: readonly Parameter[]): Record<string, unknown> {
  return Object.fromEntries(
    parameters
      .filter(({ required, schema }) => required || schema.examples !== undefined)
      .map(({ name, schema }) => [name, standIn(schema)]),
  )
}

function standIn(schema: SchemaObject): unknown {
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  const known = schema.enum ?? schema['x-extensible-enum']
  if (known?.[0] !== undefined) return known[0]
  const alternative = schema.oneOf?.[0] ?? schema.anyOf?.[0]
  if (alternative) return standIn(alternative)
  if (schema.type === 'array') return [standIn(schema.items ?? {})]
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0
  if (schema.type === 'boolean') return false
  if (!schema.properties) return schema.type === 'string' ? `<${schema.title ?? 'string'}>` : {}
  return Object.fromEntries(
    Object.entries(schema.properties)
      .filter(([name, field]) => schema.required?.includes(name) === true || field.examples !== undefined)
      .map(([name, field]) => [name, standIn(field)]),
  )
}
