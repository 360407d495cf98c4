import pg from 'pg'
import { startPostgresServer } from '../../../scripts/postgres-server.ts'

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
    when query ~* '\\mrequests\\M' then 'request journal'
    when query ~* '^with saved' then 'changes: order, timeline, work, money'
    when query ~* '\\m(notifications|attempts)\\M' then 'deliveries'
    when query ~* '\\mtasks\\M' then 'agenda'
    when query ~* '\\mclock\\M' then 'clock'
    when query ~* '^\\s*(begin|start|commit|rollback)' then 'begin and commit'
    else 'orders, users, merchants, faults, read'
  end`

/** A PostgreSQL server with its defaults, `fsync` included, that keeps count of its statements. */
export async function startPostgres(): Promise<Postgres> {
  const server = await startPostgresServer({
    settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' },
  })
  const client = new pg.Client({ connectionString: server.url })
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
    url: server.url,
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}
