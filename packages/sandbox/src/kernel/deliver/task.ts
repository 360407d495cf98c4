import type { EntityReference } from '../machine/entity-kind.ts'

/** Something that happens by itself to an entity, at an instant of the virtual clock. */
export interface Task extends EntityReference {
  readonly id: string
  /** `notify`, or a job of the entity's product. */
  readonly kind: string
  /** Which notification to deliver; only of kind `notify`. */
  readonly notificationId?: string
  /** Which try this is, from 1. */
  readonly attempt: number
  /** Virtual instant, ms. */
  readonly dueAt: number
}

/**
 * Deliveries wait for other people's servers, jobs for nothing but the database: apart, so that neither holds the other
 * up.
 */
export const queueNames = ['notify', 'job'] as const

export type QueueName = (typeof queueNames)[number]

export function queueOf({ kind }: Pick<Task, 'kind'>): QueueName {
  return kind === 'notify' ? 'notify' : 'job'
}

/** A task that has run: when on the virtual clock, and how it went in a word or two. */
export interface FinishedTask extends Task {
  readonly doneAt: number
  readonly outcome: string
}

/** Does the work of one queue. It may run twice: its effects commit together with `Agenda.finish`, or not at all. */
export type TaskHandler = (task: Task) => Promise<void>
