import { type Kysely, type Transaction, sql } from 'kysely'
import type { Agenda } from '../deliver/agenda.ts'
import type { FinishedTask } from '../deliver/task.ts'
import type { Tables } from '../store/schema.ts'

/** How often the hold on a running clock is renewed while it is moved, ms. */
const RENEW_MS = 5_000

export interface ClockReading {
  /** Virtual time, ms since the epoch. */
  readonly now: number
  readonly frozen: boolean
}

/** Who moves the clock far may watch it and stop it. */
export interface MoveOptions {
  /** Aborting stops at the instant reached, when everything due there is done; the move resolves, with that instant. */
  readonly signal?: AbortSignal
  /** Called at every instant the clock stops at, with virtual time and the instant it moves to, ms since the epoch. */
  readonly onProgress?: (progress: { readonly now: number; readonly target: number }) => void
}

export interface ClockMove extends ClockReading {
  /** What happened on the way, each at its own virtual instant, in order. */
  readonly ran: readonly FinishedTask[]
}

/**
 * The time of the simulated world: a row in the database, so that every process agrees on it. It passes at the rate of
 * real time or stands still, and can be moved. Transport is not on it: signatures carry real timestamps, because the
 * programs on the other end check them against real clocks.
 */
export class VirtualClock {
  readonly #db: Kysely<Tables>
  readonly #agenda: Agenda
  #moving: Promise<unknown> = Promise.resolve()

  constructor(db: Kysely<Tables>, agenda: Agenda) {
    this.#db = db
    this.#agenda = agenda
  }

  /** Makes the row if there is none yet. */
  async initialise(options: { readonly now?: number; readonly frozen?: boolean }): Promise<void> {
    await this.#db
      .insertInto('clock')
      .values({
        id: 1,
        virtual_ms: options.now ?? Date.now(),
        runs_from: options.frozen ? null : sql`clock_timestamp()`,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async now(): Promise<number> {
    return (await this.read()).now
  }

  async read(): Promise<ClockReading> {
    return readClock(this.#db)
  }

  /** Stops time. Work that is due already is still done. */
  async freeze(): Promise<ClockReading> {
    return this.#place(({ now }) => ({ now, runs: 'never' }))
  }

  /** Lets time pass again, at the rate of real time. */
  async resume(): Promise<ClockReading> {
    return this.#place(({ now }) => ({ now, runs: 'now' }))
  }

  /**
   * Moves time forward and does everything that falls due on the way: in order of its instant, the clock standing at
   * that instant while it runs. Moves asked for meanwhile in this process wait their turn.
   *
   * @param ms not negative
   * @example await clock.advance(400 * 86_400_000, { signal: AbortSignal.timeout(10_000), onProgress: console.log })
   */
  advance(ms: number, options: MoveOptions = {}): Promise<ClockMove> {
    return this.#exclusively(async () => this.#moveTo((await this.now()) + requireInstant('ms', ms), options))
  }

  /** Moves to an instant: forward like {@link advance}, so that nothing is skipped; backward in one jump. */
  set(instant: number, options: MoveOptions = {}): Promise<ClockMove> {
    return this.#exclusively(async () => {
      if (requireInstant('instant', instant) >= (await this.now())) return this.#moveTo(instant, options)
      const reading = await this.#place(({ frozen }) => ({ now: instant, runs: frozen ? 'never' : 'now' }))
      return { ...reading, ran: [] }
    })
  }

  async #moveTo(target: number, { signal, onProgress }: MoveOptions): Promise<ClockMove> {
    const { frozen } = await this.read()
    // A running clock is held, not frozen: should this process die here, it runs on after half a minute.
    const runs = frozen ? 'never' : 'later'
    let heldAt = performance.now()
    const hold = async (): Promise<void> => {
      if (frozen || performance.now() - heldAt < RENEW_MS) return
      heldAt = performance.now()
      await this.#place(({ now }) => ({ now, runs }))
    }
    const from = (await this.#place(({ now }) => ({ now, runs }))).now
    await this.#agenda.handOverDue()
    await this.#agenda.settled(hold)
    for (;;) {
      if (signal?.aborted) break
      const next = await this.#nextDue(target)
      if (next === undefined) break
      const { now } = await this.#place((reading) => ({ now: Math.max(reading.now, next), runs }))
      await this.#agenda.handOverDue()
      await this.#agenda.settled(hold)
      onProgress?.({ now, target })
    }
    const end = signal?.aborted ? from : target
    const reading = await this.#place(({ now }) => ({ now: Math.max(now, end), runs: frozen ? 'never' : 'now' }))
    return { ...reading, ran: await this.#agenda.finished(from, reading.now) }
  }

  async #nextDue(target: number): Promise<number | undefined> {
    const { due } = await this.#db
      .selectFrom('tasks')
      .select(sql<number | null>`min(due_at)`.as('due'))
      .where('done_at', 'is', null)
      .where('due_at', '<=', target)
      .executeTakeFirstOrThrow()
    return due ?? undefined
  }

  async #place(
    decide: (reading: ClockReading) => { now: number; runs: 'now' | 'later' | 'never' },
  ): Promise<ClockReading> {
    return this.#db.transaction().execute(async (trx) => {
      await trx.selectFrom('clock').select('id').forUpdate().executeTakeFirstOrThrow()
      const { now, runs } = decide(await readClock(trx))
      await trx
        .updateTable('clock')
        .set({
          virtual_ms: now,
          runs_from:
            runs === 'never'
              ? null
              : runs === 'now'
                ? sql`clock_timestamp()`
                : sql`clock_timestamp() + interval '30 seconds'`,
        })
        .execute()
      return { now, frozen: runs === 'never' }
    })
  }

  #exclusively<T>(move: () => Promise<T>): Promise<T> {
    const moved = this.#moving.then(move)
    this.#moving = moved.catch(() => {}) // reported to whoever asked for it
    return moved
  }
}

async function readClock(db: Kysely<Tables> | Transaction<Tables>): Promise<ClockReading> {
  return db
    .selectFrom('clock')
    .select([sql<number>`virtual_now()`.as('now'), sql<boolean>`runs_from is null`.as('frozen')])
    .executeTakeFirstOrThrow()
}

function requireInstant(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError(`clock: ${name} must be a whole number of milliseconds, not negative; received ${value}`)
}
