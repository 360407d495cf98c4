import type { Refusal } from '../machine/refusal.ts'
import type { RequestSchema, SandboxOperation } from '../../generated/operations.ts'
import { type Rules, firstOf, isObject, violations } from './check-value.ts'
import { violation } from './violations.ts'

/** The parts of a request before any check. */
export interface RequestParts {
  /** Values of the path's placeholders, percent-decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed body, with sensitive fields in plaintext; absent for operations without a body. */
  readonly body?: unknown
}

/** Returns the first violation of a request: path before query before body. */
export function checkRequest(
  operation: SandboxOperation,
  { params, query, body }: RequestParts,
  { policy }: Pick<Rules, 'policy'>,
): Refusal | undefined {
  const rules: Rules = { policy, caller: query.has('sub_mchid') || namesSubMerchant(body) ? 'partner' : 'merchant' }
  return (
    firstOf(violations(operation.params, params, 'uri_template', rules)) ??
    repeatedParameter(operation.query, query) ??
    firstOf(violations(operation.query, queryValues(operation.query, query), 'query', rules)) ??
    (operation.body
      ? (shadowedParameter(operation, body) ??
        firstOf(violations(operation.body, body, 'body', { ...rules, sensitive: operation.encrypt })))
      : undefined)
  )
}

/** Whether a partner sends the request: it names a sub-merchant, in a combined order one per sub order. */
function namesSubMerchant(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesSubMerchant)
  return isObject(value) && ('sub_mchid' in value || Object.values(value).some(namesSubMerchant))
}

/** Reads query values; a repeated name becomes a list. */
function queryValues(schema: RequestSchema, query: URLSearchParams): Record<string, unknown> {
  const isList = (name: string) => schema.properties?.[name]?.type === 'array'
  return Object.fromEntries([...query].map(([name, value]) => [name, isList(name) ? query.getAll(name) : value]))
}

/** Refuses a repeated query parameter, because its value is ambiguous. */
function repeatedParameter(schema: RequestSchema, query: URLSearchParams): Refusal | undefined {
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length === 1 || schema.properties?.[name]?.type === 'array') continue
    const title = schema.properties?.[name]?.title ?? name
    return violation.mappedAlready({ source: 'query', pointer: `/${name}`, title }, `/query/${name}`)
  }
  return undefined
}

/** Refuses a path parameter in the body, unless the body has a field of that name. */
function shadowedParameter({ params, body: fields }: SandboxOperation, body: unknown): Refusal | undefined {
  for (const [name, schema] of Object.entries(params.properties ?? {})) {
    if (!isObject(body) || body[name] === undefined || fields?.properties?.[name]) continue
    const field = { source: 'body', pointer: `/${name}`, title: schema.title ?? name } as const
    return violation.mappedAlready(field, `/uri_template/${name}`)
  }
  return undefined
}
