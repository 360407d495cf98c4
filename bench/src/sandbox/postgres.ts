import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { startPostgresServer } from '../../../scripts/postgres-server.ts'
import { median } from '../report/statistics.ts'
import { processorOf } from './processor.ts'

export interface Postgres extends AsyncDisposable {
  /** Creates an empty database on the server. */
  createDatabase(): Promise<string>
  /** Starts to count the work in a database. */
  begin(url: string): Promise<void>
  /** Returns the work in the database since `begin`. */
  end(url: string): Promise<ServerWork>
  /** Measures the minimum cost of a statement on this server and this disk. */
  limits(): Promise<StatementLimits>
}

/** The work of a server. */
export interface ServerWork {
  /** Statements by group, the heaviest group first. */
  readonly statements: readonly StatementGroup[]
  /** Number of statements that wrote. Each waits for the disk when it commits. */
  readonly writes: number
  /** Processor time of all processes of the server in ms; undefined if the system does not report it. */
  readonly processorMs: number | undefined
}

export interface StatementGroup {
  readonly about: string
  readonly calls: number
  /** Time for planning and execution in the server. */
  readonly milliseconds: number
}

/**
 * Cost of reading a row by its key, and of inserting and committing a row: one connection, prepared statements, one
 * after the other.
 */
export interface StatementLimits {
  readonly readMs: number
  readonly commitMs: number
  /** Processor time of the server's processes. */
  readonly readProcessorMs: number | undefined
  readonly writeProcessorMs: number | undefined
}

/** A statement belongs to the first group whose pattern matches its text. */
const groups = `
  case
    when query ~* '\\mrequests\\M' then 'request journal'
    when query ~* '^with saved' then 'changes: order, timeline, work, money'
    when query ~* '\\m(notifications|attempts)\\M' then 'deliveries'
    when query ~* '\\mtasks\\M' then 'agenda'
    when query ~* '\\mclock\\M|virtual_now' then 'clock'
    when query ~* '^\\s*(begin|start|commit|rollback)' then 'begin and commit'
    else 'orders, users, merchants, faults, read'
  end`

/** Number of statements that measure the cost of one. */
const REPEATS = 300

/** Starts a PostgreSQL server that counts its statements. Its settings are the defaults, including `fsync`. */
export async function startPostgres(): Promise<Postgres> {
  const server = await startPostgresServer({
    settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' },
  })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query('create extension pg_stat_statements')
  const { rows } = await client.query<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::int as pid`,
  )
  const processor = () => processorOf(rows[0]!.pid)
  let processorBefore: number | undefined
  return {
    async createDatabase() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`
      await client.query(`create database ${name}`)
      return Object.assign(new URL(server.url), { pathname: name }).href
    },
    async begin() {
      await client.query('select pg_stat_statements_reset()')
      processorBefore = await processor()
    },
    async end(url) {
      const processorAfter = await processor()
      const database = new URL(url).pathname.slice(1)
      const { rows: statements } = await client.query<StatementGroup & { writes: number }>(
        `select ${groups} as about, sum(calls)::float as calls, sum(total_plan_time + total_exec_time) as milliseconds,
          coalesce(sum(least(calls, wal_records)) filter (where query ~* '\\m(insert|update|delete)\\M'), 0)::float as writes
        from pg_stat_statements join pg_database on pg_database.oid = dbid and datname = $1
        group by 1 order by 3 desc`,
        [database],
      )
      return {
        statements: statements.map(({ about, calls, milliseconds }) => ({ about, calls, milliseconds })),
        writes: statements.reduce((sum, { writes }) => sum + writes, 0),
        processorMs: difference(processorBefore, processorAfter),
      }
    },
    async limits() {
      await client.query('create temporary table kept (id int primary key)')
      await client.query('insert into kept select generate_series(1, 1000)')
      await client.query('create table written (id int primary key)')
      const cost = async (name: string, text: string) => {
        const times: number[] = []
        const before = await processor()
        for (let id = 1; id <= REPEATS; id++) {
          const started = performance.now()
          await client.query({ name, text, values: [id] })
          times.push(performance.now() - started)
        }
        const spent = difference(before, await processor())
        return { ms: median(times), processorMs: spent && spent / REPEATS }
      }
      const read = await cost('read', 'select id from kept where id = $1')
      const write = await cost('write', 'insert into written values ($1)')
      await client.query('drop table kept, written')
      return {
        readMs: read.ms,
        commitMs: write.ms,
        readProcessorMs: read.processorMs,
        writeProcessorMs: write.processorMs,
      }
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before
}
