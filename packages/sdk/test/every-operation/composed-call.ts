import type { Examples, Operation, SchemaObject } from '../../../codegen/src/index.ts'

type Values = Readonly<Record<string, unknown>>

/** A call with every documented parameter and field. */
export interface ComposedCall {
  readonly operation: Operation
  /** The options passed to the client. */
  readonly options: Values
  readonly path: Values
  readonly query: Values
  /** The body as `json` or `xml`, or the fields beside a file. */
  readonly body: Values | undefined
  readonly file: { readonly filename: string; readonly content: Uint8Array } | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** Names of the field with which APIv2 identifies the signer. */
const MERCHANT_FIELDS = ['mch_id', 'mchid', 'combine_mch_id']
/** Fields that the client fills in by itself. */
const OWN_FIELDS = ['sign', 'nonce_str']

export function composeCall(operation: Operation, examples: Examples, mchid: string): ComposedCall {
  const { parameters, body, upload, address } = operation
  const isV2 = address.startsWith('v2/')
  const valuesOf = (list: Operation['parameters']['query']): Values =>
    Object.fromEntries(list.map(({ name, schema }) => [name, examples.of(schema, name)]))
  const path = valuesOf(parameters.path)
  const query = own(valuesOf(parameters.query), isV2, mchid)
  const headers = Object.fromEntries(
    Object.entries(valuesOf(parameters.headers)).map(([name, value]) => [name, String(value)]),
  )
  const schema = bodySchema(operation)
  const [written] = body.examples
  const made = schema && own((written?.value ?? examples.ofRequest(schema)) as Values, isV2, mchid)
  const fields = made && (upload ? without(made, [upload.digest, upload.filename ?? '', upload.file]) : made)
  const file = upload && {
    filename: `示例 "1".${upload.extensions?.[0] ?? 'png'}`,
    content: Uint8Array.from({ length: 2_000 }, (_, index) => index % 256),
  }
  const place = { none: undefined, json: 'json', xml: 'xml', multipart: 'meta' }[body.kind]
  return {
    operation,
    path,
    query,
    body: fields,
    file,
    headers,
    options: {
      ...path,
      ...(Object.keys(query).length > 0 && { query }),
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(place !== undefined && fields && (place !== 'meta' || Object.keys(fields).length > 0) && { [place]: fields }),
      ...(file && { file }),
    },
  }
}

/** The schema of the body; for an upload, of the fields beside the file. */
export function bodySchema({ body, upload }: Operation): SchemaObject | undefined {
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]
  return meta?.contentSchema ?? body.schema
}

/**
 * Sets the merchant's own number. In APIv2 it also converts values to text and drops fields that the client creates.
 */
function own(values: Values, isV2: boolean, mchid: string): Values {
  if (!isV2) {
    const callers = ['mchid', 'sp_mchid'].filter((name) => Object.hasOwn(values, name))
    return { ...values, ...Object.fromEntries(callers.map((name) => [name, mchid])) }
  }
  const signer = MERCHANT_FIELDS.find((name) => Object.hasOwn(values, name))
  const texts = Object.entries(without(values, OWN_FIELDS)).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ])
  return { ...(Object.fromEntries(texts) as Values), ...(signer !== undefined && { [signer]: mchid }) }
}

function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
