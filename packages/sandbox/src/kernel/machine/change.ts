import type { Movement } from '../ledger/movement.ts'
import type { Refusal } from './refusal.ts'

/**
 * The vocabulary in which every product decides. A decision is a pure function of an entity (or none), a command and a
 * context; it returns the change, or the refusal that production would give. The unit of work saves a change with
 * everything that belongs to it in one transaction, or nothing of it.
 */
export type Decision<E, Event extends TimelineEvent = TimelineEvent, W extends Work = Work> =
  | Change<E, Event, W>
  | (Refusal & {
      /** A change that is saved even though the command is refused. */
      readonly remember?: Change<E, Event, W>
    })

/** The outcome of an accepted command. */
export interface Change<E, Event extends TimelineEvent = TimelineEvent, W extends Work = Work> {
  readonly outcome: 'changed' | 'unchanged'
  readonly entity: E
  /** Lines of the timeline for people. */
  readonly events: readonly Event[]
  /** Work that follows later. */
  readonly work: readonly W[]
  /** Movements of money with the change. Default: none. */
  readonly movements?: readonly Movement[]
}

/** A line of an entity's timeline; `at` is a virtual instant in ms. */
export interface TimelineEvent {
  readonly type: string
  readonly at: number
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** Work that follows a change, due at a virtual instant (ms): a notification, or a job of the product. */
export type Work = Announcement | Job

/** A notification to the merchant. The product writes its body from the changed entity. */
export interface Announcement {
  readonly kind: 'notify'
  readonly eventType: string
  readonly dueAt: number
}

export interface Job {
  /** One of the product's jobs. */
  readonly kind: string
  readonly dueAt: number
  /** Number of the attempt, from 1. Default: 1. */
  readonly attempt?: number
}

export function isAnnouncement(work: Work): work is Announcement {
  return work.kind === 'notify'
}

export function changed<E, Event extends TimelineEvent, W extends Work>(
  entity: E,
  events: readonly Event[],
  work: readonly W[] = [],
  movements: readonly Movement[] = [],
): Change<E, Event, W> {
  return { outcome: 'changed', entity, events, work, ...(movements.length > 0 && { movements }) }
}

/** The command is accepted and changes nothing. */
export function unchanged<E>(entity: E): Change<E, never, never> {
  return { outcome: 'unchanged', entity, events: [], work: [] }
}
