import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/** Texts of statements differ by the length of lists; so many of them are prepared on each connection. */
const MOST_PREPARED = 300

/** Everything else happens once: migrations, BEGIN and COMMIT, settings. */
const IS_REPEATED = /^\s*(select|with|insert|update|delete)\b/i

/** A statement names its columns once and for all; another process has changed its table since. */
const RESULT_HAS_CHANGED = '0A000'

type Run = <Row>(text: string, values: readonly unknown[]) => Promise<PostgresQueryResult<Row>>

/**
 * A pool whose connections prepare what they are asked. To parse and plan a statement that writes an order with all that
 * follows takes the server longer than to carry it out.
 */
export function preparedPool(pool: pg.Pool): PostgresPool {
  const names = new StatementNames()
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect()
      let prepared = clients.get(client)
      if (!prepared) clients.set(client, (prepared = preparedClient(client, names)))
      return prepared
    },
    end: () => pool.end(),
  }
}

function preparedClient(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  const runOnce: Run = async (text, values) => {
    const name = names.of(text)
    const statement = { text, values: [...values], ...(name !== undefined && { name }) }
    return (await client.query(statement)) as never
  }
  const run: Run = async (text, values) => {
    try {
      return await runOnce(text, values)
    } catch (error) {
      if (!hasCode(error, RESULT_HAS_CHANGED)) throw error
      names.renew()
      // In a transaction nothing runs after a failure, and what went wrong first is what matters.
      return runOnce<never>(text, values).catch(() => Promise.reject(error))
    }
  }
  // Kysely's other way to ask, with a cursor, is not used here.
  return { query: run as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) }
}

/** Names for texts, the same on every connection. */
class StatementNames {
  readonly #names = new Map<string, string>()
  #generation = 0

  of(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= MOST_PREPARED || !IS_REPEATED.test(text)) return known
    const name = `wechatpay_sandbox_${this.#generation}_${this.#names.size}`
    this.#names.set(text, name)
    return name
  }

  /** Lets everything be prepared anew. */
  renew(): void {
    this.#generation++
    this.#names.clear()
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
