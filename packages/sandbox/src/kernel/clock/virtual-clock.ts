import { type Kysely, type Transaction, sql } from 'kysely'
import { invalid } from '../control/control-error.ts'
import { LAST_INSTANT } from '../control/fields.ts'
import { type Read, callback, object, optional } from '../control/input.ts'
import type { Agenda } from '../deliver/agenda.ts'
import type { FinishedTask } from '../deliver/task.ts'
import type { Tables } from '../store/schema/tables.ts'
import { describe } from '../world/describe.ts'

/** Interval at which a running move renews its mark, ms. */
const RENEW_MS = 5_000

export interface ClockReading {
  /** Virtual time, ms since the epoch. */
  readonly now: number
  readonly frozen: boolean
  /** The move in progress, in any process. */
  readonly move?: {
    /** Start and target of the move, ms since the epoch. */
    readonly from: number
    readonly target: number
    /** The move was stopped, and ends when everything due at the instant reached is done. */
    readonly stopping: boolean
  }
}

interface MoveRow {
  readonly from: number
  readonly target: number
  readonly stops: number
}

/** Options to observe and stop a long move. */
export interface MoveOptions {
  /**
   * Aborting stops the clock at the instant reached, after everything due there; the move resolves with that instant.
   */
  readonly signal?: AbortSignal
  /** Called at every instant where the clock stops, with the virtual time and the target, ms since the epoch. */
  readonly onProgress?: (progress: { readonly now: number; readonly target: number }) => void
}

export interface ClockMove extends Pick<ClockReading, 'now' | 'frozen'> {
  /** Tasks that ran during the move, each at its own virtual instant, in order. */
  readonly ran: readonly FinishedTask[]
}

/**
 * The time of the simulated world, stored in a database row so that all processes agree. It passes at the rate of real
 * time or stands still, and can be moved. Transport does not use it: signatures carry real timestamps, because their
 * receivers check them against real clocks.
 */
export class VirtualClock {
  readonly #db: Kysely<Tables>
  readonly #agenda: Agenda
  readonly #isAlone: boolean
  readonly #closing: AbortSignal | undefined
  /** A cached copy of the row, kept only where nobody else can change it. */
  #row: ClockRow | undefined
  #moving: Promise<unknown> = Promise.resolve()

  /**
   * @param isAlone whether no other process can move the clock, so that its row can be cached
   * @param closing stops the moves of this process
   */
  constructor(db: Kysely<Tables>, agenda: Agenda, isAlone = false, closing?: AbortSignal) {
    this.#db = db
    this.#agenda = agenda
    this.#isAlone = isAlone
    this.#closing = closing
  }

  /** Creates the row if it is missing. */
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
    if (!this.#isAlone) return (await this.read()).now
    this.#row ??= await this.#db.selectFrom('clock').select(rowColumns).executeTakeFirstOrThrow()
    return nowOf(this.#row)
  }

  async read(): Promise<ClockReading> {
    return readClock(this.#db)
  }

  /** Stops time. Work that is already due is still done. */
  async freeze(): Promise<ClockReading> {
    return this.#place(({ now }) => ({ now, runs: 'never' }))
  }

  /** Lets time pass again, at the rate of real time. */
  async resume(): Promise<ClockReading> {
    return this.#place(({ now }) => ({ now, runs: 'now' }))
  }

  /**
   * Moves time forward and does everything that falls due, in order; the clock stands at each task's instant while it
   * runs. Other moves in this process wait their turn.
   *
   * @param ms not negative
   * @example await clock.advance(400 * 86_400_000, { signal: AbortSignal.timeout(10_000), onProgress: console.log })
   */
  async advance(ms: number, options: MoveOptions = {}): Promise<ClockMove> {
    requireInstant('ms', ms)
    moveOptions(options, '')
    return this.#exclusively(async (stops) =>
      this.#moveTo(requireInstant('ms', ms + (await this.now())), options, stops),
    )
  }

  /** Moves to an instant: forward like {@link advance}, so that nothing is skipped; backward in one jump. */
  async set(instant: number, options: MoveOptions = {}): Promise<ClockMove> {
    requireInstant('instant', instant)
    moveOptions(options, '')
    return this.#exclusively(async (stops) => {
      if (instant >= (await this.now())) return this.#moveTo(instant, options, stops)
      const { now, frozen } = await this.#place((reading) => ({ now: instant, runs: reading.frozen ? 'never' : 'now' }))
      return { now, frozen, ran: [] }
    })
  }

  /**
   * Stops every requested move in all processes, like the `signal` of each. Resolves when the moves of this process
   * have stopped.
   */
  async stopMoves(): Promise<ClockReading> {
    await this.#db
      .updateTable('clock')
      .set({ stops: sql`stops + 1` })
      .execute()
    await this.#moving
    return this.read()
  }

  /** @param stops number of stops when this move was requested */
  async #moveTo(target: number, { signal, onProgress }: MoveOptions, stops: number): Promise<ClockMove> {
    const { now: from, frozen } = await this.read()
    // A running clock is paused, not frozen: if this process dies here, the clock resumes after half a minute.
    const runs = frozen ? 'never' : 'later'
    let renewedAt = performance.now()
    const place = (instant: number): Promise<ClockReading> => {
      renewedAt = performance.now()
      return this.#place(({ now }) => ({ now: Math.max(now, instant), runs, move: { from, target, stops } }))
    }
    const renew = async (): Promise<void> => {
      if (performance.now() - renewedAt >= RENEW_MS) await place(from)
    }
    const pause = (): Promise<void> => this.#agenda.settled(renew)
    await place(from)
    await pause()
    let isStopped: boolean
    for (;;) {
      const ahead = await this.#ahead(target)
      isStopped = signal?.aborted === true || this.#closing?.aborted === true || ahead.stops !== stops
      if (isStopped || ahead.due === null) break
      const { now } = await place(ahead.due)
      await pause()
      onProgress?.({ now, target })
    }
    const reached = isStopped ? from : target
    const { now } = await this.#place((reading) => ({
      now: Math.max(reading.now, reached),
      runs: frozen ? 'never' : 'now',
      move: null,
    }))
    return { now, frozen, ran: await this.#agenda.finished(from, now) }
  }

  /** Returns the instant of the next due task before a target, and the number of stops. */
  async #ahead(target: number): Promise<{ due: number | null; stops: number }> {
    return this.#db
      .selectFrom('tasks')
      .select([sql<number | null>`min(due_at)`.as('due'), sql<number>`(select stops from clock)`.as('stops')])
      .where('done_at', 'is', null)
      .where('due_at', '<=', target)
      .executeTakeFirstOrThrow()
  }

  /** @param decide omits `move` to let a running move continue, and sets it to `null` to end it */
  async #place(
    decide: (reading: ClockReading) => {
      now: number
      runs: 'now' | 'later' | 'never'
      move?: MoveRow | null
    },
  ): Promise<ClockReading> {
    const { row, reading } = await this.#db.transaction().execute(async (trx) => {
      await trx.selectFrom('clock').select('id').forUpdate().executeTakeFirstOrThrow()
      const { now, runs, move } = decide(await readClock(trx))
      const row = await trx
        .updateTable('clock')
        .set({
          virtual_ms: now,
          runs_from: runs === 'never' ? null : runs === 'now' ? sql`clock_timestamp()` : inHalfAMinute,
          ...(move !== undefined && {
            move_from: move?.from ?? null,
            move_target: move?.target ?? null,
            move_stops: move?.stops ?? null,
            moves_until: move && inHalfAMinute,
          }),
        })
        .returning(rowColumns)
        .executeTakeFirstOrThrow()
      return { row, reading: { now, frozen: runs === 'never' } }
    })
    if (this.#isAlone) this.#row = row
    return reading
  }

  #exclusively<T>(move: (stops: number) => Promise<T>): Promise<T> {
    const asked = this.#db.selectFrom('clock').select('stops').executeTakeFirstOrThrow()
    asked.catch(() => {}) // met below, perhaps much later
    const moved = this.#moving.then(async () => move((await asked).stops))
    this.#moving = moved.catch(() => {}) // reported to whoever asked for it
    return moved
  }
}

const abortSignal: Read<AbortSignal> = (value, field) => {
  if (typeof value === 'object' && value !== null && 'aborted' in value) return value as AbortSignal
  throw invalid(field, 'an AbortSignal', value)
}
const moveOptions = object({ signal: optional(abortSignal), onProgress: optional(callback) })

const inHalfAMinute = sql<Date>`clock_timestamp() + interval '30 seconds'`

async function readClock(db: Kysely<Tables> | Transaction<Tables>): Promise<ClockReading> {
  const { now, frozen, from, target, stopping } = await db
    .selectFrom('clock')
    .select([
      sql<number>`virtual_now()`.as('now'),
      sql<boolean>`runs_from is null`.as('frozen'),
      sql<number | null>`case when moves_until > clock_timestamp() then move_from end`.as('from'),
      'move_target as target',
      sql<boolean>`stops is distinct from move_stops`.as('stopping'),
    ])
    .executeTakeFirstOrThrow()
  return { now, frozen, ...(from !== null && target !== null && { move: { from, target, stopping } }) }
}

interface ClockRow {
  readonly virtualMs: number
  /** Real instant, ms; null while frozen. */
  readonly runsFrom: number | null
}

const rowColumns = [
  sql<number>`virtual_ms`.as('virtualMs'),
  sql<number | null>`(extract(epoch from runs_from) * 1000)::float8`.as('runsFrom'),
] as const

/** Computes the SQL function `virtual_now()`. A database in this process uses this process's clock. */
function nowOf({ virtualMs, runsFrom }: ClockRow): number {
  return virtualMs + (runsFrom === null ? 0 : Math.max(0, Math.floor(Date.now() - runsFrom)))
}

function requireInstant(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= LAST_INSTANT) return value
  throw new RangeError(
    `clock: ${name} must be a whole number of milliseconds, not negative and not beyond the year 275760; ` +
      `received ${describe(value)}`,
  )
}
