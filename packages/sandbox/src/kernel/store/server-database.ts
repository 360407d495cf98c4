import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { OpenDatabase } from './database.ts'
import { ListenConnection } from './listen-connection.ts'
import { SCHEMA, migrate } from './migrations.ts'
import { preparedPool } from './prepared-pool.ts'
import type { Tables } from './schema.ts'
import { signalsOfServer } from './signals.ts'
import { explainServerError, placeOf } from './trouble.ts'

/** How long a statement waits for a connection before it fails, ms. */
const CONNECT_MS = 30_000
const CONNECTIONS = 12

/**
 * Opens a server's database, which may go away and come back at any time: statements fail meanwhile, nothing else does.
 *
 * @throws {DatabaseError} names the server and what to do
 */
export async function openServerDatabase(url: string): Promise<OpenDatabase> {
  const pool = openPool(url)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) })
  let listening: ListenConnection | undefined
  const close = async (): Promise<void> => {
    await listening?.close()
    await db.destroy()
  }
  try {
    await migrate(db)
    const connection = (listening = await ListenConnection.open(url))
    return {
      db,
      signals: await signalsOfServer(connection),
      exclusive: false,
      wasWhole: false,
      place: placeOf(url),
      prepared: () => Promise.resolve(),
      complete: () => Promise.resolve(),
      close,
    }
  } catch (error) {
    await close().catch(() => {}) // what went wrong first is what matters
    throw explainServerError(error, url)
  }
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    types: numbersAsOnPglite,
    // Awaited by the pool, which drops a connection that breaks here. Kysely's own hook would keep it for ever.
    // oxlint-disable-next-line typescript/no-misused-promises -- its types say void
    onConnect: useSchema,
  })
  // The statement that runs on a broken connection fails, and the pool replaces it; there is nothing else to do. Without
  // a listener the event would end the process, also while a client is lent out, when the pool does not listen.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

async function useSchema(client: pg.ClientBase): Promise<void> {
  await client.query(`set search_path to ${SCHEMA}, public`)
}

/** `pg` hands out bigint as text, PGlite as a number; every bigint here (instants, counters) fits a number. */
const numbersAsOnPglite: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}
