import { ownOptions } from '../config/own-options.ts'
import type { OperationMeta } from './operation-meta.ts'

/** The generated facts about an operation: only differences from the defaults. */
export type OperationFacts = Partial<Omit<OperationMeta, 'method'>>

/**
 * Combines the defaults (JSON in v3, XML in v2, only a GET is repeatable) with an operation's differences.
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
