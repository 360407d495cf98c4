import { isStateField } from '../../spec/answers/neutral-value.ts'
import { encryptedFields, schemaFields } from '../../spec/fields.ts'
import type { Examples } from '../../spec/example.ts'
import type { UnknownOutcome } from '../../spec/document.ts'
import type { Operation, SchemaObject } from '../../spec/model.ts'

/** The sandbox's answer where no product keeps state: an example with every documented field. */
export function sandboxAnswer(operation: Operation, examples: Examples): object {
  const { response, unsigned, signsDigest, list } = operation
  const { kind, status, schema } = response
  return {
    kind,
    status: status === 200 ? undefined : status,
    example: schema && (kind === 'json' || kind === 'xml') ? example(operation, examples) : undefined,
    own: some(ownFields(operation)),
    partners: some(partnerFields(operation)),
    encrypt: some(encryptedFields(schema)),
    encryptPkcs1: some(encryptedFields(schema, (field) => field['x-wechatpay-encrypted'] === 'rsa-pkcs1')),
    unsigned: unsigned || undefined,
    signsDigest: signsDigest || undefined,
    list,
  }
}

function example(operation: Operation, examples: Examples): unknown {
  const made = withNumbersOfQuery(operation, examples)
  if (operation.version === 'v3') return made
  const fields = succeeded(made as Readonly<Record<string, unknown>>)
  if (operation.response.kind !== 'xml') return fields
  if (operation.unknownOutcome) return undecided(fields, operation.unknownOutcome)
  // An undocumented v2 answer still has the fields of every v2 answer.
  return Object.keys(fields).length > 0 ? fields : { return_code: 'SUCCESS', result_code: 'SUCCESS', sign: '' }
}

/** Copies into the example every number that its query returns too, so that both agree. */
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

/**
 * Paths of fields that the request shares but whose value it does not decide: states, and enumerations with other
 * values. Only a field at the same place lends its value, so `post_payments[].name` and `risk_fund.name` are two.
 */
function ownFields({ parameters, body, response }: Operation): readonly string[] {
  const asked = [
    ...[...parameters.path, ...parameters.query].map(({ name, schema }) => ({ path: name, schema })),
    ...(body.schema ? schemaFields(body.schema) : []),
  ]
  const fields = (response.schema ? schemaFields(response.schema) : []).filter(({ name, path, schema }) => {
    const sources = asked.filter((field) => field.path === path)
    const known = knownValues(schema)
    const isOther = (other: SchemaObject): boolean => {
      const values = knownValues(other)
      return known.length > 0 && (values.length === 0 || values.some((value) => !known.includes(value)))
    }
    return sources.length > 0 && (isStateField(name, schema) || sources.some((field) => isOther(field.schema)))
  })
  return [...new Set(fields.map(({ path }) => path))]
}

const SUB_MERCHANT = /^sub_mch_?id$/
const OF_SUB_MERCHANT = /^sub_(?:mch_?id|appid|openid|is_subscribe)$/

/**
 * Optional fields about a sub-merchant, where both partners and direct merchants call the operation: a request that
 * names no sub-merchant gets none in its answer.
 */
function partnerFields({ parameters, body, response }: Operation): readonly string[] {
  const optional = [
    ...parameters.query.filter(({ required }) => !required),
    ...(body.schema ? schemaFields(body.schema) : []).filter(
      ({ depth, required, requiredForSome }) => depth === 0 && !required && !requiredForSome,
    ),
  ]
  if (!response.schema || !optional.some(({ name }) => SUB_MERCHANT.test(name))) return []
  return schemaFields(response.schema)
    .filter(({ depth, required, requiredForSome }) => depth === 0 && !required && !requiredForSome)
    .flatMap(({ name }) => (OF_SUB_MERCHANT.test(name) ? [name] : []))
}

function knownValues(schema: SchemaObject): readonly (string | number)[] {
  return schema.enum ?? schema['x-extensible-enum'] ?? []
}

/** Where success alone would say that money has moved, the example says who asked, and that the outcome is not known. */
function undecided(fields: object, { err_code, err_code_des }: UnknownOutcome): object {
  const common = /^(?:return_code|return_msg|(?:sub_)?appid|(?:sub_)?mch_id|nonce_str|sign)$/
  const kept = Object.entries(fields).filter(([name]) => common.test(name))
  return { ...Object.fromEntries(kept), result_code: 'FAIL', err_code, err_code_des }
}

/** Reduces a v2 example to a success: it keeps no field of a failure. */
function succeeded(fields: Readonly<Record<string, unknown>>): object {
  const { err_code: _, err_code_des: __, sign: signature, ...rest } = fields
  return {
    ...rest,
    ...('return_code' in rest && { return_code: 'SUCCESS' }),
    ...('return_msg' in rest && { return_msg: 'OK' }),
    ...('result_code' in rest && { result_code: 'SUCCESS' }),
    ...('retcode' in rest && { retcode: 0 }),
    ...('retmsg' in rest && { retmsg: 'ok' }),
    // The sandbox replaces this by a signature; an answer documented without one has none.
    ...(signature !== undefined && { sign: '' }),
  }
}

function some(list: readonly string[]): readonly string[] | undefined {
  return list.length > 0 ? list : undefined
}
