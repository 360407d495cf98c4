import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Packs what would be published and lets publint and attw look at the very archive. */
const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-pack-'))
try {
  for (const workspace of ['wechatpay-ts', '@wechatpay-ts/sandbox']) {
    const { stdout } = await npm('pack', '--json', '--pack-destination', folder, '-w', workspace)
    const packed = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[] | Record<string, never>
    const [archive] = Array.isArray(packed) ? packed : Object.values(packed)
    if (!archive) throw new Error(`npm pack made nothing of ${workspace}`)
    const path = join(folder, archive.filename)
    const stray = archive.files.filter(
      ({ path: file }) => !/^(dist\/|src\/|console\/dist\/|README|LICENSE|package\.json)/.test(file),
    )
    if (stray.length > 0) throw new Error(`${workspace} would publish ${stray.map((file) => file.path).join(', ')}`)
    await tool('publint', path, '--strict')
    await tool('attw', path, '--profile', 'esm-only')
    // The sandbox's lean on those of its dependencies, which do not compile with every library.
    if (workspace === 'wechatpay-ts') await checkTypes(path, workspace)
    console.log(`${workspace}: ${archive.files.length} files`)
  }
} finally {
  await rm(folder, { recursive: true })
}

/** Compiles what imports every entry point of an archive, its own declarations included. */
async function checkTypes(archive: string, name: string): Promise<void> {
  const consumer = fileURLToPath(new URL(`../.cache/pack-${name.replace('/', '-')}`, import.meta.url))
  const installed = join(consumer, 'node_modules', name)
  await rm(consumer, { recursive: true, force: true })
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', archive, '--strip-components=1', '-C', installed])
  const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { exports: object }
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
  // The adapters are for servers of Node; all else runs elsewhere, too, and must not ask for its types.
  const portable = entries.filter((entry) => !entry.startsWith('./webhook/'))
  const options = '--ignoreConfig --strict --noEmit --module nodenext --target es2022'.split(' ')
  for (const [surroundings, imported] of [
    ['--types node', entries],
    ['--lib es2022,dom', portable],
  ] as const) {
    const lines = imported.map((entry, at) => `export * as entry${at} from '${name}${entry.slice(1)}'`)
    await writeFile(join(consumer, 'consumer.mts'), lines.join('\n'))
    await tool('tsc', ...options, ...surroundings.split(' '), join(consumer, 'consumer.mts'))
  }
  await rm(consumer, { recursive: true })
}

function npm(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run('npm', args, { shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 })
}

async function tool(name: string, ...args: string[]): Promise<void> {
  try {
    await run(name, args, { shell: process.platform === 'win32' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${name} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}
