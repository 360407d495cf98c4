import { type ProtocolPolicy, protocolPolicy } from '../kernel/protocol/policy.ts'
import { protocolRoutes } from '../kernel/protocol/protocol-routes.ts'
import type { TradeOf } from '../kernel/ledger/trade.ts'
import type { Implementation, Product, ProductControl } from '../kernel/product.ts'
import { type PolicyOption, type PolicyOptions, readPolicy } from '../kernel/world/policy.ts'
import * as list from './list.ts'

type Listed = (typeof list)[keyof typeof list]

/** Intersects a union: `A | B` becomes `A & B`. */
type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never

/** Leaves out index signatures: with one, every misspelt name would be an option. */
type PolicyOf<Options> = {
  readonly [Name in keyof Options as string extends Name ? never : Name]: Options[Name] extends PolicyOption<
    infer Value
  >
    ? Value
    : never
}

type Members<P> = P extends { control?: (desk: never) => ProductControl<infer M> } ? M : never

/**
 * The sandbox's choices where production's behaviour is undocumented. Each option belongs to a product, or to requests
 * and answers in general.
 */
export interface SandboxPolicy extends ProtocolPolicy, PolicyOf<Together<Listed['policy']>> {}

/** The products' members of `sandbox.control`. */
export type ProductMembers = Together<Members<Listed>>

export const products: readonly Product<SandboxPolicy>[] = Object.values(list)

/** Implemented operations by id. */
export const implementations = joined<unknown>('operation', [
  { name: 'protocol', part: protocolRoutes },
  ...products.map(({ name, routes }) => ({ name, part: routes })),
  // The id of an operation determines the type of its requests, which this lookup cannot express.
]) as Readonly<Record<string, Implementation<SandboxPolicy>>>

/** `summary` of every notification that the sandbox sends by itself, by event type. */
export const eventSummaries: Readonly<Record<string, string>> = joined(
  'notification',
  products.map(({ name, notifications }) => ({ name, part: notifications })),
)

/** Functions that convert a product's paid entities to lines of trade bills, by product. */
export const tradesOf: Readonly<Record<string, TradeOf>> = Object.fromEntries(
  products.flatMap(({ name, tradeOf }) => (tradeOf ? [[name, tradeOf]] : [])),
)

/** All options with default and meaning, from which the documentation's table is made. */
export const policyOptions = joined<PolicyOption>('policy option', [
  { name: 'protocol', part: protocolPolicy },
  ...products.map(({ name, policy }) => ({ name, part: policy })),
]) as PolicyOptions<SandboxPolicy>

export const defaultPolicy: SandboxPolicy = createPolicy()

/**
 * Returns the defaults with some options changed.
 *
 * @example createPolicy({ unsetFields: 'empty', maxRunningOrders: 100 })
 * @throws {TypeError} names the option that does not exist or cannot have the value
 */
export function createPolicy(changes: Partial<SandboxPolicy> = {}): SandboxPolicy {
  return readPolicy(policyOptions, changes)
}

/** Joins the products' parts. Two products with the same name in them are a bug in the sandbox. */
function joined<Value>(
  what: string,
  parts: readonly { readonly name: string; readonly part: Readonly<Record<string, Value>> }[],
): Record<string, Value> {
  const all: Record<string, Value> = {}
  for (const { name, part } of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (Object.hasOwn(all, key)) throw new Error(`sandbox: ${name} claims the ${what} ${key}, which is taken`)
      all[key] = value
    }
  }
  return all
}
