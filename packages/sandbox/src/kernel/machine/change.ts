import type { Movement } from '../ledger/movement.ts'
import type { Refusal } from './refusal.ts'

/**
 * The vocabulary in which every product decides. A decision is a pure function of an entity (or none), a command and a
 * context; it answers with what changes or with the refusal that production would give. The unit of work saves a change
 * with everything that belongs to it in one transaction, or nothing of it.
 */
export type Decision<E, Event extends TimelineEvent = TimelineEvent, W extends Work = Work> =
  | Change<E, Event, W>
  | (Refusal & {
      /** What is kept although the command is refused; saved like any change. */
      readonly remember?: Change<E, Event, W>
    })

/** The outcome of a command that was accepted. */
export interface Change<E, Event extends TimelineEvent = TimelineEvent, W extends Work = Work> {
  readonly outcome: 'changed' | 'unchanged'
  readonly entity: E
  /** Lines for the timeline that people read. */
  readonly events: readonly Event[]
  /** What happens later by itself. */
  readonly work: readonly W[]
  /** Money that moves with the change; none if absent. */
  readonly movements?: readonly Movement[]
}

/** A line of an entity's timeline; `at` is a virtual instant in ms. */
export interface TimelineEvent {
  readonly type: string
  readonly at: number
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** Work that follows from a change, due at a virtual instant (ms): a notification, or a job of the product. */
export type Work = Announcement | Job

/** A notification to the merchant. The product renders its body from the entity as it is after the change. */
export interface Announcement {
  readonly kind: 'notify'
  readonly eventType: string
  readonly dueAt: number
}

export interface Job {
  /** One of the product's jobs. */
  readonly kind: string
  readonly dueAt: number
  /** Which try this is, from 1; 1 if absent. */
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

/** Accepted, because it was so already. */
export function unchanged<E>(entity: E): Change<E, never, never> {
  return { outcome: 'unchanged', entity, events: [], work: [] }
}
