import { encryptedFields } from '../spec/fields.ts'
import type { Examples } from '../spec/example.ts'
import type { Operation, SchemaObject } from '../spec/model.ts'

/** What the sandbox answers where it plays no state: an example of everything that the spec says of the answer. */
export function sandboxAnswer(operation: Operation, examples: Examples): object {
  const { response, unsigned, signsDigest, list } = operation
  const { kind, status, schema } = response
  return {
    kind,
    status: status === 200 ? undefined : status,
    example: schema && (kind === 'json' || kind === 'xml') ? example(operation, schema, examples) : undefined,
    encrypt: some(encryptedFields(schema)),
    encryptPkcs1: some(encryptedFields(schema, (field) => field['x-wechatpay-encrypted'] === 'rsa-pkcs1')),
    unsigned: unsigned || undefined,
    signsDigest: signsDigest || undefined,
    list,
  }
}

function example(operation: Operation, schema: SchemaObject, examples: Examples): unknown {
  const [written] = operation.response.examples
  const made = written ? written.value : examples.of(schema, 'data')
  if (!operation.address.startsWith('v2/')) return made
  const fields = succeeded(made as Readonly<Record<string, unknown>>)
  if (operation.response.kind !== 'xml') return fields
  // Of an answer that nobody describes, what every answer has.
  return Object.keys(fields).length > 0 ? fields : { return_code: 'SUCCESS', result_code: 'SUCCESS', sign: '' }
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
