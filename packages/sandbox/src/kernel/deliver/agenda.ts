import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, type Selectable, type Transaction, sql } from 'kysely'
import type { TaskTable, Tables } from '../store/schema/tables.ts'
import type { Signals } from '../store/database/signals.ts'
import { listenFor } from './listen-for.ts'
import type { EntityReference } from '../machine/entity-kind.ts'
import type { FinishedTask, QueueName, Task } from './task.ts'

/** Polling interval without signals: the longest delay that a broken connection causes. */
const LOOK_AGAIN_MS = 1_000
const GATHER_DONE_MS = 2
/** Maximum number of tasks per claim. */
export const CLAIM_LIMIT = 32
/**
 * Real time after which another process takes over a dead process's task. It exceeds the slowest task, a delivery with
 * its limit of 5 s.
 */
const LEASE = sql.raw(`interval '12 seconds'`)
/** Real time until a failed task is tried again. */
const PAUSE = sql.raw(`interval '1 second'`)

/** A subquery is computed once instead of per row, and allows an index search. */
const virtualNow = sql<number>`(select virtual_now())`

/**
 * The scheduled tasks. A task is due at a *virtual* instant; when the clock reaches it, a process claims it for some
 * *real* seconds and runs it. Because the two are separate, the clock can be frozen, moved and shared, while a dead
 * worker's task is still taken over after a few real seconds.
 */
export class Agenda {
  readonly #db: Kysely<Tables>
  readonly #signals: Signals

  constructor(db: Kysely<Tables>, signals: Signals) {
    this.#db = db
    this.#signals = signals
  }

  /**
   * Marks a task as done in the transaction of its effects.
   *
   * @returns false when another process has done it: the caller must change nothing
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

  /**
   * Claims due tasks that nobody holds, oldest first.
   *
   * @param queues the queues to claim from
   * @returns the tasks, and the virtual ms until the next one is due
   */
  async claim(queues: readonly QueueName[]): Promise<{ readonly tasks: Task[]; readonly untilNext: number }> {
    const wanted =
      queues.length > 1 ? sql`` : queues[0] === 'notify' ? sql`and kind = 'notify'` : sql`and kind <> 'notify'`
    const { rows } = await sql<{ wait: number | null } & (Selectable<TaskTable> | { id: null })>`
      with due as (
        select id as due_id from tasks
        where done_at is null and due_at <= ${virtualNow} and (leased_until is null or leased_until <= now()) ${wanted}
        order by due_at, id
        limit ${CLAIM_LIMIT}
        for update skip locked
      ), claimed as (
        update tasks set leased_until = clock_timestamp() + ${LEASE} from due where id = due_id returning tasks.*
      )
      select claimed.*, wait
      from (
        select min(due_at) - ${virtualNow} as wait from tasks where done_at is null and due_at > ${virtualNow}
      ) next left join claimed on true
      order by due_at, id`.execute(this.#db)
    return {
      tasks: rows.filter((row) => row.id !== null).map(toTask),
      // Virtual time may have passed a due instant between the two places in which the statement reads it.
      untilNext: Math.max(0, rows[0]?.wait ?? LOOK_AGAIN_MS),
    }
  }

  /**
   * Releases a failed task for another claim after a pause, or ends it, so that nobody waits for it for ever.
   *
   * @param retries how often a failed task is tried again
   */
  async putBack(task: Task, error: unknown, retries: number | 'any number of times'): Promise<void> {
    const counts = retries !== 'any number of times'
    const isLast = counts ? sql<boolean>`failures >= ${retries}` : sql<boolean>`false`
    await this.#db
      .updateTable('tasks')
      .set({
        failures: counts ? sql<number>`failures + 1` : sql<number>`failures`,
        leased_until: sql<Date>`clock_timestamp() + ${PAUSE}`,
        done_at: sql<number | null>`case when ${isLast} then virtual_now() end`,
        outcome: sql<string | null>`case when ${isLast} then ${`failed: ${String(error)}`} end`,
      })
      .where('id', '=', task.id)
      .where('done_at', 'is', null)
      .execute()
  }

  /** Releases all claims at once when no process can be working on them, instead of waiting for leases to expire. */
  async takeBack(): Promise<void> {
    await this.#db
      .updateTable('tasks')
      .set({ leased_until: null })
      .where('done_at', 'is', null)
      .where('leased_until', 'is not', null)
      .execute()
  }

  /**
   * Resolves when all due tasks and their due follow-up tasks are done.
   *
   * @param onWait called repeatedly while waiting
   */
  async settled(onWait?: () => Promise<void>): Promise<void> {
    for (;;) {
      const changed = listenFor(this.#signals, ['tasks', 'due'])
      try {
        if (!(await this.#isDue())) return
        if (await changed.within(LOOK_AGAIN_MS)) await delay(GATHER_DONE_MS)
      } finally {
        changed.ignore()
      }
      await onWait?.()
    }
  }

  /** Lists pending tasks of one entity, one merchant or all, soonest first. */
  async pending(limit = 100, whose: Partial<EntityReference> = {}): Promise<Task[]> {
    let query = this.#db.selectFrom('tasks').selectAll().where('done_at', 'is', null)
    const { product, mchid, outOrderNo } = whose
    if (product !== undefined) query = query.where('product', '=', product)
    if (mchid !== undefined) query = query.where('mchid', '=', mchid)
    if (outOrderNo !== undefined) query = query.where('number', '=', outOrderNo)
    const rows = await query.orderBy('due_at').orderBy('id').limit(limit).execute()
    return rows.map(toTask)
  }

  /** Lists all pending tasks of one kind for a merchant, soonest first. */
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

  /** Lists tasks that ran after `from` up to and including `to`, in that order. */
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
