import { ownOptions } from '../shared/own-options.ts'
import type { OperationFacts } from './operation-facts.ts'

/** The generated facts about an operation: only differences from the defaults. */
export type FactOverrides = Partial<Omit<OperationFacts, 'method' | 'version' | 'signer'>>

/**
 * Combines the defaults (JSON in v3, XML in v2, only a GET is repeatable) with an operation's differences. This is the
 * only place that reads version and signer from an address.
 *
 * @param key `POST v3/payscore/payafter-orders/{out_order_no}/complete`
 */
export function operationFacts(key: string, overrides: FactOverrides = {}): OperationFacts {
  const [method, path] = key.split(' ') as [OperationFacts['method'], string]
  const isV2 = path.startsWith('v2/')
  const content = isV2 ? 'xml' : 'json'
  return ownOptions({
    method,
    version: isV2 ? 'v2' : 'v3',
    signer: path.startsWith('brand/') ? 'brand' : 'merchant',
    wirePath: isV2 ? path.slice('v2'.length) : `/${path}`,
    body: method === 'GET' ? 'none' : content,
    response: content,
    retry: method === 'GET' ? 'safe' : 'never',
    ...overrides,
  })
}
