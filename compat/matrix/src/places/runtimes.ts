import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Place } from '../place.ts'
import { RECEIVED, checksFunction, completeFunction } from '../program.ts'

/**
 * Other runtimes than the pinned Node. Each completes an order at the sandbox with the asynchronous client, and receives
 * notifications with an endpoint that the go-live check then tries in the same process.
 */

const program = `${completeFunction('import', { blocking: false })}
${checksFunction}
console.log(await complete() + ', ' + await check())
`

/** A Worker does everything inside a request; its bindings are its environment. Neither bundle nor runtime has modules of Node. */
const worker = `${completeFunction('import', { blocking: false })}
${checksFunction}
export default {
  async fetch(request, env) {
    return new Response(await complete(env) + ', ' + await check())
  },
}
`

/**
 * Starts the sandbox as its users do, in the runtime that runs this file, then the program of the arguments with the
 * variables that the sandbox wrote.
 */
const besideItsSandbox = `import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
const manifest = createRequire(import.meta.url).resolve('@wechatpay-ts/sandbox/package.json')
const bin = join(dirname(manifest), 'dist/bin.js')
const sandbox = spawn(process.execPath, [bin, '--memory', '--json', '--port', '0', '--env', '.env'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
await Promise.race([once(sandbox.stdout, 'data'), once(sandbox, 'exit')])
// Variables of the environment would win over those of the file.
const own = Object.entries(process.env).filter(([name]) => !name.startsWith('WECHATPAY_'))
const program = spawn(process.execPath, ['--env-file=.env', process.argv[2]], {
  env: Object.fromEntries(own),
  stdio: 'inherit',
})
;[process.exitCode] = await once(program, 'exit')
sandbox.kill()
`

const startWorker = `import { Miniflare } from 'miniflare'
import { readFileSync } from 'node:fs'
const bindings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('WECHATPAY_')))
const modules = [{ type: 'ESModule', path: 'worker.mjs', contents: readFileSync('out/worker.mjs', 'utf8') }]
const worker = new Miniflare({ modules, compatibilityDate: '2026-01-01', bindings })
console.log(await (await worker.dispatchFetch('http://shop.test/')).text())
await worker.dispose()
`

/** Quick, because its runtime is there for other tests. */
export const workerPlace: Place = {
  name: 'Cloudflare Workers (workerd), one file by esbuild',
  files: { 'worker.mjs': worker, 'start.mjs': startWorker },
  commands: [
    ['esbuild', 'worker.mjs', '--bundle', '--format=esm', '--conditions=workerd,worker', '--outfile=out/worker.mjs'],
    ['node', 'start.mjs'],
  ],
  prints: RECEIVED,
}

/** Each needs what `runtimes/package.json` names to be installed: `npm run compat -- --all`. */
export const runtimePlaces: readonly Place[] = [
  runsWithSandbox('Node 22', 'node-22'),
  runsWithSandbox('Node 26', 'node-26'),
  // No more than its own address and keys: whatever else the package reads would end the program.
  runs('Deno', ['deno', 'run', '--allow-net', '--allow-env=WECHATPAY_*', 'main.mjs']),
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

/** The sandbox runs in this version of Node, too. */
function runsWithSandbox(name: string, node: string): Place {
  return {
    name,
    files: { 'main.mjs': program, 'beside-sandbox.mjs': besideItsSandbox },
    commands: [[node, 'beside-sandbox.mjs', 'main.mjs']],
    prints: RECEIVED,
  }
}
