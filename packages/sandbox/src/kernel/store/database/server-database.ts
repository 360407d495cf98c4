import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { OpenDatabase } from './open-database.ts'
import { ListenConnection } from './listen-connection.ts'
import { migrate } from '../schema/migrations/migrate.ts'
import { SCHEMA } from '../schema/migrations/schema-name.ts'
import { preparedPool } from './prepared-pool.ts'
import type { Tables } from '../schema/tables.ts'
import { signalsOfServer } from './signals.ts'
import { explainServerError, placeOf } from './trouble.ts'

/** Time that a statement waits for a connection before it fails, ms. */
const CONNECT_MS = 30_000
const CONNECTIONS = 12

/**
 * Opens a database on a server. The server may go away and come back at any time: meanwhile statements fail, but
 * nothing else does.
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
    // The pool awaits this hook and drops a connection that breaks in it. Kysely's own hook would keep the connection
    // for ever.
    // oxlint-disable-next-line typescript/no-misused-promises -- its types say void
    onConnect: useSchema,
  })
  // A statement on a broken connection fails, and the pool replaces the connection; nothing else has to be done.
  // Without a listener the event would end the process, even while a client is lent out and the pool does not listen.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

async function useSchema(client: pg.ClientBase): Promise<void> {
  await client.query(`set search_path to ${SCHEMA}, public`)
}

/**
 * Makes `pg` return numbers like PGlite. `pg` returns bigint as text; all bigint values here (instants, counters) fit
 * into a number.
 */
const numbersAsOnPglite: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}
