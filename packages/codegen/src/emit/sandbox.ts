import { encryptedFields } from '../spec/fields.ts'
import type { Operation, Parameter, SchemaObject, Spec } from '../spec/model.ts'
import { SpecError } from '../spec/references.ts'
import { literal } from './literal.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

const types = `/** A JSON Schema (2020-12) without references; \`title\` is the field's Chinese name, used in validation messages. */
export interface RequestSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, RequestSchema>>
  readonly patternProperties?: Readonly<Record<string, RequestSchema>>
  readonly items?: RequestSchema
  readonly anyOf?: readonly RequestSchema[]
  readonly oneOf?: readonly RequestSchema[]
  readonly enum?: readonly (string | number)[]
  readonly default?: string | number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
}

/** What a request to one operation must look like. */
export interface SandboxOperation {
  readonly id: string
  /** Official name. */
  readonly title: string
  readonly method: string
  /** On the wire, with \`{placeholders}\`. */
  readonly path: string
  readonly params: RequestSchema
  readonly query: RequestSchema
  /** Sensitive fields are described in plaintext. */
  readonly body: RequestSchema | null
  /** Body fields that arrive RSA-OAEP encrypted: \`name\`, \`items[].phone\`. */
  readonly encrypt: readonly string[]
}`

/** Everything the sandbox checks a request against; prose stays out. */
export function emitSandbox(spec: Spec): SourceFile {
  // A constant each: the compiler gives up on one literal that holds more than a thousand different shapes.
  const constants = spec.operations.map(
    (operation) => `const ${operation.id}: SandboxOperation = ${literal(sandboxOperation(operation))}`,
  )
  const names = spec.operations.map((operation) => `  ${operation.id}`)
  return sourceFile('packages/sandbox/src/generated/operations.ts', spec, [
    types,
    ...constants,
    `export const sandboxOperations: readonly SandboxOperation[] = [\n${names.join(',\n')}\n]`,
  ])
}

function sandboxOperation(operation: Operation): object {
  return {
    id: operation.id,
    title: operation.officialTitle,
    method: operation.method,
    path: operation.path,
    params: parametersSchema(operation.parameters.path),
    query: parametersSchema(operation.parameters.query),
    body: operation.body.schema ? validationSchema(operation.body.schema) : null,
    encrypt: encryptedFields(operation.body.schema),
  }
}

function parametersSchema(parameters: readonly Parameter[]): SchemaObject {
  const required = parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name)
  return validationSchema({
    type: 'object',
    ...(required.length > 0 && { required }),
    ...(parameters.length > 0 && {
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    }),
  })
}

/** The checks of a schema and the titles of its fields, nothing else. Open enumerations are no check. */
function validationSchema(schema: SchemaObject, above: readonly SchemaObject[] = []): SchemaObject {
  if (above.includes(schema)) throw new SpecError(`The request schema ${schema.title ?? ''} contains itself`)
  const inside = (inner: SchemaObject) => validationSchema(inner, [...above, schema])
  const each = (inner: SchemaObject['properties']) =>
    inner && Object.fromEntries(Object.entries(inner).map(([name, field]) => [name, inside(field)]))
  return {
    type: schema.type,
    title: schema.title,
    required: schema.required,
    properties: each(schema.properties),
    patternProperties: each(schema.patternProperties),
    items: schema.items && inside(schema.items),
    anyOf: schema.anyOf?.map(inside),
    oneOf: schema.oneOf?.map(inside),
    enum: schema.enum,
    default: schema.default,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    minimum: schema.minimum,
    maximum: schema.maximum,
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    pattern: schema.pattern,
  }
}
