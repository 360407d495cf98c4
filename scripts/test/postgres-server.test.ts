import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { npmInstallation, startPostgresServer } from '../postgres-server.ts'

/** A folder that only its owner can enter, as `/root` is. */
async function closedFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'wechatpay-ts-closed-'))
  expect((await stat(path)).mode & 0o077).toBe(0)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  await client.end()
  return rows[0]!.server_version
}

test('the server starts from a checkout that only root can enter, and leaves nothing behind', async () => {
  await using closed = await closedFolder()
  const installation = join(closed.path, 'postgresql')
  await cp(await npmInstallation(), installation, { recursive: true, verbatimSymlinks: true })
  vi.stubEnv('TMPDIR', closed.path)
  try {
    const server = await startPostgresServer({ installation })
    expect(await versionOf(server.url)).toMatch(/^18\./)
    await server[Symbol.asyncDispose]()
  } finally {
    vi.unstubAllEnvs()
  }
  expect(await readdir(closed.path)).toEqual(['postgresql'])
})
