import type { TestProject } from 'vitest/node'
import { startPostgresServer } from '../../../../scripts/postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A running PostgreSQL server's `postgres` database; make a database of your own with `createDatabase`. */
    postgresUrl: string
  }
}

/** One real PostgreSQL server for a whole test run. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  // Tests kill sandboxes, not the server: what a crash of the machine would lose need not be on disk.
  const server = await startPostgresServer({ settings: { fsync: 'off', max_connections: '200' } })
  provide('postgresUrl', server.url)
  return async () => server[Symbol.asyncDispose]()
}
