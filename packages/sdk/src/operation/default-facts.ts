import { ownOptions } from '../shared/own-options.ts'
import type { OperationFacts } from './operation-facts.ts'

/** The generated facts about an operation: only differences from the defaults. */
export type FactOverrides = Partial<Omit<OperationFacts, 'method'>>

/**
 * Combines the defaults (JSON in v3, XML in v2, only a GET is repeatable) with an operation's differences.
 *
 * @param key `POST v3/payscore/payafter-orders/{out_order_no}/complete`
 */
export function operationFacts(key: string, overrides: FactOverrides = {}): OperationFacts {
  const [method, address] = key.split(' ') as [OperationFacts['method'], string]
  const content = address.startsWith('v2/') ? 'xml' : 'json'
  return ownOptions({
    method,
    wirePath: `/${address.replace(/^v2\//, '')}`,
    body: method === 'GET' ? 'none' : content,
    response: content,
    retry: method === 'GET' ? 'safe' : 'never',
    ...overrides,
  })
}
