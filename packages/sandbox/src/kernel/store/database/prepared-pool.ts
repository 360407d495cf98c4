import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/** Maximum number of statements prepared on each connection. Lists of different lengths make different statements. */
const MOST_PREPARED = 300

/** Matches the statements worth preparing. The others run once: migrations, BEGIN and COMMIT, settings. */
const IS_REPEATED = /^\s*(select|with|insert|update|delete)\b/i

/** PostgreSQL's code for a prepared statement whose columns have changed, because another process changed the table. */
const RESULT_HAS_CHANGED = '0A000'

type Run = <Row>(text: string, values: readonly unknown[]) => Promise<PostgresQueryResult<Row>>

/**
 * Wraps a pool so that its connections prepare their statements. The server takes longer to parse and plan a statement
 * that writes an order with all its consequences than to run it.
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
      // A transaction runs nothing after a failure, and only the first error matters.
      return runOnce<never>(text, values).catch(() => Promise.reject(error))
    }
  }
  // Kysely can also query with a cursor, which the sandbox does not use.
  return { query: run as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) }
}

/** Assigns names to statements, the same on every connection. */
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

  /** Makes every statement be prepared again under a new name. */
  renew(): void {
    this.#generation++
    this.#names.clear()
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
