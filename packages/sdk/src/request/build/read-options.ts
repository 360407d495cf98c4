import type { PathTemplate } from '../../operation/path-template.ts'
import { ADDRESS, isCount, parseBaseUrl } from '../../shared/checks.ts'
import { memberOf } from '../../shared/member-of.ts'
import { ownOptions } from '../../shared/own-options.ts'
import { RequestError } from '../../errors/request-error.ts'
import { describeName, describeValue, nameOrDots } from '../../errors/describe-value.ts'
import type { CallOptions } from '../call-options.ts'

const EXPECTED: { readonly [Name in keyof CallOptions]-?: { what: string; holds(value: unknown): boolean } } = {
  headers: {
    what: 'an object',
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  signal: { what: 'an AbortSignal', holds: isSignal },
  timeoutMs: { what: 'a whole number of milliseconds, 1 to 2147483647', holds: (value) => isCount(value, 1) },
  maxRetries: { what: 'a whole number of at least 0', holds: (value) => isCount(value, 0) },
  baseUrl: { what: ADDRESS, holds: (value) => parseBaseUrl(value) !== undefined },
  checks: { what: 'true or false', holds: (value) => typeof value === 'boolean' },
}
/** Recognised by its members, because polyfills and test runners bring classes of their own. */
function isSignal(value: unknown): boolean {
  return typeof memberOf(value, 'aborted') === 'boolean' && typeof memberOf(value, 'addEventListener') === 'function'
}

const CALL_OPTIONS = Object.keys(EXPECTED)
/** The content options, all unset. */
const NO_CONTENT = {
  json: undefined,
  xml: undefined,
  query: undefined,
  body: undefined,
  file: undefined,
  meta: undefined,
} as const satisfies Readonly<Record<string, unknown>>
const CONTENT = Object.keys(NO_CONTENT)
/** Used for calls without options, which are the majority. */
const NO_OPTIONS: Readonly<Record<string, unknown>> = Object.freeze(ownOptions({}))

export interface ReadOptions {
  /** The values of the path parameters. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>> | undefined
  readonly json: unknown
  /** The body of an APIv2 call. */
  readonly xml: unknown
  /** A raw body that the client sends unchanged. */
  readonly body: unknown
  /** The file of an upload. */
  readonly file: unknown
  /** The fields beside the file. */
  readonly meta: unknown
  readonly options: CallOptions
}

/**
 * Sorts one options object into path parameters, query, body and call options. It refuses unknown keys, since a typing
 * mistake would otherwise be ignored silently.
 *
 * @throws {RequestError} names the key and the known ones
 */
export function readOptions(operation: string, template: PathTemplate, given: unknown): ReadOptions {
  if (given === undefined) given = {}
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new RequestError('options', `${operation}: expected one options object, received ${describeValue(given)}`)
  }
  const parameters = ownOptions<Record<string, unknown>>({})
  const content: Record<keyof typeof NO_CONTENT, unknown> = { ...NO_CONTENT }
  let options = NO_OPTIONS
  // Copies own properties and reads each only once.
  for (const [key, value] of Object.entries(given)) {
    if (template.parameters.includes(key)) parameters[key] = value
    else if (Object.hasOwn(content, key)) content[key as keyof typeof content] = value
    else if (Object.hasOwn(EXPECTED, key)) options = ownOptions({ ...options, [key]: value })
    else throw unknownKey(operation, template, key)
  }
  const { query, json, xml, body, file, meta } = content
  if (query !== undefined && (typeof query !== 'object' || query === null || Array.isArray(query))) {
    throw new RequestError('query', `${operation}: query: expected an object, received ${describeValue(query)}`)
  }
  for (const name of Object.keys(options)) {
    const value = options[name]
    const expected = value === undefined ? undefined : EXPECTED[name as keyof CallOptions]
    if (!expected || expected.holds(value)) continue
    throw new RequestError(name, `${operation}: ${name}: expected ${expected.what}, received ${describeValue(value)}`)
  }
  return { parameters, query: query as ReadOptions['query'], json, xml, body, file, meta, options }
}

function unknownKey(operation: string, template: PathTemplate, key: string): RequestError {
  const there = [...template.parameters, ...CONTENT, ...CALL_OPTIONS]
  return new RequestError(
    nameOrDots(key),
    `${operation}: unknown option ${describeName(key)}; there are ${there.join(', ')}`,
    {
      hint: { zh: '业务字段请放进 json 或 query', en: 'Fields of the operation go into `json` or `query`.' },
    },
  )
}
