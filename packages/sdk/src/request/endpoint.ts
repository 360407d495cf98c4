import type { Address } from '../chain/chain.ts'
import { checkPath } from '../chain/check-path.ts'
import { PathTemplate } from '../chain/path-template.ts'
import { shownPath } from '../chain/segments.ts'
import type { ProductMeta } from '../generated/meta/index.ts'
import type { FieldKinds } from './field-kinds.ts'
import { operationMeta } from './operation-facts.ts'
import type { OperationMeta } from './operation-meta.ts'
import { productOf } from './product-of.ts'

export type Method = OperationMeta['method']

/** An operation's facts, which stay the same from call to call. */
export interface Endpoint {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`: the name in messages, without values. */
  readonly operation: string
  readonly method: Method
  readonly template: PathTemplate
  readonly meta: OperationMeta
  /** The kinds of the product's request fields. */
  readonly fieldKinds: FieldKinds
  /** Throws for a body that WeChat Pay would refuse. */
  readonly check: ((json: unknown) => void) | undefined
}

const COMPLETE = 'POST v3/payscore/payafter-orders/{out_order_no}/complete'

/** @throws {RequestError} the address is invalid */
export async function findEndpoint(method: Method, address: Address): Promise<Endpoint> {
  return endpointOf(method, new PathTemplate(checkPath(address.path)))
}

export async function endpointOf(method: Method, template: PathTemplate): Promise<Endpoint> {
  const { path } = template
  const { operations, fields } = (await productMeta(path)) ?? { operations: {}, fields: NO_FIELDS }
  const key = `${method} ${path}`
  const meta = operationMeta(key, operations[key])
  const operation = `${method} ${shownPath(path)}`
  return { operation, method, template, meta, fieldKinds: fields, check: await checkOf(operation) }
}

const NO_FIELDS: FieldKinds = {}

async function productMeta(path: string): Promise<ProductMeta | undefined> {
  // The list of products is loaded on demand like the products' tables, so a client that is never called loads neither.
  const { metaLoaders } = await import('../generated/meta/index.ts')
  const product = productOf(path)
  const load = Object.hasOwn(metaLoaders, product) ? metaLoaders[product] : undefined
  return load?.()
}

/**
 * Rules for completing a pay-after order: a body that WeChat Pay would refuse is refused here, with a better reason and
 * without a request.
 */
async function checkOf(operation: string): Promise<Endpoint['check']> {
  if (operation !== COMPLETE) return undefined
  return (await import('../payscore/check-completion-request.ts')).checkCompletionRequest
}
