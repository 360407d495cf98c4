import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgresServer } from '../postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL server; `postgresUrl()` asks it. */
    postgresDoor: string
  }
}

/**
 * One real PostgreSQL server for a whole test run, started when the first test asks for its address: a run of files
 * that need none does not wait for one.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  // Tests kill sandboxes, not the server: what a crash of the machine would lose need not be on disk.
  const start = (): Promise<PostgresServer> =>
    startPostgresServer({ settings: { fsync: 'off', max_connections: '200' } })

  const door = createServer((_, response) => {
    server ??= start()
    server.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`)

  return async () => {
    door.closeAllConnections()
    door.close()
    // One that did not start has told the test that asked for it.
    await server?.then(
      (started) => started[Symbol.asyncDispose](),
      () => undefined,
    )
  }
}
