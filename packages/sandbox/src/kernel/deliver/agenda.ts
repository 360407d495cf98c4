import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, type Selectable, type Transaction, sql } from 'kysely'
import type { TaskTable, Tables } from '../store/schema.ts'
import type { Signals } from '../store/signals.ts'
import { listenFor } from './listen-for.ts'
import type { EntityReference } from '../machine/entity-kind.ts'
import type { FinishedTask, QueueName, Task } from './task.ts'

/** How often to look although nobody has signalled: what a broken connection costs at most. */
const LOOK_AGAIN_MS = 1_000
const GATHER_DONE_MS = 2
/** Tasks that are claimed at a time. */
export const CLAIM_LIMIT = 32
/**
 * Real time after which a task that a dead process held goes to another: longer than the slowest task, a delivery with
 * its limit of 5 s.
 */
const LEASE = sql.raw(`interval '12 seconds'`)
/** Real time until a task that failed is tried again. */
const PAUSE = sql.raw(`interval '1 second'`)

/** As a subquery it is computed once, not for every row, and an index can be searched with it. */
const virtualNow = sql<number>`(select virtual_now())`

/**
 * Everything that is going to happen by itself. A task is due at a *virtual* instant; when the clock has come to it, a
 * process claims it for some *real* seconds and does it. Keeping the two apart is what lets the clock be frozen, moved
 * and shared while a dead worker's task is still taken over after a few real seconds.
 */
export class Agenda {
  readonly #db: Kysely<Tables>
  readonly #signals: Signals

  constructor(db: Kysely<Tables>, signals: Signals) {
    this.#db = db
    this.#signals = signals
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

  /**
   * Claims what the clock has come to and nobody holds, oldest first.
   *
   * @param queues only tasks of these
   * @returns the tasks, and how long until the next is due: virtual ms
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
      untilNext: rows[0]?.wait ?? LOOK_AGAIN_MS,
    }
  }

  /**
   * Lets a task that failed be claimed again in a while, or ends it, so that nobody waits for it for ever.
   *
   * @param retries how often it may fail and is tried again
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

  /** Takes back what nobody can be working on any more, instead of waiting for leases to run out. */
  async takeBack(): Promise<void> {
    await this.#db
      .updateTable('tasks')
      .set({ leased_until: null })
      .where('done_at', 'is', null)
      .where('leased_until', 'is not', null)
      .execute()
  }

  /**
   * Resolves when no task is left that the clock has come to, and none of those that came of it.
   *
   * @param onWait called again and again while waiting
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
