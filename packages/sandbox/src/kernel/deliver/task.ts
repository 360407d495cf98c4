import type { EntityReference } from '../machine/entity-kind.ts'

/** A task for an entity at an instant of the virtual clock. */
export interface Task extends EntityReference {
  readonly id: string
  /** `notify`, or a job of the entity's product. */
  readonly kind: string
  /** The notification to deliver; only for the kind `notify`. */
  readonly notificationId?: string
  /** Number of the attempt, from 1. */
  readonly attempt: number
  /** Virtual instant, ms. */
  readonly dueAt: number
}

/**
 * Deliveries wait for merchants' servers, jobs only for the database. Separate queues keep either from delaying the
 * other.
 */
export const queueNames = ['notify', 'job'] as const

export type QueueName = (typeof queueNames)[number]

export function queueOf({ kind }: Pick<Task, 'kind'>): QueueName {
  return kind === 'notify' ? 'notify' : 'job'
}

/** A finished task with its virtual instant and a short description of the result. */
export interface FinishedTask extends Task {
  readonly doneAt: number
  readonly outcome: string
}

/**
 * Runs the tasks of one queue. A task may run twice: its effects commit together with `Agenda.finish`, or not at all.
 */
export type TaskHandler = (task: Task) => Promise<void>
