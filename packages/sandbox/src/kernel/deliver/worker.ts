import { setTimeout as delay } from 'node:timers/promises'
import type { Outage } from '../store/outage.ts'
import type { Signals } from '../store/signals.ts'
import { isDatabaseTrouble } from '../store/trouble.ts'
import { type Agenda, CLAIM_LIMIT } from './agenda.ts'
import { type Change, listenFor } from './listen-for.ts'
import { type QueueName, type Task, type TaskHandler, queueNames, queueOf } from './task.ts'

/** How often to look although nobody has signalled: what a broken connection, or a dead process, costs at most. */
const LOOK_AGAIN_MS = 1_000
/** Changes come in bursts; a look this often is enough. */
const GATHER_MS = 10
/** How often a task may fail by itself before it is given up. */
const RETRIES = 10
/** How long a full batch may take before more is begun beside it. */
const PATIENCE_MS = 50
/** How long tasks in progress may take to end. */
const STOP_MS = 10_000
/** Tasks in progress at a time. Deliveries wait for other people's servers, jobs for a connection to the database. */
const MOST: Readonly<Record<QueueName, number>> = { notify: 1_000, job: 64 }

/** Does what falls due, in this process; others on the same database do their share. */
export class Worker {
  readonly #agenda: Agenda
  readonly #signals: Signals
  readonly #outage: Outage
  readonly #retries: number
  readonly #running = new Map<string, { readonly queue: QueueName; readonly ended: Promise<void> }>()
  readonly #stopping = new AbortController()
  #change: Change | undefined
  #kept: Promise<void> = Promise.resolve()

  /** @param retries how often a task may fail before it is given up; a database that is away does not count */
  constructor(agenda: Agenda, signals: Signals, outage: Outage, retries: number = RETRIES) {
    this.#agenda = agenda
    this.#signals = signals
    this.#outage = outage
    this.#retries = retries
  }

  /** Begins tasks as virtual time comes to them, until stopped. A database that is away for a while is waited for. */
  start(handlers: Readonly<Record<QueueName, TaskHandler>>): void {
    this.#kept = this.#keepTime(handlers)
  }

  /** Begins nothing more, and waits for the tasks in progress. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#kept
    await this.#ended(
      [...this.#running.keys()].map((id) => ({ id })),
      STOP_MS,
    )
  }

  /** Waits for tasks in progress, at the most so long. */
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
      // The first change after a quiet time is met at once, a burst of them a few at a time.
      const rest = looked + GATHER_MS - performance.now()
      if (rest > 0) await delay(rest)
    }
  }

  /** @returns how long until the next task is due, virtual ms */
  async #beginDue(handlers: Readonly<Record<QueueName, TaskHandler>>): Promise<number> {
    for (;;) {
      const queues = queueNames.filter((name) => this.#count(name) < MOST[name])
      // Each task that ends looks for the next.
      if (queues.length === 0) return LOOK_AGAIN_MS
      const { tasks, untilNext } = await this.#agenda.claim(queues)
      for (const task of tasks) this.#begin(task, handlers[queueOf(task)])
      if (tasks.length < CLAIM_LIMIT || this.#stopping.signal.aborted) return untilNext
      // A machine that is busy gets no more to do than it does; servers that are slow hold up nobody.
      await this.#ended(tasks, PATIENCE_MS)
    }
  }

  #begin(task: Task, handle: TaskHandler): void {
    // Its lease has run out while it is still being done here.
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
