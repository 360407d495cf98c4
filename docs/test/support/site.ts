import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { writeSite } from '../../generator/write-site.ts'
import { generated, spec } from './generated.ts'

export const docsFolder = fileURLToPath(new URL('../../', import.meta.url))
const cli = fileURLToPath(new URL('../../bin/vitepress.js', import.meta.resolve('vitepress')))

/** Generates and builds the site, or a part of it, apart from where a person may be serving it; gives its folder. */
export async function buildSite(size: 'all' | 'sample'): Promise<string> {
  const folder = join(docsFolder, '.cache/site')
  const run = promisify(execFile)
  const options = { cwd: docsFolder, env: { ...process.env, DOCS_SAMPLE: size === 'sample' ? '1' : '' } }
  await writeSite(spec, generated(), size)
  await run(process.execPath, [cli, 'build', '--outDir', '.cache/site'], options)
  return folder
}

/** Every HTML page of a built site, by its address: `/guide/errors`, `/api/`. */
export async function builtPages(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.html'))
  const pages = files.map(async (file) => {
    const address = `/${file.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1')}`
    return [address, await readFile(join(folder, file), 'utf8')] as const
  })
  return new Map(await Promise.all(pages))
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Serves a built site on loopback, addresses without `.html`. */
export async function serveSite(folder: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const app = new Hono().get('*', async ({ req, body }) => {
    const path = decodeURIComponent(req.path)
    const file = [path, `${path}.html`, `${path}index.html`]
      .map((candidate) => join(folder, candidate))
      .find((candidate) => extname(candidate) !== '' && existsSync(candidate))
    const found = file ?? join(folder, '404.html')
    const type = types[extname(found)] ?? 'application/octet-stream'
    return body(await readFile(found), file ? 200 : 404, { 'content-type': type })
  })
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port))
  return {
    url: `http://127.0.0.1:${await promise}`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  }
}
