import type { SandboxOperation } from '../generated/operations.ts'
import type { Requests } from '../generated/requests.ts'
import type { ControlRoute } from './control/route.ts'
import type { Task } from './deliver/task.ts'
import type { TradeOf } from './ledger/trade.ts'
import type { Archive } from './machine/entities.ts'
import type { Act, AnyRequest, Effect, ReplyAct } from './protocol/call.ts'
import type { PolicyOption, PolicyOptions } from './world/policy.ts'
import type { World } from './world/world.ts'

/**
 * Implements an operation of the spec. `act` returns data, `reply` a whole reply for answers that are files.
 *
 * An operation with `actIfKnown` is played as far as its product knows what it is about; everything else is answered
 * from memory or by example, like an operation that nobody plays. Its `effect` runs before a number is used for the
 * first time, and may refuse.
 */
export type Implementation<Policy, Request = AnyRequest> = (
  | { readonly act: Act<Policy, Request> }
  | { readonly reply: ReplyAct<Policy, Request> }
  | { readonly actIfKnown: Act<Policy, Request>; readonly effect?: Effect<Policy, Request> }
) & {
  /** Adapts the operation to the policy. */
  readonly adapt?: (operation: SandboxOperation, policy: Policy) => SandboxOperation
}

/** Returns whether the implementation answers every request to the operation. */
export function isPlayed(implementation: object | undefined): boolean {
  return implementation !== undefined && !('actIfKnown' in implementation)
}

/** Implementations by operation id. Each receives its requests with the types of the spec. */
export type Routes<Policy> = { readonly [Id in keyof Requests]?: Implementation<Policy, Requests[Id]> }

/**
 * Does one job of a product. The job may run twice: its effects are committed together with `UnitOfWork.finish`, or not
 * at all.
 */
export type JobHandler<Policy> = (task: Task, world: World<Policy>) => Promise<void>

/** The view of one merchant's world that a product's part of the control API works with. */
export interface Desk<Policy> {
  readonly mchid: string
  /** The user who acts if no user is named. */
  readonly openid: string
  readonly world: World<Policy>
  readonly archive: Archive<Policy>
  /** Does planned work of this kind at once, for the merchant and any product. */
  readonly doNow: (kind: string) => Promise<void>
}

/** A page outside the API that a user's browser opens. Its requests are not signed: the address is the secret. */
export interface UserPage<Policy> {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** @param userOf returns the user who acts at a merchant if no user is named */
  readonly open: (request: Request, world: World<Policy>, userOf: (mchid: string) => string) => Promise<Response>
}

/** Plays people and tests around a product's entities, for one merchant. */
export interface ProductControl<Members extends object> {
  /** The functions that `sandbox.control` gets. */
  readonly members: Members
  /** The same functions over HTTP. */
  readonly routes: readonly ControlRoute[]
}

/** A product as data. It lists everything that it does here; only the list of products names it. */
export interface Product<Policy, Members extends object = object> {
  readonly name: string
  /** Name of its entities in the control API, and of the events that announce their changes: `orders`. */
  readonly collection: string
  readonly policy: Readonly<Record<string, PolicyOption>>
  readonly routes: Routes<Policy>
  /** Handlers by the `kind` of work in the product's changes. */
  readonly jobs: Readonly<Record<string, JobHandler<Policy>>>
  /** `summary` of each notification that the product sends, by event type. */
  readonly notifications: Readonly<Record<string, string>>
  /** Returns the lines of its entities in trade bills. Products that take money from users need it. */
  readonly tradeOf?: TradeOf
  /** Pages that users open in a browser. */
  readonly pages?: readonly UserPage<Policy>[]
  /** Absent if another product of the same collection has the control functions for its entities. */
  readonly control?: (desk: Desk<Policy>) => ProductControl<Members>
}

/**
 * Defines a product and checks its policy options against the type of the policy. `Met` is the type of the other
 * products' policies that it uses.
 *
 * @example export const payafter = defineProduct<PayafterPolicy, PayafterControl>({ name: 'payafter', … })
 */
export function defineProduct<Policy extends object, Members extends object, Met = unknown>(
  product: Product<Policy & Met, Members> & { readonly policy: PolicyOptions<Policy> },
): Product<Policy & Met, Members> & { readonly policy: PolicyOptions<Policy> } {
  return product
}
