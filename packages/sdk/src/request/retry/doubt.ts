import type { OutcomeUnknownDetails, ResolvingQuery } from '../../errors/outcome-unknown-error.ts'
import type { OperationCall } from '../call.ts'
import type { OperationFacts } from '../../operation/operation-facts.ts'

/** The possible next steps for a call whose outcome is unknown. */
export type Doubt = Pick<OutcomeUnknownDetails, 'resolve' | 'repeatable'>

export function doubtOf(call: OperationCall): Doubt {
  return { resolve: resolvingQuery(call), repeatable: retryClass(call) !== 'never' }
}

/** The same before a call is made; undefined for a query, which changes nothing. */
export function doubtBefore(call: OperationCall): Doubt | undefined {
  return retryClass(call) === 'safe' ? undefined : doubtOf(call)
}

/**
 * The retry class of a call. WeChat Pay recognises a repeat by the merchant's number, which some calls may leave out.
 */
export function retryClass({ facts, parameters, json, xml }: OperationCall): OperationFacts['retry'] {
  if (facts.retry !== 'idempotent') return facts.retry
  const places = [parameters, json, xml] as readonly (Readonly<Record<string, unknown>> | undefined)[]
  const isGiven = (name: string) =>
    places.some((place) => place && Object.hasOwn(place, name) && (place[name] ?? '') !== '')
  return facts.businessKey?.every(isGiven) ? 'idempotent' : 'never'
}

function resolvingQuery({ facts, parameters, query: asked, json, xml }: OperationCall): ResolvingQuery | undefined {
  if (!facts.resolve) return undefined
  const sources: Readonly<Record<string, unknown>> = { path: parameters, query: asked, json, xml }
  const options: Record<string, unknown> = {}
  const query: Record<string, unknown> = {}
  for (const [name, from] of Object.entries(facts.resolve.with)) {
    const [source, ...steps] = from.split('.')
    const constant = from.startsWith('=') ? from.slice(1) : undefined
    const value =
      constant ??
      steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], sources[source!])
    const isInPath = facts.resolve.operation.includes(`{${name}}`)
    if (value === undefined && isInPath) return undefined
    if (value === undefined) continue
    if (isInPath) options[name] = value
    else query[name] = value
  }
  return {
    operation: facts.resolve.operation,
    options: Object.keys(query).length > 0 ? { ...options, [facts.resolve.in ?? 'query']: query } : options,
  }
}
