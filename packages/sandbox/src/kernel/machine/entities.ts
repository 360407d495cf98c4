import type { Balance } from '../ledger/balance.ts'
import type { Task } from '../deliver/task.ts'
import type { Change, Work, TimelineEvent } from './change.ts'
import type { EntityKind } from './entity-kind.ts'

/** The entities of all products. */
export interface Entities<Policy> {
  /**
   * Runs `work` in one transaction: it commits when `work` resolves and leaves nothing behind when it rejects. It runs
   * again if another transaction meanwhile created an entity that it had locked and not found.
   */
  readonly transaction: <T>(work: (unit: UnitOfWork<Policy>) => Promise<T>) => Promise<T>
  /**
   * A cheaper form for one entity, which must be saved once and last: it is read without a lock and written only if
   * unchanged. If somebody changed it, `work` runs again, finally in a transaction.
   */
  readonly change: <T>(work: (unit: SingleUnit<Policy>) => Promise<T>) => Promise<T>
  readonly find: <E>(kind: EntityKind<E, Policy>, mchid: string, number: string) => Promise<E | undefined>
  /** @param key the name of the unique number `value` */
  readonly findByKey: <E>(
    kind: EntityKind<E, Policy>,
    mchid: string,
    key: string,
    value: string,
  ) => Promise<E | undefined>
  /**
   * Entities that are still open for a user, at any merchant, the oldest first.
   *
   * @param states only these. Default: all
   */
  readonly openOf: <E>(kind: EntityKind<E, Policy>, openid: string, states?: readonly string[]) => Promise<readonly E[]>
  /** Like `findByKey`, whichever merchant the entity belongs to. */
  readonly findOfAny: <E>(kind: EntityKind<E, Policy>, key: string, value: string) => Promise<E | undefined>
  /** One page of a merchant's entities, newest first, for lists that production counts. */
  readonly numberedPage: <E>(
    kind: EntityKind<E, Policy>,
    mchid: string,
    query: NumberedPageQuery,
  ) => Promise<{ readonly items: readonly E[]; readonly total: number }>
  /** All entities of a merchant in one state, oldest first, read some hundreds at a time; for files. */
  readonly each: <E>(kind: EntityKind<E, Policy>, mchid: string, state: string) => AsyncIterable<E>
}

/** A page by its place. Nothing else of the list is read. */
export interface NumberedPageQuery {
  /** Number of entities before the page. */
  readonly skip: number
  readonly limit: number
  /** Restricts the list to this state. */
  readonly state?: string | undefined
  /** Restricts the list to entities created from this instant on, ms. */
  readonly createdFrom?: number | undefined
  /** Restricts the list to entities created up to this instant, ms. */
  readonly createdUntil?: number | undefined
}

/** The possible steps of one transaction. Do not read anything else meanwhile: there is no second connection. */
export interface UnitOfWork<Policy> {
  /** Reads an entity and prevents others from changing (or creating) it until the transaction ends. */
  readonly lock: <E>(kind: EntityKind<E, Policy>, mchid: string, number: string) => Promise<E | undefined>
  /** Writes the entity, its timeline, its notifications and its work. */
  readonly save: <E, Event extends TimelineEvent, W extends Work>(
    kind: EntityKind<E, Policy>,
    change: Change<E, Event, W>,
  ) => Promise<void>
  /** @returns false when another process has done the task: the caller must change nothing */
  readonly finish: (task: Task, outcome: string) => Promise<boolean>
  /** A merchant's balance, which nobody else can change until the transaction ends. */
  readonly balance: (mchid: string) => Promise<Balance>
  /** Whether a deduction finds money in the user's wallet. */
  readonly charge: (openid: string) => Promise<boolean>
}

/** The possible steps of a change of one entity. */
export type SingleUnit<Policy> = Pick<UnitOfWork<Policy>, 'lock' | 'save' | 'charge'>

/** Reads entities for the lists that people see. */
export interface Archive<Policy> {
  /** @param kinds one kind, or several that are listed together */
  readonly page: <E>(
    kinds: EntityKind<E, Policy> | readonly EntityKind<E, Policy>[],
    query: EntityQuery,
  ) => Promise<EntityPage<E>>
  /** Lists whole entities with their timelines, newest first. */
  readonly list: <E>(kind: EntityKind<E, Policy>, mchid: string, limit: number) => Promise<readonly WithEvents<E>[]>
  readonly findWithEvents: <E>(
    kind: EntityKind<E, Policy>,
    mchid: string,
    number: string,
  ) => Promise<WithEvents<E> | undefined>
}

/** An entity with its events, oldest first. */
export type WithEvents<E, Event extends TimelineEvent = TimelineEvent> = E & { readonly events: readonly Event[] }

/** The entities of a merchant to list, newest first. */
export interface EntityQuery {
  readonly mchid: string
  readonly limit: number
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined
  /** Restricts the list to these states. */
  readonly states?: readonly string[] | undefined
  /** Restricts the list to entities that are open for their user. */
  readonly open?: boolean | undefined
  /** Restricts the list to these numbers. */
  readonly numbers?: readonly string[] | undefined
}

export interface EntityPage<E> {
  /** The entities, each with the instant of its last event. */
  readonly entities: readonly { readonly entity: E; readonly changedAt: number }[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}
