import { type ProtocolPolicy, protocolPolicy } from '../kernel/protocol/policy.ts'
import { protocolRoutes } from '../kernel/protocol/protocol-routes.ts'
import type { TradeOf } from '../kernel/ledger/trade.ts'
import type { Implementation, Product, ProductControl } from '../kernel/product.ts'
import { type PolicyOption, type PolicyOptions, readPolicy } from '../kernel/world/policy.ts'
import * as list from './list.ts'

type Listed = (typeof list)[keyof typeof list]

/** All of a union at once: `A | B` becomes `A & B`. */
type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never

type PolicyOf<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends PolicyOption<infer Value> ? Value : never
}

type Members<P> = P extends { control?: (desk: never) => ProductControl<infer M> } ? M : never

/**
 * What to do where production's behaviour is undocumented. Each option belongs to a product, or to requests and answers
 * themselves.
 */
export interface SandboxPolicy extends ProtocolPolicy, PolicyOf<Together<Listed['policy']>> {}

/** What `sandbox.control` gets from the products. */
export type ProductMembers = Together<Members<Listed>>

export const products: readonly Product<SandboxPolicy>[] = Object.values(list)

/** What is played with its states, by operation id. */
export const implementations = joined<unknown>('operation', [
  { name: 'protocol', part: protocolRoutes },
  ...products.map(({ name, routes }) => ({ name, part: routes })),
  // Each gets the requests of its own operation, because it is found by that operation's id.
]) as Readonly<Record<string, Implementation<SandboxPolicy>>>

/** `summary` of every notification the sandbox sends by itself, by event type. */
export const eventSummaries: Readonly<Record<string, string>> = joined(
  'notification',
  products.map(({ name, notifications }) => ({ name, part: notifications })),
)

/** How what takes money from users stands in trade bills, by product. */
export const tradesOf: Readonly<Record<string, TradeOf>> = Object.fromEntries(
  products.flatMap(({ name, tradeOf }) => (tradeOf ? [[name, tradeOf]] : [])),
)

/** Every option with its default and its meaning; the documentation's table is made from it. */
export const policyOptions = joined<PolicyOption>('policy option', [
  { name: 'protocol', part: protocolPolicy },
  ...products.map(({ name, policy }) => ({ name, part: policy })),
]) as PolicyOptions<SandboxPolicy>

export const defaultPolicy: SandboxPolicy = createPolicy()

/**
 * The defaults with some options changed.
 *
 * @example createPolicy({ unsetFields: 'empty', maxRunningOrders: 100 })
 * @throws {TypeError} names the option that does not exist or cannot have the value
 */
export function createPolicy(changes: Partial<SandboxPolicy> = {}): SandboxPolicy {
  return readPolicy(policyOptions, changes)
}

/** Two products that claim one name are a fault in the sandbox. */
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
