import { glob, readFile, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'

/**
 * Deletes the declarations of a built package that no entry point leads to. A compiler never opens them, and a package
 * of many small modules has hundreds. Run in the package's folder, after its build:
 *
 *     node scripts/prune-declarations.ts dist
 */

const COMMENT = /\/\*[^]*?\*\//g
/** Relative modules, as `tsc` writes them into declarations. */
const RELATIVE = /(?:\bfrom|\bimport)[ (]'(\.[^']+)'/g

/**
 * @param dist the folder of the build
 * @param entries the declaration files of the package's entry points, relative to the folder
 * @returns the number of deleted files
 * @throws {Error} a declaration imports a file that does not exist
 */
export async function pruneDeclarations(dist: string, entries: readonly string[]): Promise<number> {
  const all = new Set<string>()
  for await (const file of glob('**/*.d.{ts,cts}', { cwd: dist })) all.add(file.replaceAll('\\', '/'))
  const reached = new Set(entries)
  for (const file of reached) {
    if (!all.has(file)) throw new Error(`${file}: no such declaration file in ${dist}`)
    const code = (await readFile(join(dist, file), 'utf8')).replaceAll(COMMENT, '')
    for (const [, specifier = ''] of code.matchAll(RELATIVE)) reached.add(declarationOf(file, specifier))
  }
  const unreached = [...all].filter((file) => !reached.has(file))
  await Promise.all(unreached.map((file) => rm(join(dist, file))))
  return unreached.length
}

/** `./client.ts` or `./client.js` in `index.d.ts` → `client.d.ts`. */
function declarationOf(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier.replace(/\.[jt]s$/, '.d.ts'))
}

/** Declaration files that the `exports` of a `package.json` name. */
function typesIn(exported: unknown): readonly string[] {
  if (typeof exported !== 'object' || exported === null) return []
  return Object.entries(exported).flatMap(([name, value]) =>
    name === 'types' && typeof value === 'string' ? [value] : typesIn(value),
  )
}

if (import.meta.main) {
  const [dist = 'dist'] = process.argv.slice(2)
  const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as { exports: unknown }
  await pruneDeclarations(
    dist,
    typesIn(exports).map((file) => posix.relative(dist, file)),
  )
}
