import { ownOptions } from '../config/own-options.ts'
import type { OperationMeta } from './operation-meta.ts'

/** What the generated tables say of an operation: what differs from the rule. */
export type OperationFacts = Partial<Omit<OperationMeta, 'method'>>

/**
 * An operation by the rule (JSON in v3, XML in v2, a GET is repeatable and nothing else is) and by what differs.
 *
 * @param key `POST v3/payscore/payafter-orders/{out_order_no}/complete`
 */
export function operationMeta(key: string, facts: OperationFacts = {}): OperationMeta {
  const [method, address] = key.split(' ') as [OperationMeta['method'], string]
  const content = address.startsWith('v2/') ? 'xml' : 'json'
  return ownOptions({
    method,
    path: `/${address.replace(/^v2\//, '')}`,
    body: method === 'GET' ? 'none' : content,
    response: content,
    retry: method === 'GET' ? 'safe' : 'never',
    ...facts,
  })
}
