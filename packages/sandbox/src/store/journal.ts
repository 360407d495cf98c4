import { type Kysely, sql } from 'kysely'
import type { RequestEntry } from '../routes/deps.ts'
import type { Logger } from '../options.ts'
import type { Tables } from './schema.ts'

/** How many requests are remembered. */
const KEPT = 500

/** The latest requests to the API. Written behind the answers, many at a time; nothing depends on it. */
export class RequestJournal {
  readonly #db: Kysely<Tables>
  readonly #logger: Logger
  #waiting: RequestEntry[] = []
  #writing: Promise<void> | undefined

  constructor(db: Kysely<Tables>, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  add(entry: RequestEntry): void {
    this.#waiting.push(entry)
    if (this.#waiting.length > KEPT) this.#waiting.shift()
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
  }

  /** Newest first. */
  async list(limit: number): Promise<RequestEntry[]> {
    await this.flushed()
    const rows = await this.#db.selectFrom('requests').select('entry').orderBy('id', 'desc').limit(limit).execute()
    return rows.map((row) => row.entry)
  }

  async flushed(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting
      this.#waiting = []
      try {
        await this.#db.transaction().execute(async (trx) => {
          await trx
            .insertInto('requests')
            .values(entries.map((entry) => ({ entry: JSON.stringify(entry) })))
            .execute()
          await sql`delete from requests where id <= (select max(id) from requests) - ${KEPT}`.execute(trx)
        })
      } catch (error) {
        this.#logger.error('the request journal could not be written', error)
      }
    }
  }
}
