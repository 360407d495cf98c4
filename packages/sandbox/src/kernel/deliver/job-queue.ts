import type { Transaction } from 'kysely'
import { type ConstructorOptions, type JobWithMetadata, PgBoss, fromKysely } from 'pg-boss'
import type { Logger } from '../world/logger.ts'
import type { Tables } from '../store/schema.ts'
import { isDatabaseTrouble } from '../store/trouble.ts'
import { LEASES, QUEUE_SCHEMA, queueOptions } from './queue-options.ts'
import { type QueueName, type Task, type TaskHandler, queueNames, queueOf } from './task.ts'
import { Workers } from './workers.ts'

const CHECK_SECONDS = 2
/** How often a task may fail by itself before it is given up. */
const RETRIES = 10

type GiveUp = (task: Task, error: unknown) => Promise<void>

/** Runs tasks as soon as the transaction that added them commits, in whichever process is free, at least once each. */
export class JobQueue {
  readonly #boss: PgBoss
  readonly #logger: Logger
  readonly #retries: number
  readonly #workers: Workers[] = []

  constructor(database: ConstructorOptions, logger: Logger, retries: number = RETRIES) {
    this.#retries = retries
    this.#logger = logger
    this.#boss = new PgBoss({
      ...database,
      schema: QUEUE_SCHEMA,
      useListenNotify: true,
      schedule: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
      superviseIntervalSeconds: CHECK_SECONDS,
      monitorIntervalSeconds: CHECK_SECONDS,
      maintenanceIntervalSeconds: 60,
    })
    this.#boss.on('error', (error) => this.#logger.error('job queue', error))
  }

  /**
   * Makes its tables and queues where they are missing.
   *
   * @param isPrepared the database is new, and all of them are in it
   */
  async install(isPrepared = false): Promise<void> {
    await this.#boss.start()
    if (isPrepared) return
    for (const name of await this.#queuesOfOldVersions()) await this.#boss.deleteQueue(name)
    for (const name of queueNames) await this.#boss.createQueue(name, queueOptions)
  }

  /** Version 0.1 had a queue for each kind of task. */
  async #queuesOfOldVersions(): Promise<string[]> {
    const queues = await this.#boss.getQueues()
    return queues.map(({ name }) => name).filter((name) => name === 'expire' || name === 'deduct')
  }

  /** Adds tasks in a transaction; a task that is added twice runs once. */
  async add(trx: Transaction<Tables>, tasks: readonly Task[]): Promise<void> {
    for (const name of queueNames) {
      const jobs = tasks
        .filter((task) => queueOf(task) === name)
        .map((task) => ({ id: task.id, data: task, retryLimit: LEASES }))
      if (jobs.length > 0) await this.#boss.insert(name, jobs, { db: fromKysely(trx) })
    }
  }

  /** Drops everything it was given. */
  async clear(): Promise<void> {
    for (const name of queueNames) await this.#boss.deleteAllJobs(name)
  }

  /**
   * Starts to work, with as many workers at a time as slow endpoints keep busy.
   *
   * @param giveUp told of a task that failed at every try, which is a bug
   */
  async work(handlers: Readonly<Record<QueueName, TaskHandler>>, giveUp: GiveUp): Promise<void> {
    for (const name of queueNames) {
      const workers = new Workers(this.#boss, name, (job) => this.#run(job, handlers[name], giveUp))
      this.#workers.push(workers)
      await workers.add()
    }
  }

  async #run({ data: task, retryCount }: JobWithMetadata<Task>, handle: TaskHandler, giveUp: GiveUp): Promise<void> {
    try {
      await handle(task)
    } catch (error) {
      this.#logger.error(`${task.kind} ${task.outOrderNo} (${task.attempt})`, error)
      if (retryCount < this.#retries || isDatabaseTrouble(error)) throw error
      await giveUp(task, error)
    }
  }

  /** Waits for the tasks in progress. */
  async stop(): Promise<void> {
    for (const workers of this.#workers) workers.stop()
    try {
      await this.#boss.stop({ graceful: true, timeout: 10_000 })
    } catch (error) {
      // A database that is away is told nothing; the leases run out by themselves.
      this.#logger.error('job queue', error)
    }
  }
}
