import type { PathTemplate } from '../chain/path-template.ts'
import { RequestError } from '../errors/request-error.ts'
import { metaLoaders } from '../generated/meta/index.ts'
import type { OperationMeta } from './operation-meta.ts'

export type Method = OperationMeta['method']

/** An operation that was looked up: what stays the same from call to call. */
export interface Endpoint {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`: the key of the metadata, and the name in messages. */
  readonly operation: string
  readonly method: Method
  readonly template: PathTemplate
  readonly meta: OperationMeta
  /** Throws for a body that WeChat Pay would refuse. */
  readonly check: ((json: unknown) => void) | undefined
}

const COMPLETE = 'POST v3/payscore/payafter-orders/{out_order_no}/complete'

/** @throws {RequestError} an address of APIv2 */
export async function findEndpoint(method: Method, template: PathTemplate): Promise<Endpoint> {
  const operation = `${method} ${template.path}`
  if (template.path.startsWith('v2/')) {
    throw new RequestError('path', `${operation}: APIv2 is not in this version`, {
      hint: { zh: 'APIv2 将在后续版本提供', en: 'APIv2 comes with a later version.' },
    })
  }
  return { operation, method, template, meta: await metaOf(method, template.path), check: await checkOf(operation) }
}

async function metaOf(method: Method, path: string): Promise<OperationMeta> {
  const product = /(?:^|\/)v3\/([^/]+)/.exec(path)?.[1] ?? ''
  const load = Object.hasOwn(metaLoaders, product) ? metaLoaders[product] : undefined
  const known = load && (await load()).operations[`${method} ${path}`]
  if (known) return known
  // Of an operation we do not know we only know that a GET changes nothing.
  return method === 'GET'
    ? { method, path: `/${path}`, body: 'none', response: 'json', retry: 'safe' }
    : { method, path: `/${path}`, body: 'json', response: 'json', retry: 'never' }
}

/** The hero's own rules: what WeChat Pay would refuse is refused here, with a better reason and no request. */
async function checkOf(operation: string): Promise<Endpoint['check']> {
  if (operation !== COMPLETE) return undefined
  return (await import('../payscore/check-completion-request.ts')).checkCompletionRequest
}
