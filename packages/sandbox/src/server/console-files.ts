import { readFile, readdir } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Hono } from 'hono'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
}

const CACHE_FOR_EVER = 'public, max-age=31536000, immutable'

interface File {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly cache: string
}

/**
 * Serves the built web page. It is small and read completely once, so that no request becomes a path on disk.
 *
 * @param folder `console/dist`
 */
export function consoleFiles(folder: string): Hono {
  let files: Promise<ReadonlyMap<string, File>> | undefined
  return new Hono().get('/*', async (context, next) => {
    files ??= readFiles(folder)
    const loaded = await files
    if (loaded.size === 0) files = undefined
    const { path } = context.req
    const file = loaded.get(path === '/' ? '/index.html' : path)
    if (file) return context.body(file.content, 200, { 'Content-Type': file.type, 'Cache-Control': file.cache })
    if (path === '/') return context.html(notBuilt)
    return next()
  })
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, File>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && types[extname(entry.name)] !== undefined)
  const read = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const url = path.slice(folder.length).split(sep).join('/')
    const file: File = {
      content: Uint8Array.from(await readFile(path)),
      type: types[extname(entry.name)] ?? '',
      // Vite puts a hash of the content into the names below assets/.
      cache: url.startsWith('/assets/') ? CACHE_FOR_EVER : 'no-cache',
    }
    return [url, file] as const
  })
  return new Map(await Promise.all(read))
}

const notBuilt = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>wechatpay-ts 沙箱</title>
<body>
<h1>沙箱在运行</h1>
<p>网页还没有构建 · the page has not been built yet:</p>
<pre>npm run build:console -w @wechatpay-ts/sandbox</pre>
<p>控制接口 · control API: <a href="/_sandbox/api">/_sandbox/api</a></p>
</body></html>
`
