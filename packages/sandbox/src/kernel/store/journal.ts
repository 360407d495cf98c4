import { type Kysely, sql } from 'kysely'
import type { RequestEntry } from '../protocol/deps.ts'
import type { Logger } from '../world/logger.ts'
import type { Tables } from './schema/tables.ts'
import { isDatabaseTrouble } from './database/trouble.ts'

/** Number of requests that are kept. */
const KEPT = 500
/** Requests within this time are written together. */
const GATHER_MS = 100

interface WaitingEntry {
  readonly entry: RequestEntry
  readonly mchid: string | undefined
}

/** The latest requests to the API. They are written in batches after the answers; nothing depends on them. */
export class RequestJournal {
  readonly #db: Kysely<Tables>
  readonly #logger: Logger
  #waiting: WaitingEntry[] = []
  #timer: NodeJS.Timeout | undefined
  #isEnded = false
  #writing: Promise<void> = Promise.resolve()

  constructor(db: Kysely<Tables>, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  /** @param mchid who called, where that is known */
  add(entry: RequestEntry, mchid?: string): void {
    if (this.#isEnded) return
    this.#waiting.push({ entry, mchid })
    if (this.#waiting.length > KEPT) this.#waiting.shift()
    this.#timer ??= setTimeout(() => void this.flushed(), GATHER_MS)
  }

  /**
   * Lists requests, newest first.
   *
   * @param mchid only requests of this merchant and of unknown callers
   */
  async list(limit: number, mchid?: string): Promise<RequestEntry[]> {
    await this.flushed()
    let query = this.#db.selectFrom('requests').select('entry')
    if (mchid !== undefined) query = query.where((is) => is.or([is('mchid', 'is', null), is('mchid', '=', mchid)]))
    const rows = await query.orderBy('id', 'desc').limit(limit).execute()
    return rows.map((row) => row.entry)
  }

  /** Resolves when everything added so far is written. */
  flushed(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  /** Writes everything added so far. Nothing is written afterwards. */
  end(): Promise<void> {
    this.#isEnded = true
    return this.flushed()
  }

  async #write(): Promise<void> {
    const entries = this.#waiting
    if (entries.length === 0) return
    this.#waiting = []
    try {
      const mchids = entries.map(({ mchid = null }) => mchid)
      const texts = entries.map(({ entry }) => JSON.stringify(entry))
      await sql`
        with added as (
          insert into requests (mchid, entry)
          select mchid, entry::json
          from unnest(${mchids}::text[], ${texts}::text[]) with ordinality as given (mchid, entry, position)
          order by position
          returning id
        )
        delete from requests where id <= (select max(id) from added) - ${KEPT}::bigint`.execute(this.#db)
    } catch (error) {
      // Kept for the next write, when the database is available again.
      if (isDatabaseTrouble(error)) this.#waiting = [...entries, ...this.#waiting].slice(-KEPT)
      this.#logger.error('请求日志没能写下 · the request journal could not be written', error)
    }
  }
}
