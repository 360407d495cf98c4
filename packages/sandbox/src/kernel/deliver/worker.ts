import { setTimeout as delay } from 'node:timers/promises'
import type { Outage } from '../store/database/outage.ts'
import type { Signals } from '../store/database/signals.ts'
import { isDatabaseTrouble } from '../store/database/trouble.ts'
import { type Agenda, CLAIM_LIMIT } from './agenda.ts'
import { type Change, listenFor } from './listen-for.ts'
import { type QueueName, type Task, type TaskHandler, queueNames, queueOf } from './task.ts'

/** Polling interval without signals: the longest delay that a broken connection or a dead process causes. */
const LOOK_AGAIN_MS = 1_000
/** Shortest interval between two claims, since changes come in bursts. */
const GATHER_MS = 10
/** How often a task may fail before it is given up. */
const RETRIES = 10
/** How long the worker waits for a full batch before it claims more. */
const PATIENCE_MS = 50
/** How long running tasks may take to end after a stop. */
const STOP_MS = 10_000
/** Maximum number of running tasks. Deliveries wait for merchants' servers, jobs for database connections. */
const MOST: Readonly<Record<QueueName, number>> = { notify: 1_000, job: 64 }

/** Runs due tasks in this process; other processes on the same database share the work. */
export class Worker {
  readonly #agenda: Agenda
  readonly #signals: Signals
  readonly #outage: Outage
  readonly #retries: number
  readonly #running = new Map<string, { readonly queue: QueueName; readonly ended: Promise<void> }>()
  readonly #stopping = new AbortController()
  #change: Change | undefined
  #kept: Promise<void> = Promise.resolve()

  /** @param retries how often a task may fail before it is given up; an unavailable database does not count */
  constructor(agenda: Agenda, signals: Signals, outage: Outage, retries: number = RETRIES) {
    this.#agenda = agenda
    this.#signals = signals
    this.#outage = outage
    this.#retries = retries
  }

  /** Runs tasks as they fall due in virtual time, until stopped. It survives outages of the database. */
  start(handlers: Readonly<Record<QueueName, TaskHandler>>): void {
    this.#kept = this.#keepTime(handlers)
  }

  /** Starts no more tasks and waits for the running ones. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#kept
    await this.#ended(
      [...this.#running.keys()].map((id) => ({ id })),
      STOP_MS,
    )
  }

  /** Waits for running tasks, at most this long. */
  async #ended(tasks: readonly Pick<Task, 'id'>[], ms: number): Promise<void> {
    const patience = new AbortController()
    const ended = Promise.all(tasks.map(async ({ id }) => this.#running.get(id)?.ended))
    await Promise.race([ended, delay(ms, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
  }

  async #keepTime(handlers: Readonly<Record<QueueName, TaskHandler>>): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const change = (this.#change = listenFor(this.#signals, ['due', 'clock'], signal))
      const looked = performance.now()
      let wait = LOOK_AGAIN_MS
      try {
        wait = await this.#outage.probe(() => this.#beginDue(handlers))
      } catch (error) {
        this.#outage.logger.error('到期的事没能开始，稍后再试 · what is due could not be begun', error)
      }
      await change.within(Math.min(wait, LOOK_AGAIN_MS))
      // Reacts to the first change after a quiet time at once, and to later ones in intervals.
      const rest = looked + GATHER_MS - performance.now()
      if (rest > 0) await delay(rest)
    }
  }

  /** @returns virtual ms until the next task is due */
  async #beginDue(handlers: Readonly<Record<QueueName, TaskHandler>>): Promise<number> {
    for (;;) {
      const queues = queueNames.filter((name) => this.#count(name) < MOST[name])
      // Both queues are full; each task that ends triggers the next claim.
      if (queues.length === 0) return LOOK_AGAIN_MS
      const { tasks, untilNext } = await this.#agenda.claim(queues)
      for (const task of tasks) this.#begin(task, handlers[queueOf(task)])
      if (tasks.length < CLAIM_LIMIT || this.#stopping.signal.aborted) return untilNext
      // Limits the load of a busy machine, while slow servers do not delay other deliveries.
      await this.#ended(tasks, PATIENCE_MS)
    }
  }

  #begin(task: Task, handle: TaskHandler): void {
    // The lease of a task expired while this process still runs it.
    if (this.#running.has(task.id)) return
    const queue = queueOf(task)
    const ended = this.#run(task, handle).finally(() => {
      const wasFull = this.#count(queue) >= MOST[queue]
      this.#running.delete(task.id)
      if (wasFull) this.#change?.wake()
    })
    this.#running.set(task.id, { queue, ended })
  }

  async #run(task: Task, handle: TaskHandler): Promise<void> {
    try {
      await handle(task)
    } catch (error) {
      const { logger } = this.#outage
      logger.error(`${task.kind} ${task.outOrderNo} (${task.attempt})`, error)
      await this.#agenda
        .putBack(task, error, isDatabaseTrouble(error) ? 'any number of times' : this.#retries)
        .catch((problem: unknown) => logger.error('agenda', problem)) // its lease runs out by itself
    }
  }

  #count(queue: QueueName): number {
    let count = 0
    for (const one of this.#running.values()) if (one.queue === queue) count++
    return count
  }
}
