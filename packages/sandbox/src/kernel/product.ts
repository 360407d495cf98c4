import type { SandboxOperation } from '../generated/operations.ts'
import type { Requests } from '../generated/requests.ts'
import type { ControlRoute } from './control/route.ts'
import type { Task } from './deliver/task.ts'
import type { Statements } from './ledger/statements.ts'
import type { TradeOf } from './ledger/trade.ts'
import type { Archive, Entities } from './machine/entities.ts'
import type { MerchantView } from './merchant/merchant-view.ts'
import type { SandboxUser } from './merchant/user.ts'
import type { Act, AnyRequest, Effect, ReplyAct } from './protocol/call.ts'
import type { PolicyOption, PolicyOptions } from './world/policy.ts'

/** What a product may use of the simulated world. */
export interface World<Policy> {
  readonly policy: Policy
  /** Virtual time, ms: everything the business sees (start, end, expiry). */
  now(): Promise<number>
  /** Real time, ms: everything transport sees (request window, signature timestamps), because clients use real clocks. */
  wallClock(): number
  readonly merchants: { find(mchid: string): Promise<MerchantView | undefined> }
  readonly users: { find(openid: string): Promise<SandboxUser | undefined> }
  readonly entities: Entities<Policy>
  readonly statements: Statements
}

/**
 * How an operation of the spec is carried out: with data, or with a whole reply where the answer is a file. An operation
 * with an `effect` is answered as one that nobody plays, from memory; the effect comes before a number is used for the
 * first time, and refuses.
 */
export type Implementation<Policy, Request = AnyRequest> = (
  | { readonly act: Act<Policy, Request> }
  | { readonly reply: ReplyAct<Policy, Request> }
  | { readonly effect: Effect<Policy, Request> }
) & {
  /** The operation as the policy changes it. */
  readonly adapt?: (operation: SandboxOperation, policy: Policy) => SandboxOperation
}

/** Whether an operation is answered by what carries it out. */
export function isPlayed(implementation: object | undefined): boolean {
  return implementation !== undefined && !('effect' in implementation)
}

/** Operations that are carried out, by operation id; each gets its requests with the types of the spec. */
export type Routes<Policy> = { readonly [Id in keyof Requests]?: Implementation<Policy, Requests[Id]> }

/** Does one job of a product. It may run twice: its effects commit together with `UnitOfWork.finish`, or not at all. */
export type JobHandler<Policy> = (task: Task, world: World<Policy>) => Promise<void>

/** What a product's part of the control API works with: one merchant's view of the world. */
export interface Desk<Policy> {
  readonly mchid: string
  /** The user who acts where nobody else is named. */
  readonly openid: string
  readonly world: World<Policy>
  readonly archive: Archive<Policy>
  /** Does at once what is planned of this kind for the merchant, whichever product it belongs to. */
  readonly doNow: (kind: string) => Promise<void>
}

/** A page that a user's browser opens, outside the API. Nobody signs for it: its address is the secret. */
export interface UserPage<Policy> {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** @param userOf the user who acts at a merchant where nobody else is named */
  readonly open: (request: Request, world: World<Policy>, userOf: (mchid: string) => string) => Promise<Response>
}

/** What people and tests do to a product's entities, for one merchant. */
export interface ProductControl<Members extends object> {
  /** The functions that `sandbox.control` gets. */
  readonly members: Members
  /** The same over HTTP. */
  readonly routes: readonly ControlRoute[]
}

/** A product as data. Everything it does is listed here; only the list of products names it. */
export interface Product<Policy, Members extends object = object> {
  readonly name: string
  /** What its entities are called where people look at them, and what a change of one is announced as: `orders`. */
  readonly collection: string
  readonly policy: Readonly<Record<string, PolicyOption>>
  readonly routes: Routes<Policy>
  /** By the `kind` of work in its changes. */
  readonly jobs: Readonly<Record<string, JobHandler<Policy>>>
  /** `summary` of each notification it sends, by event type. */
  readonly notifications: Readonly<Record<string, string>>
  /** How its entities stand in trade bills; needed by what takes money from users. */
  readonly tradeOf?: TradeOf
  /** What users open in a browser. */
  readonly pages?: readonly UserPage<Policy>[]
  /** None where people meet its entities through another product of the same collection. */
  readonly control?: (desk: Desk<Policy>) => ProductControl<Members>
}

/**
 * Describes a product, its policy's options held to the policy's own type. `Met` are the policies of the products that
 * it meets.
 *
 * @example export const payafter = defineProduct<PayafterPolicy, PayafterControl>({ name: 'payafter', … })
 */
export function defineProduct<Policy extends object, Members extends object, Met = unknown>(
  product: Product<Policy & Met, Members> & { readonly policy: PolicyOptions<Policy> },
): Product<Policy & Met, Members> & { readonly policy: PolicyOptions<Policy> } {
  return product
}
