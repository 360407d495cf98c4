import { invalid } from '../../kernel/control/control-error.ts'
import { type Read, object, oneOf, optional, text } from '../../kernel/control/input.ts'

export type Json = Readonly<Record<string, unknown>>

/** A call as a page shows it: where its program has `json`, `xml`, `meta` and `file`, so has this. */
export interface AskedCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path on the wire, parameters filled in. */
  readonly path: string
  readonly query?: Json
  readonly json?: Json
  /** The fields of a message of APIv2, without those that the client fills in. */
  readonly xml?: Json
  /** The fields beside a file; its digest is filled in. */
  readonly meta?: Json
  readonly file?: AskedFile
}

export interface AskedFile {
  readonly filename: string
  readonly base64: string
}

const json: Read<Json> = (value, field) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'a JSON object', value)
  return value as Json
}

const file: Read<AskedFile> = object({
  filename: text(/^[^\p{Cc}"/\\]{1,100}$/u, 'the name of a file, without a folder'),
  base64: text(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/, 'the bytes of a file in Base64'),
})

/** Reads a call. Other parts of the sandbox have no path of this kind, and the trial reaches the payment API alone. */
export const readAskedCall: Read<AskedCall> = object({
  method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: text(
    /^\/(?![/_])[\w\-.~%!$&'()*+,;=:@/|]{1,2000}$/,
    'the path of an operation on the wire, its parameters filled in',
  ),
  query: optional(json),
  json: optional(json),
  xml: optional(json),
  meta: optional(json),
  file: optional(file),
})

/** Texts of the members of a query or of a message of APIv2. A list is a parameter that is repeated. */
export function textEntries(values: Json, place: string): [name: string, text: string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: unknown): [string, string] => {
      if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return [name, String(one)]
      throw invalid(`${place}.${name}`, 'text, a number, true or false', one)
    }),
  )
}
