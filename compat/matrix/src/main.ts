import { createSandbox } from '@wechatpay-ts/sandbox'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainFailures, misuse, readFlags } from '../../../scripts/command-line.ts'
import { packWorkspaces } from '../../../scripts/pack-workspaces.ts'
import { installArchives, linkPackage } from '../../../scripts/packed-consumer.ts'
import type { Place } from './place.ts'
import { places } from './places/index.ts'
import { nextPlaces } from './places/next.ts'
import { isInstalled, runtimePlaces } from './places/runtimes.ts'

/** Packs both packages and completes an order with them in every supported place. */

const usage = `npm run compat [-- --all] [--only <words>]

  --all           other runtimes, too: Node 22 and 26, Deno, Bun, Next.js. Installs them first, 900 MB from the registry
  --only <words>  places whose names have these words; may be repeated
  --list          names all
  --help

What is packed is what has been built: npm run build.`

const AT_ONCE = 2
const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const runtimes = join(here, 'runtimes')
/** Below the runtimes, so that a project finds those that are packages (Next.js) as in a project of its own. */
const cache = join(runtimes, '.cache')
/** Packages that projects outside the repository have beside ours. */
const ofCompilers = ['@types/node']

const flags = readFlags(
  { all: { type: 'boolean' }, only: { type: 'string', multiple: true }, list: { type: 'boolean' } },
  usage,
)
const known = flags.all ? [...places, ...(await otherRuntimes())] : places
const chosen = known.filter(({ name }) => flags.only?.some((words) => name.includes(words)) ?? true)
if (chosen.length === 0) misuse(`--only: no place's name has "${flags.only?.join('" or "')}"`, usage)
if (flags.list) {
  for (const { name } of chosen) console.log(name)
  process.exit(0)
}

explainFailures()
const apart = await mkdtemp(join(tmpdir(), 'wechatpay-ts-compat-'))
const archiveFolder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-archives-'))
try {
  const archives = await packWorkspaces(archiveFolder)
  for (const folder of [cache, apart]) await installArchives(archives, folder)
  for (const name of ofCompilers) await linkPackage(name, apart)
  // Each program moves the clock on, which must not deduct the money of another's order.
  await using sandbox = await createSandbox({ policy: { firstDeductionDelayMs: 24 * 60 * 60_000 } })
  const failed = await tryAll(chosen, { ...sandbox.env })
  console.log(`${chosen.length - failed} of ${chosen.length} places`)
  process.exitCode = failed > 0 ? 1 : 0
} finally {
  for (const folder of [archiveFolder, apart]) await rm(folder, { recursive: true })
  await rm(cache, { recursive: true, force: true })
}

/** Installs the other runtimes; the machine decides which of them there are. */
async function otherRuntimes(): Promise<readonly Place[]> {
  const install = ['ci', '--no-audit', '--no-fund', '--workspaces=false', '--prefix', runtimes] as const
  const { code, output } = await run(['npm', ...install], runtimes, {})
  if (code !== 0) misuse(`--all: the runtimes could not be installed:\n${output}`, usage)
  return [...runtimePlaces.filter(isInstalled), ...nextPlaces]
}

/** @returns the number of failures */
async function tryAll(list: readonly Place[], env: Readonly<Record<string, string>>): Promise<number> {
  const waiting = list.entries()
  let failed = 0
  const work = async (): Promise<void> => {
    for (const [at, place] of waiting) {
      const problem = await tryPlace(place, join(place.apart ? apart : cache, `place-${at}`), env)
      console.log(problem === undefined ? `✓ ${place.name}` : `✗ ${place.name}\n${problem}`)
      if (problem !== undefined) failed++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return failed
}

/** @returns the output, if it is not the expected one */
async function tryPlace(
  { files, commands, prints }: Place,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  let last = ''
  for (const command of commands) {
    const { code, output } = await run(command, folder, env)
    if (code !== 0) return `${command.join(' ')} ended with ${code}:\n${output}`
    last = output
  }
  return prints === undefined || last.trim() === prints ? undefined : `printed ${last}`
}

function run(
  [name, ...args]: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const [file, first] = program(name)
  const folders = [here, root, runtimes].map((folder) => join(folder, 'node_modules/.bin'))
  const path = [...folders, process.env['PATH']].join(delimiter)
  // NODE_OPTIONS would make packages resolve to their sources, as for the repository's own programs.
  const { NODE_OPTIONS: _, ...own } = process.env
  const child = spawn(file, [...first, ...args], {
    cwd,
    env: { ...own, ...env, PATH: path, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** All compilers are called `tsc`, so each is started from its own folder. */
function program(name: string): readonly [string, readonly string[]] {
  if (name === 'node') return [process.execPath, []]
  if (name.startsWith('node-')) return [join(runtimes, 'node_modules', name.replace('-', ''), 'bin/node'), []]
  if (!name.startsWith('typescript-')) return [name, []]
  const from = { 'typescript-5.4': join(here, '..', name), 'typescript-5.9': here, 'typescript-7': root }[name] ?? here
  const manifest = createRequire(join(from, 'package.json')).resolve('typescript/package.json')
  return [process.execPath, [join(dirname(manifest), 'bin/tsc')]]
}
