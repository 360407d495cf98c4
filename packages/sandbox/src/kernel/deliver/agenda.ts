import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, type Selectable, type Transaction, sql } from 'kysely'
import type { Outage } from '../store/outage.ts'
import type { TaskTable, Tables } from '../store/schema.ts'
import type { Signal, Signals } from '../store/signals.ts'
import type { JobQueue } from './job-queue.ts'
import type { EntityReference } from '../machine/entity-kind.ts'
import type { FinishedTask, NewTask, Task } from './task.ts'

/** How often to look although nobody has signalled: what a broken connection costs at most. */
const LOOK_AGAIN_MS = 1_000
/** Changes come in bursts; a look this often is enough. */
const GATHER_MS = 10
const GATHER_DONE_MS = 2
const BATCH = 200

/** As a subquery it is computed once, not for every row, and an index can be searched with it. */
const virtualNow = sql<number>`(select virtual_now())`

/**
 * Everything that is going to happen by itself. A task is due at a *virtual* instant; when the clock has come to it, it
 * is handed to the job queue, which runs it in *real* time with real leases. Keeping the two apart is what lets the
 * clock be frozen, moved and shared while a dead worker's task is still taken over after a few real seconds.
 */
export class Agenda {
  readonly #db: Kysely<Tables>
  readonly #signals: Signals
  readonly #queue: JobQueue

  constructor(db: Kysely<Tables>, signals: Signals, queue: JobQueue) {
    this.#db = db
    this.#signals = signals
    this.#queue = queue
  }

  /** Puts tasks on the agenda with the transaction they follow from; what is due already starts when it commits. */
  async plan(trx: Transaction<Tables>, tasks: readonly NewTask[]): Promise<void> {
    if (tasks.length === 0) return
    await trx
      .insertInto('tasks')
      .values(
        tasks.map((task) => ({
          id: randomUUID(),
          product: task.product,
          kind: task.kind,
          mchid: task.mchid,
          number: task.outOrderNo,
          notification_id: task.notificationId ?? null,
          attempt: task.attempt,
          due_at: task.dueAt,
          handed_over: false,
        })),
      )
      .execute()
  }

  /**
   * Marks a task as done, in the transaction that holds its effects.
   *
   * @returns false when somebody else has done it: the caller must leave everything as it is
   */
  async finish(trx: Transaction<Tables>, task: Task, outcome: string): Promise<boolean> {
    const { numUpdatedRows } = await trx
      .updateTable('tasks')
      .set({ done_at: sql<number>`virtual_now()`, outcome })
      .where('id', '=', task.id)
      .where('done_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Whether a task is still to be done. */
  async isOpen({ id }: Task): Promise<boolean> {
    const query = this.#db.selectFrom('tasks').select('id').where('id', '=', id).where('done_at', 'is', null)
    return (await query.executeTakeFirst()) !== undefined
  }

  /** Ends a task that cannot be done, so that nobody waits for it for ever. */
  async giveUp(task: Task, error: unknown): Promise<void> {
    await this.#db.transaction().execute((trx) => this.finish(trx, task, `failed: ${String(error)}`))
  }

  /** Takes back what nobody can be working on any more, instead of waiting for leases to run out. */
  async takeBack(): Promise<void> {
    await this.#queue.clear()
    await this.#db
      .updateTable('tasks')
      .set({ handed_over: false })
      .where('done_at', 'is', null)
      .where('handed_over', '=', true)
      .execute()
  }

  /** Hands over what the clock has come to, oldest first. */
  async handOverDue(): Promise<void> {
    for (;;) {
      const count = await this.#db.transaction().execute(async (trx) => {
        const due = trx
          .selectFrom('tasks')
          .select('id')
          .where('done_at', 'is', null)
          .where('handed_over', '=', false)
          .where('due_at', '<=', virtualNow)
          .orderBy('due_at')
          .limit(BATCH)
          .forUpdate()
          .skipLocked()
        const rows = await trx
          .updateTable('tasks')
          .set({ handed_over: true })
          .where('id', 'in', due)
          .returningAll()
          .execute()
        await this.#queue.add(trx, rows.map(toTask))
        return rows.length
      })
      if (count < BATCH) return
    }
  }

  /** Keeps handing over as virtual time passes, until aborted. A database that is away for a while is waited for. */
  async keepTime(stop: AbortSignal, outage: Outage): Promise<void> {
    while (!stop.aborted) {
      const changed = this.#change(['tasks', 'clock'], stop)
      const looked = performance.now()
      let wait = LOOK_AGAIN_MS
      try {
        const next = await outage.probe(() => this.#untilNext())
        if (next <= 0) await this.handOverDue()
        wait = next
      } catch (error) {
        outage.logger.error('到期的事没能交出去，稍后再试 · could not hand over what is due', error)
      }
      if (wait > 0) await changed.within(Math.min(wait, LOOK_AGAIN_MS))
      else changed.ignore()
      // The first change after a quiet time is met at once, a burst of them a few at a time.
      const rest = looked + GATHER_MS - performance.now()
      if (rest > 0) await delay(rest)
    }
  }

  /**
   * Resolves when no task is left that the clock has come to, and none of those that came of it.
   *
   * @param onWait called again and again while waiting
   */
  async settled(onWait?: () => Promise<void>): Promise<void> {
    for (;;) {
      const changed = this.#change(['tasks'])
      if (!(await this.#isDue())) return changed.ignore()
      if (await changed.within(LOOK_AGAIN_MS)) await delay(GATHER_DONE_MS)
      await onWait?.()
    }
  }

  /** What is still to come, soonest first: of one entity, of one merchant or of all. */
  async pending(limit = 100, whose: Partial<EntityReference> = {}): Promise<Task[]> {
    let query = this.#db.selectFrom('tasks').selectAll().where('done_at', 'is', null)
    const { product, mchid, outOrderNo } = whose
    if (product !== undefined) query = query.where('product', '=', product)
    if (mchid !== undefined) query = query.where('mchid', '=', mchid)
    if (outOrderNo !== undefined) query = query.where('number', '=', outOrderNo)
    const rows = await query.orderBy('due_at').orderBy('id').limit(limit).execute()
    return rows.map(toTask)
  }

  /** All that is still to come of one kind for a merchant, soonest first. */
  async pendingOf(mchid: string, kind: string): Promise<Task[]> {
    const rows = await this.#db
      .selectFrom('tasks')
      .selectAll()
      .where('mchid', '=', mchid)
      .where('kind', '=', kind)
      .where('done_at', 'is', null)
      .orderBy('due_at')
      .orderBy('id')
      .execute()
    return rows.map(toTask)
  }

  /** What ran after `from` and not after `to`, in that order. */
  async finished(from: number, to: number): Promise<FinishedTask[]> {
    const rows = await this.#db
      .selectFrom('tasks')
      .selectAll()
      .where('done_at', '>', from)
      .where('done_at', '<=', to)
      .orderBy('done_at')
      .orderBy('due_at')
      .execute()
    return rows.map(toFinishedTask)
  }

  async #isDue(): Promise<boolean> {
    const due = this.#db.selectFrom('tasks').select('id').where('done_at', 'is', null).where('due_at', '<=', virtualNow)
    return (await due.limit(1).executeTakeFirst()) !== undefined
  }

  async #untilNext(): Promise<number> {
    const { wait } = await this.#db
      .selectFrom('tasks')
      .select(sql<number | null>`min(due_at) - ${virtualNow}`.as('wait'))
      .where('done_at', 'is', null)
      .where('handed_over', '=', false)
      .executeTakeFirstOrThrow()
    return wait ?? LOOK_AGAIN_MS
  }

  /**
   * Listens from now on, so that nothing is missed between a look into the table and the wait that follows it.
   * `within` resolves with whether there was a change.
   */
  #change(signals: readonly Signal[], stop?: AbortSignal): { within(ms: number): Promise<boolean>; ignore(): void } {
    let wake = (): void => {}
    let woken = false
    const heard = (): void => {
      woken = true
      wake()
    }
    const unsubscribe = this.#signals.subscribe((name) => {
      if (signals.includes(name)) heard()
    })
    stop?.addEventListener('abort', heard, { once: true })
    const ignore = (): void => {
      unsubscribe()
      stop?.removeEventListener('abort', heard)
    }
    return {
      ignore,
      async within(ms) {
        if (!woken && !stop?.aborted) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ms)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
        ignore()
        return woken
      },
    }
  }
}

function toTask(row: Selectable<TaskTable>): Task {
  return {
    id: row.id,
    product: row.product,
    kind: row.kind,
    mchid: row.mchid,
    outOrderNo: row.number,
    ...(row.notification_id === null ? {} : { notificationId: row.notification_id }),
    attempt: row.attempt,
    dueAt: row.due_at,
  }
}

function toFinishedTask(row: Selectable<TaskTable>): FinishedTask {
  return { ...toTask(row), doneAt: row.done_at ?? row.due_at, outcome: row.outcome ?? '' }
}
