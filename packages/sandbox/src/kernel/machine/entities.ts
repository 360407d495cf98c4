import type { Balance } from '../ledger/balance.ts'
import type { Task } from '../deliver/task.ts'
import type { Change, Work, TimelineEvent } from './change.ts'
import type { EntityKind } from './entity-kind.ts'

/** The entities of all products. */
export interface Entities<Policy> {
  /**
   * Runs `work` in one transaction: it commits when `work` resolves and leaves nothing behind when it rejects. It runs
   * again where somebody created meanwhile what it locked and did not find.
   */
  readonly transaction: <T>(work: (unit: UnitOfWork<Policy>) => Promise<T>) => Promise<T>
  /**
   * The same for one entity, which is saved once and last, and cheaper: it is read without a lock and written only if
   * nobody has changed it meanwhile. If somebody has, `work` runs again, in the end in a transaction.
   */
  readonly change: <T>(work: (unit: SingleUnit<Policy>) => Promise<T>) => Promise<T>
  readonly find: <E>(kind: EntityKind<E, Policy>, mchid: string, number: string) => Promise<E | undefined>
  /** @param key which of the kind's unique numbers `value` is */
  readonly findByKey: <E>(
    kind: EntityKind<E, Policy>,
    mchid: string,
    key: string,
    value: string,
  ) => Promise<E | undefined>
  /** Entities that still count for a user, at any merchant. */
  readonly openOf: <E>(kind: EntityKind<E, Policy>, openid: string) => Promise<readonly E[]>
}

/** What one transaction may do. Nothing else may be read meanwhile: there is no second connection. */
export interface UnitOfWork<Policy> {
  /** Reads an entity and keeps everybody else from changing (or creating) it until the transaction ends. */
  readonly lock: <E>(kind: EntityKind<E, Policy>, mchid: string, number: string) => Promise<E | undefined>
  /** Writes the entity, its timeline, its notifications and its work. */
  readonly save: <E, Event extends TimelineEvent, W extends Work>(
    kind: EntityKind<E, Policy>,
    change: Change<E, Event, W>,
  ) => Promise<void>
  /** @returns false when somebody else has done the task: the caller must leave everything as it is */
  readonly finish: (task: Task, outcome: string) => Promise<boolean>
  /** What a merchant has; nobody else moves any of it until the transaction ends. */
  readonly balance: (mchid: string) => Promise<Balance>
  /** Whether a deduction finds money in the user's wallet. */
  readonly charge: (openid: string) => Promise<boolean>
}

/** The things that a change of one entity may do. */
export type SingleUnit<Policy> = Pick<UnitOfWork<Policy>, 'lock' | 'save' | 'charge'>

/** The reading side, for lists that people look at. */
export interface Archive<Policy> {
  /** @param kinds one, or several that are listed together */
  readonly page: <E>(
    kinds: EntityKind<E, Policy> | readonly EntityKind<E, Policy>[],
    query: EntityQuery,
  ) => Promise<EntityPage<E>>
  /** Whole entities with their timelines, newest first. */
  readonly list: <E>(kind: EntityKind<E, Policy>, mchid: string, limit: number) => Promise<readonly WithEvents<E>[]>
  readonly findWithEvents: <E>(
    kind: EntityKind<E, Policy>,
    mchid: string,
    number: string,
  ) => Promise<WithEvents<E> | undefined>
}

/** An entity with everything that happened to it, oldest first. */
export type WithEvents<E, Event extends TimelineEvent = TimelineEvent> = E & { readonly events: readonly Event[] }

/** Which entities of a merchant to list, newest first. */
export interface EntityQuery {
  readonly mchid: string
  readonly limit: number
  /** The `next` of the page before. */
  readonly cursor?: string | undefined
  /** In one of these states. */
  readonly states?: readonly string[] | undefined
  /** Only those that still count for their user. */
  readonly open?: boolean | undefined
  /** With one of these numbers. */
  readonly numbers?: readonly string[] | undefined
}

export interface EntityPage<E> {
  /** Each with the instant of what last happened to it. */
  readonly entities: readonly { readonly entity: E; readonly changedAt: number }[]
  /** The cursor of the page that follows; absent on the last. */
  readonly next?: string
}
