import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Place } from '../place.ts'
import { COMPLETED, completeFunction } from '../program.ts'

/**
 * Other runtimes than the pinned Node. Each completes an order at the sandbox with the asynchronous client, and receives
 * notifications with an endpoint that the go-live check then tries in the same process.
 */

/** How many checks there are, and all of them have to pass. */
const RECEIVED = `${COMPLETED}, 17 of 17 checks`

const checks = `import { checkEndpoint, testPlatform } from 'wechatpay-ts/testing'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

async function check() {
  const platform = await testPlatform()
  const handler = createWebhookHandler({
    keys: platform.keys,
    store: memoryClaims(platform.clock),
    on: { 'PAYSCORE.USER_PAID': () => {}, 'PAYSCORE.USER_ACCEPTED': () => {} },
  })
  const fetch = (url, init) => handler.fetch(new Request(url, init))
  const { results } = await checkEndpoint('http://shop.test/wechatpay', { platform, fetch })
  for (const result of results) if (!result.passed) console.log(result.id, result.problem)
  return results.filter((result) => result.passed).length + ' of ' + results.length + ' checks'
}
`

const program = `${completeFunction('import', { blocking: false })}
${checks}
console.log(await complete() + ', ' + await check())
`

/** A Worker does everything inside a request; its bindings are its environment. */
const worker = `${completeFunction('import', { blocking: false })}
${checks}
export default {
  async fetch() {
    return new Response(await complete() + ', ' + await check())
  },
}
`

const startWorker = `import { Miniflare } from 'miniflare'
import { readFileSync } from 'node:fs'
const bindings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('WECHATPAY_')))
// In one file, what only Node gets to is imported at once: that takes the flag, as a file made by wrangler does.
const compatibilityFlags = ['nodejs_compat']
const modules = [{ type: 'ESModule', path: 'worker.mjs', contents: readFileSync('out/worker.mjs', 'utf8') }]
const worker = new Miniflare({ modules, compatibilityDate: '2026-01-01', compatibilityFlags, bindings })
console.log(await (await worker.dispatchFetch('http://shop.test/')).text())
await worker.dispose()
`

/** Quick, because its runtime is there for other tests. */
export const workerPlace: Place = {
  name: 'Cloudflare Workers (workerd), one file by esbuild',
  files: { 'worker.mjs': worker, 'start.mjs': startWorker },
  commands: [
    [
      'esbuild',
      'worker.mjs',
      '--bundle',
      '--format=esm',
      '--conditions=workerd,worker',
      '--external:node:*',
      '--outfile=out/worker.mjs',
    ],
    ['node', 'start.mjs'],
  ],
  prints: RECEIVED,
}

/** Each needs what `runtimes/package.json` names to be installed: `npm run compat -- --all`. */
export const runtimePlaces: readonly Place[] = [
  runs('Node 22', ['node-22', 'main.mjs']),
  runs('Node 26', ['node-26', 'main.mjs']),
  runs('Deno', ['deno', 'run', '--allow-all', 'main.mjs']),
  runs('Bun', ['bun', 'run', 'main.mjs']),
]

/** Leaves out what there is not on this machine: other versions of Node are packed for Linux on x64 alone. */
export function isInstalled({ commands }: Place): boolean {
  const [, version] = /^node-(.+)/.exec(commands[0]![0]) ?? []
  if (version === undefined) return true
  return existsSync(fileURLToPath(new URL(`../../runtimes/node_modules/node${version}/bin/node`, import.meta.url)))
}

function runs(name: string, command: Place['commands'][number]): Place {
  return { name, files: { 'main.mjs': program }, commands: [command], prints: RECEIVED }
}
