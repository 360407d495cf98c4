import type { Address } from './address.ts'
import { checkPath } from './check-path.ts'
import { operationFacts } from './default-facts.ts'
import type { FieldKinds } from './field-kinds.ts'
import type { Method, OperationFacts } from './operation-facts.ts'
import { PathTemplate } from './path-template.ts'
import { productOf } from './product-of.ts'
import { shownPath } from './shown-path.ts'
import type { ProductFacts } from '../generated/facts/index.ts'

/** An operation and the facts about it, which stay the same from call to call. */
export interface FoundOperation {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`: the name in messages, without values. */
  readonly operation: string
  readonly method: Method
  readonly template: PathTemplate
  readonly facts: OperationFacts
  /** The kinds of the product's request fields. */
  readonly fieldKinds: FieldKinds
  /** Throws for a body that WeChat Pay would refuse. */
  readonly check: BodyCheck | undefined
}

/** @throws {WechatPayError} WeChat Pay would refuse the body */
export type BodyCheck = (json: unknown) => void

/** @throws {RequestError} the address is invalid */
export async function findOperation(method: Method, address: Address): Promise<FoundOperation> {
  return operationAt(method, new PathTemplate(checkPath(address.path)))
}

/** Finds the operation of a path that has been checked. An undocumented one has the default facts. */
export async function operationAt(method: Method, template: PathTemplate): Promise<FoundOperation> {
  const { path } = template
  const { operations, fields } = (await productFacts(path)) ?? { operations: {}, fields: NO_FIELDS }
  const key = `${method} ${path}`
  const facts = operationFacts(key, operations[key])
  const check = facts.check && (await bodyChecks[facts.check]())
  return { operation: `${method} ${shownPath(path)}`, method, template, facts, fieldKinds: fields, check }
}

/** Checks with a better reason than WeChat Pay's refusal, and without a request. */
const bodyChecks: Readonly<Record<NonNullable<OperationFacts['check']>, () => Promise<BodyCheck>>> = {
  completion: async () => (await import('../payscore/check-completion-request.ts')).checkCompletionRequest,
}

const NO_FIELDS: FieldKinds = {}

async function productFacts(path: string): Promise<ProductFacts | undefined> {
  // The list of products is loaded on demand like the products' tables, so a client that is never called loads neither.
  const { factLoaders } = await import('../generated/facts/index.ts')
  const product = productOf(path)
  const load = Object.hasOwn(factLoaders, product) ? factLoaders[product] : undefined
  return load?.()
}
