import { RequestError } from '../errors/request-error.ts'
import { ownOptions } from '../config/own-options.ts'
import { describeId } from '../errors/describe-value.ts'
import type { Endpoint } from '../request/endpoint.ts'
import type { Parties } from './parties.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Options of a call with the parties put in where, and only where, the operation documents them. What was given stays.
 *
 * @throws {RequestError} another sub-merchant was given
 */
export function fillParties(parties: Parties, { operation, meta }: Endpoint, given: unknown): unknown {
  // What is no object is refused later, by those who read it.
  if (!meta.parties || (given !== undefined && !isFields(given))) return given
  const filled: Record<string, unknown> = ownOptions({ ...given })
  for (const party of meta.parties) {
    const [place, name] = party.split('.') as [string, string]
    const value = parties[name]
    if (value === undefined) continue
    if (place === 'path') filled[name] = choose(filled[name], value, name, operation)
    // A raw body is signed as it is.
    else if (place === 'query' || filled['body'] === undefined) {
      const fields = ownOptions(filled[place] ?? {})
      if (isFields(fields)) filled[place] = { ...fields, [name]: choose(fields[name], value, name, operation) }
    }
  }
  return filled
}

function choose(given: unknown, value: string, name: string, operation: string): unknown {
  if (given === undefined) return value
  const isSub = name === 'sub_mchid' || name === 'sub_mch_id'
  if (!isSub || given === value || given === Number(value)) return given
  throw new RequestError(
    name,
    `${operation}: ${name}: expected ${describeId(value)}, whom this client acts for, received ${describeId(given)}`,
    {
      hint: {
        zh: '请去掉该字段，或用 wxpay.partner(…) 为另一子商户建立客户端',
        en: 'Leave it out, or make a view for the other sub-merchant with wxpay.partner(…).',
      },
    },
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
