import { isStateField } from '../spec/answers/neutral-value.ts'
import { encryptedFields, schemaFields } from '../spec/fields.ts'
import type { Examples } from '../spec/example.ts'
import type { Operation, SchemaObject } from '../spec/model.ts'

/** What the sandbox answers where it plays no state: an example of everything that the spec says of the answer. */
export function sandboxAnswer(operation: Operation, examples: Examples): object {
  const { response, unsigned, signsDigest, list } = operation
  const { kind, status, schema } = response
  return {
    kind,
    status: status === 200 ? undefined : status,
    example: schema && (kind === 'json' || kind === 'xml') ? example(operation, examples) : undefined,
    own: some(ownFields(operation)),
    encrypt: some(encryptedFields(schema)),
    encryptPkcs1: some(encryptedFields(schema, (field) => field['x-wechatpay-encrypted'] === 'rsa-pkcs1')),
    unsigned: unsigned || undefined,
    signsDigest: signsDigest || undefined,
    list,
  }
}

function example(operation: Operation, examples: Examples): unknown {
  const made = withNumbersOfQuery(operation, examples)
  if (!operation.address.startsWith('v2/')) return made
  const fields = succeeded(made as Readonly<Record<string, unknown>>)
  if (operation.response.kind !== 'xml') return fields
  // Of an answer that nobody describes, what every answer has.
  return Object.keys(fields).length > 0 ? fields : { return_code: 'SUCCESS', result_code: 'SUCCESS', sign: '' }
}

/** The example with every number that its query also gives, so that the two agree. */
function withNumbersOfQuery(operation: Operation, examples: Examples): unknown {
  const made = examples.ofAnswer(operation) as Readonly<Record<string, unknown>>
  if (!operation.resolve) return made
  const asked = (examples.ofAnswer(operation.resolve.operation) ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(made).map(([name, value]) => {
      const isNumber = /_(?:id|no)$/.test(name) && typeof asked[name] === typeof value
      return [name, isNumber ? asked[name] : value]
    }),
  )
}

/** Fields that the request has too, but whose value it does not decide: states, and enumerations with other values. */
function ownFields({ parameters, body, response }: Operation): readonly string[] {
  const asked = [
    ...[...parameters.path, ...parameters.query].map(({ name, schema }) => ({ name, schema })),
    ...(body.schema ? schemaFields(body.schema) : []),
  ]
  const names = (response.schema ? schemaFields(response.schema) : []).filter(({ name, schema }) => {
    const namesakes = asked.filter((field) => field.name === name)
    const known = knownValues(schema)
    const isOther = (other: SchemaObject): boolean => {
      const values = knownValues(other)
      return known.length > 0 && (values.length === 0 || values.some((value) => !known.includes(value)))
    }
    return namesakes.length > 0 && (isStateField(name, schema) || namesakes.some((field) => isOther(field.schema)))
  })
  return [...new Set(names.map(({ name }) => name))]
}

function knownValues(schema: SchemaObject): readonly (string | number)[] {
  return schema.enum ?? schema['x-extensible-enum'] ?? []
}

/** Of APIv2: what a success says of itself, and nothing of what only a failure says. */
function succeeded(fields: Readonly<Record<string, unknown>>): object {
  const { err_code: _, err_code_des: __, sign: signature, ...rest } = fields
  return {
    ...rest,
    ...('return_code' in rest && { return_code: 'SUCCESS' }),
    ...('return_msg' in rest && { return_msg: 'OK' }),
    ...('result_code' in rest && { result_code: 'SUCCESS' }),
    ...('retcode' in rest && { retcode: 0 }),
    ...('retmsg' in rest && { retmsg: 'ok' }),
    // Stands for the signature that the sandbox makes; documented without one, the answer has none.
    ...(signature !== undefined && { sign: '' }),
  }
}

function some(list: readonly string[]): readonly string[] | undefined {
  return list.length > 0 ? list : undefined
}
