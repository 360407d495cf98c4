import { createServer } from 'node:http'
import { createReadStream, existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { AddressInfo } from 'node:net'

export const docsFolder = fileURLToPath(new URL('../../', import.meta.url))
const cli = fileURLToPath(new URL('../../bin/vitepress.js', import.meta.resolve('vitepress')))

/** Generates and builds the site apart from where a person may be serving it; gives its folder. */
export async function buildSite(): Promise<string> {
  const folder = join(docsFolder, '.cache/site')
  const run = promisify(execFile)
  await run(process.execPath, ['generator/main.ts'], { cwd: docsFolder })
  await run(process.execPath, [cli, 'build', '--outDir', '.cache/site'], { cwd: docsFolder })
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
}

/** Serves a built site on loopback, addresses without `.html`. */
export async function serveSite(folder: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname)
    const file = [path, `${path}.html`, `${path}index.html`]
      .map((candidate) => join(folder, candidate))
      .find((candidate) => extname(candidate) !== '' && existsSync(candidate))
    const found = file ?? join(folder, '404.html')
    response.writeHead(file ? 200 : 404, { 'content-type': types[extname(found)] ?? 'application/octet-stream' })
    createReadStream(found).pipe(response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
