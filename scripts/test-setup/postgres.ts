import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgresServer } from '../postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the service that answers with the PostgreSQL server's URL; `postgresUrl()` calls it. */
    postgresDoor: string
  }
}

/**
 * Provides one real PostgreSQL server for a whole test run. It starts when the first test requests its address, so a
 * run that needs no database does not wait.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  // Tests kill sandboxes, not the server, so writes need not survive a crash of the machine and the log can be short.
  // Databases live for seconds, so nothing needs vacuuming.
  const start = (): Promise<PostgresServer> =>
    startPostgresServer({
      settings: {
        fsync: 'off',
        full_page_writes: 'off',
        wal_level: 'minimal',
        max_wal_senders: '0',
        autovacuum: 'off',
        max_connections: '200',
      },
    })

  const door = createServer((_, response) => {
    // A test that comes back would find a kept connection closed just when it asks.
    response.setHeader('Connection', 'close')
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
    // If the server did not start, the test that requested it has reported the error.
    await server?.then(
      (started) => started[Symbol.asyncDispose](),
      () => undefined,
    )
  }
}
