import type { CatalogueField, CatalogueOperation } from '../entry.ts'
import { addressOf } from '../operation-names.ts'
import { knownQueries, type KnownQuery } from './known-queries.ts'
import { listFacts } from './list-rules.ts'
import { fieldNames, merchantNumber } from './merchant-numbers.ts'
import type { RetryFacts } from './retry-facts.ts'

export interface ResolveFacts {
  readonly operation: string
  readonly with: Readonly<Record<string, string>>
}

/** Titles of calls that only send or request something. They leave nothing that a query could find. */
const SENDS_ONLY = /消息|通知|推送|下发|发送|上报|回传|前置/

/**
 * Finds the query that tells the outcome of a call. The first matching rule decides:
 *
 * - a known query
 * - a GET beside it, by the merchant's number in the call, all of whose parameters the call has too. The number is the
 *   end of its path (`…/transactions/out-trade-no/{out_trade_no}`), or one of its query parameters. If several fit
 *   equally well, none is chosen
 * - for PATCH, PUT and DELETE, the GET at the same address, unless it lists many
 */
export class ResolveRules {
  readonly #operations: ReadonlyMap<string, CatalogueOperation>
  readonly #queries: readonly CatalogueOperation[]
  readonly #nameOf: (operation: CatalogueOperation) => string

  constructor(operations: readonly CatalogueOperation[], nameOf: (operation: CatalogueOperation) => string) {
    this.#operations = new Map(operations.map((operation) => [operation.id, operation]))
    this.#queries = operations.filter(({ method, response }) => method === 'GET' && response.kind === 'json')
    this.#nameOf = nameOf
  }

  factsOf(operation: CatalogueOperation, retry: RetryFacts): ResolveFacts | undefined {
    const known = knownQueries[operation.id]
    const query = known && this.#operations.get(known.query)
    if (known && query) return { operation: this.#nameOf(query), with: knownSources(known, query, operation) }
    if (retry.retry === 'safe' || operation.version !== 'v3' || SENDS_ONLY.test(operation.title)) return undefined
    return this.#byNumber(operation, retry) ?? this.#atSameAddress(operation)
  }

  #byNumber(operation: CatalogueOperation, { businessKey }: RetryFacts): ResolveFacts | undefined {
    const { body, path } = fieldNames(operation)
    const number = businessKey?.[0] ?? merchantNumber(body) ?? merchantNumber(path)
    if (number === undefined) return undefined
    const fitting = this.#queries
      .filter((query) => query.product === operation.product && query.host === operation.host)
      .filter((query) => findsBy(number, query) && isBeside(query, operation))
      .flatMap((query) => {
        const sources = sourcesFor(query, operation)
        return sources ? [{ query, sources, shared: sharedSegments(query, operation) }] : []
      })
    const most = Math.max(...fitting.map(({ shared }) => shared))
    const [best, second] = fitting.filter(({ shared }) => shared === most)
    if (!best || second) return undefined
    return { operation: this.#nameOf(best.query), with: best.sources }
  }

  #atSameAddress(operation: CatalogueOperation): ResolveFacts | undefined {
    if (operation.method === 'POST') return undefined
    const query = this.#queries.find((one) => addressOf(one) === addressOf(operation) && !listFacts(one))
    const sources = query && sourcesFor(query, operation)
    return sources && { operation: this.#nameOf(query), with: sources }
  }
}

function knownSources(
  { by, also }: KnownQuery,
  query: CatalogueOperation,
  call: CatalogueOperation,
): Record<string, string> {
  const fields = [...query.request.path, ...query.request.query, ...query.request.body.fields]
  const wanted = fields
    .map(({ name }) => name)
    .filter((name) => name === by || name === 'transaction_id' || isParty(name))
  const sources = wanted.flatMap((name): [string, string][] => {
    const source = sourceOf(name, call)
    return source === undefined ? [] : [[name, source]]
  })
  return { ...Object.fromEntries(sources), ...also }
}

/**
 * Whether the query takes the number at the end of its path, or as a query parameter. A path that continues behind the
 * number addresses a part of the thing.
 */
function findsBy(number: string, query: CatalogueOperation): boolean {
  const address = addressOf(query)
  if (address.includes('{')) return address.endsWith(`{${number}}`)
  return query.request.query.some(({ name }) => name === number)
}

/**
 * Whether the query's address adds to the shared prefix nothing but names of its parameters, such as `out-trade-no`.
 */
function isBeside(query: CatalogueOperation, call: CatalogueOperation): boolean {
  const own = addressOf(query)
    .split('/')
    .slice(sharedSegments(query, call))
    .map((segment) => segment.replaceAll('_', '-'))
  const parameters = own.filter((segment) => segment.startsWith('{')).map((segment) => segment.slice(1, -1))
  return own.every(
    (segment) =>
      segment.startsWith('{') || parameters.some((name) => name.startsWith(segment) || name.endsWith(segment)),
  )
}

/** Maps the query's parameters to their sources in the call; undefined when the call lacks a required one. */
function sourcesFor(query: CatalogueOperation, call: CatalogueOperation): Record<string, string> | undefined {
  const sources: Record<string, string> = {}
  for (const { name } of query.request.path) {
    const source = sourceOf(name, call)
    if (source === undefined) return undefined
    sources[name] = source
  }
  for (const { name, required } of query.request.query) {
    const source = sourceOf(name, call)
    // Every parameter that both share helps to identify the thing: its owner, and the kind of its number.
    if (name === 'need_query_detail') sources[name] = '=false'
    else if (source !== undefined) sources[name] = source
    else if (required && !isDispensable(name)) return undefined
  }
  return sources
}

function sourceOf(name: string, { request }: CatalogueOperation): string | undefined {
  const has = (fields: readonly CatalogueField[]) => fields.some((field) => field.name === name)
  if (has(request.path)) return `path.${name}`
  if (has(request.query)) return `query.${name}`
  return has(request.body.fields) ? `${request.body.kind}.${name}` : undefined
}

function isParty(name: string): boolean {
  return /mchid|mch_id|appid|brand_id|service_id|plan_id/.test(name)
}

function isDispensable(name: string): boolean {
  return /^(?:offset|limit|query_id)$/.test(name)
}

function sharedSegments(one: CatalogueOperation, other: CatalogueOperation): number {
  const [a, b] = [addressOf(one).split('/'), addressOf(other).split('/')]
  const differs = a.findIndex((segment, at) => segment !== b[at])
  return differs === -1 ? a.length : differs
}
