/** Something that happens by itself at an instant of the virtual clock. */
export interface Task {
  readonly id: string
  readonly kind: TaskKind
  readonly mchid: string
  readonly outOrderNo: string
  /** Which notification to deliver; only of kind `notify`. */
  readonly notificationId?: string
  /** Which try this is, from 1. */
  readonly attempt: number
  /** Virtual instant, ms. */
  readonly dueAt: number
}

export const taskKinds = ['expire', 'deduct', 'notify'] as const

export type TaskKind = (typeof taskKinds)[number]

export type NewTask = Omit<Task, 'id'>

/** A task that has run: when on the virtual clock, and how it went in a word or two. */
export interface FinishedTask extends Task {
  readonly doneAt: number
  readonly outcome: string
}

/** Does the work of one kind. It may run twice: its effects commit together with `Agenda.finish`, or not at all. */
export type TaskHandler = (task: Task) => Promise<void>
