import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

/**
 * Files in `dist` as `tsc` writes it: `index` exports everything of `chain`, and `chain` everything of every product.
 */
const INDEX = 'index.ts'
const CHAIN = 'generated/chain.ts'
const PRODUCT = /^generated\/products\/[\w-]+\.ts$/

/** Imports and exports in the form that `tsc` writes into declarations. */
const IMPORT = /^import type \{ ([^}]+) \} from '([^']+)';\n/gm
const EXPORT_ALL = /^export type \* from '([^']+)';\n/gm
const DECLARED = /^export (?:interface|type) (\w+)/gm

/**
 * Moves the products' declarations into `index.d.ts`. A compiler opens every reachable file and checks all names that
 * one module re-exports from another, so six thousand types in a hundred files cost nearly twice as much as in one
 * file. A product that other modules import from keeps its own file.
 *
 * @param dist the folder of the declarations
 */
export async function joinProductTypes(dist: string): Promise<void> {
  const texts = await readDeclarations(dist)
  const isProduct = (path: string): boolean => PRODUCT.test(path)
  const others = [...texts.keys()].filter((path) => path !== CHAIN && !isProduct(path))
  const alone = new Set(others.flatMap((path) => importsOf(path, texts)).filter(isProduct))
  const joined = [CHAIN, ...[...texts.keys()].filter((path) => isProduct(path) && !alone.has(path)).toSorted()]
  const gone = new Set(joined)

  const imports = new Map<string, Set<string>>()
  for (const path of joined) {
    for (const [, names = '', specifier = ''] of textOf(path, texts).matchAll(IMPORT)) {
      const from = resolve(path, specifier)
      if (!gone.has(from)) imports.set(from, new Set([...(imports.get(from) ?? []), ...names.split(', ')]))
    }
  }
  const index = textOf(INDEX, texts)
  const body = index.replace(`export type * from './${CHAIN}';\n`, '')
  if (body === index) throw new Error(`${INDEX} does not export everything of ${CHAIN}`)
  const parts = [
    ...[...imports].map(([from, names]) => `import type { ${[...names].join(', ')} } from './${from}';\n`),
    body,
    ...[...alone].map((path) => `export type { ${declaredIn(path, texts).join(', ')} } from './${path}';\n`),
    ...joined.map((path) => textOf(path, texts).replaceAll(IMPORT, '').replaceAll(EXPORT_ALL, '')),
  ]
  await writeFile(join(dist, declarations(INDEX)), parts.join(''))
  for (const path of [...others, ...alone].filter((one) => one !== INDEX)) {
    const text = textOf(path, texts)
    const pointed = pointedAtIndex(path, text, gone)
    if (pointed !== text) await writeFile(join(dist, declarations(path)), pointed)
  }
  await Promise.all(joined.map((path) => rm(join(dist, declarations(path)))))
}

/** Reads declaration files by module: `client.ts` → the text of `client.d.ts`. */
async function readDeclarations(dist: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for await (const file of glob('**/*.d.ts', { cwd: dist })) {
    const path = file.replaceAll('\\', '/').replace(/\.d\.ts$/, '.ts')
    texts.set(path, await readFile(join(dist, file), 'utf8'))
  }
  return texts
}

function importsOf(path: string, texts: ReadonlyMap<string, string>): string[] {
  return [...textOf(path, texts).matchAll(IMPORT)].map(([, , specifier = '']) => resolve(path, specifier))
}

function declaredIn(path: string, texts: ReadonlyMap<string, string>): string[] {
  return [...textOf(path, texts).matchAll(DECLARED)].map(([, name = '']) => name)
}

function pointedAtIndex(path: string, text: string, gone: ReadonlySet<string>): string {
  return text.replaceAll(/ from '(\.[^']+)';$/gm, (whole, specifier: string) => {
    if (!gone.has(resolve(path, specifier))) return whole
    const relative = posix.relative(posix.dirname(path), INDEX)
    return ` from '${relative.startsWith('.') ? relative : `./${relative}`}';`
  })
}

function textOf(path: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(path)
  if (text === undefined) throw new Error(`${declarations(path)}: not there; run tsc first`)
  return text
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier)
}

function declarations(path: string): string {
  return path.replace(/\.ts$/, '.d.ts')
}

if (import.meta.main) await joinProductTypes(process.argv[2] ?? 'dist')
