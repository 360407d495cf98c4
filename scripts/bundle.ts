import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Bundles a package's programs into a few files instead of hundreds. Finding, reading and linking a file costs half a
 * millisecond at every start. Run in the package's folder, after its declarations are built:
 *
 *     node scripts/bundle.ts dist src/index.ts src/bin.ts --inline kysely hono
 *
 * The first argument is the folder of the build; the next ones are the programs and modules. The code of the
 * dependencies after `--inline` becomes part of the bundle. They stay dependencies, because declarations name their
 * types, and the script writes their licences beside the code. All other packages are imported as before.
 */

const args = process.argv.slice(2)
const mark = args.includes('--inline') ? args.indexOf('--inline') : args.length
const [dist, ...entries] = args.slice(0, mark)
const inlined = args.slice(mark + 1)
if (dist === undefined || entries.length === 0)
  throw new TypeError(
    'node scripts/bundle.ts <dist> <entry> … [--inline <package> …]: expected an entry, received none',
  )

const isInlined = (id: string): boolean =>
  id.startsWith('@oxc-project/runtime/') || inlined.some((name) => id === name || id.startsWith(`${name}/`))
const isPath = (id: string): boolean => /^(?:\.|\/|[A-Za-z]:[\\/])/.test(id)

const bundle = await rolldown({
  input: entries,
  platform: 'node',
  // The oldest Node that the packages run on does not know `using`; the bundler brings helpers of its own for it.
  transform: { target: 'node22' },
  external: (id) => !isPath(id) && !isInlined(id),
})
await bundle.write({
  dir: dist,
  format: 'esm',
  // All files are in one folder, because code finds other files of its package relative to its own place.
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
await bundle.close()

if (inlined.length > 0) await writeLicences(dist, inlined)

async function writeLicences(folder: string, packages: readonly string[]): Promise<void> {
  const licences = packages.map(async (name) => {
    const home = join('../../node_modules', name)
    const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
    return `${name} ${version}\n\n${await readFile(join(home, 'LICENSE'), 'utf8')}`
  })
  await writeFile(join(folder, 'LICENSES-OF-INLINED-CODE.txt'), (await Promise.all(licences)).join('\n\n'))
}
