import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Adds CommonJS files to a built package, for programs whose `require()` cannot load ES modules: Jest, and Node before
 * 22.10. The code is that of `dist`. The declarations re-export the types of the ES modules, so that there is one
 * description of the API.
 *
 *     node scripts/build-commonjs.ts dist sync/worker.js
 *
 * The first argument is the folder of the package's build; the others are files in it that run by themselves, in
 * addition to the `exports` of its `package.json`.
 */

const [dist = 'dist', ...programs] = process.argv.slice(2)
const COMMONJS = 'cjs'
const CLASS = /^export declare (?:abstract )?class (\w+)(?:<(.+?)>)?(?: (?:extends|implements) .+)? \{$/gm
const TYPE = /^export (?:type|interface) (\w+)/gm

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
}

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest
const entries = Object.values(manifest.exports)
  .filter((entry) => typeof entry !== 'string')
  .map((entry) => posix.relative(`./${posix.normalize(dist)}`, entry.default))

await writeCode([...entries, ...programs])
const parameters = await typeParameters()
for (const entry of entries) await writeDeclarations(entry, parameters)

async function writeCode(files: readonly string[]): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(files.map((file) => [withoutExtension(file), join(dist, file)])),
    platform: 'node',
    external: /^node:/,
    // The same conditions among `imports` that Node uses for the ES modules.
    resolve: { conditionNames: ['node', 'import', 'default'] },
  })
  await bundle.write({
    dir: join(dist, COMMONJS),
    format: 'cjs',
    exports: 'named',
    // Jest refuses every `import()`, even of Node's own modules.
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    // Names stay unchanged for the sake of error stacks.
    minify: { compress: true, mangle: false, codegen: true },
  })
  await bundle.close()
}

/** The type parameters of every class, and an entry for every other type that shares its name with a value. */
async function typeParameters(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const path of glob('**/*.d.ts', { cwd: dist })) {
    const text = await readFile(join(dist, path), 'utf8')
    for (const [, name = ''] of text.matchAll(TYPE)) if (!found.has(name)) found.set(name, '')
    for (const [, name = '', declared = ''] of text.matchAll(CLASS)) found.set(name, declared)
  }
  return found
}

async function writeDeclarations(entry: string, parameters: ReadonlyMap<string, string>): Promise<void> {
  const target = `${COMMONJS}/${withoutExtension(entry)}.d.cts`
  const source = posix.relative(posix.dirname(target), entry)
  const from = `'${source}' with { 'resolution-mode': 'import' }`
  const module = (await import(pathToFileURL(resolve(dist, entry)).href)) as Record<string, unknown>
  const values = Object.keys(module)
  const unread = values.find((name) => /^class\b/.test(String(module[name])) && !parameters.has(name))
  if (unread !== undefined) throw new Error(`${entry}: the declaration of class ${unread} is not of a form known here`)
  const lines = [
    `import type * as esm from ${from};`,
    `export type * from ${from};`,
    ...values.map((name) => `export declare const ${name}: typeof esm.${name};`),
    ...values.filter((name) => parameters.has(name)).map((name) => aliasOf(name, parameters.get(name)!)),
  ]
  await mkdir(dirname(join(dist, target)), { recursive: true })
  await writeFile(join(dist, target), `${lines.join('\n')}\n`)
}

/** A value hides the type of the same name from `export type *`, so the type is declared again. */
function aliasOf(name: string, declared: string): string {
  if (declared === '') return `export type ${name} = esm.${name};`
  const own = declared.split(',').map((parameter) => parameter.trim().split(' ')[0]!)
  const qualified = declared.replaceAll(/\b[A-Z]\w*/g, (word) => (own.includes(word) ? word : `esm.${word}`))
  return `export type ${name}<${qualified}> = esm.${name}<${own.join(', ')}>;`
}

function withoutExtension(file: string): string {
  return file.replace(/\.js$/, '')
}
