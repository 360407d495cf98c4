import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

interface ModuleDefinition {
  readonly type: 'ESModule'
  readonly path: string
  readonly contents: string
}

const root = resolve(import.meta.dirname, '../..')
const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  imports: Readonly<Record<string, { readonly '@wechatpay-ts/source': Readonly<Record<string, string>> }>>
}

/**
 * Matches static and dynamic imports of our own modules; no source builds a specifier at run time. A Worker gets to
 * no module of Node (`node:…`).
 */
const SPECIFIER = /((?:\bfrom|\bimport)\s*\(?\s*')([.#][^'\n]+)(')/g

/**
 * Returns the package's sources for a Worker: every module that the entry reaches, without types, with `#crypto`, `#node/…`
 * and their like resolved by package.json for the condition `workerd`.
 *
 * @param entry source text of the Worker, which imports from `./src/index.ts`
 */
export function workerModules(entry: string): ModuleDefinition[] {
  const main: ModuleDefinition = { type: 'ESModule', path: join(root, 'worker.ts'), contents: entry }
  const modules = new Map([[main.path, main]])
  for (const { path, contents } of modules.values()) {
    for (const [, , specifier] of contents.matchAll(SPECIFIER)) {
      const file = join(dirname(path), specifier!)
      if (!modules.has(file)) modules.set(file, readModule(file))
    }
  }
  return [...modules.values()]
}

function readModule(path: string): ModuleDefinition {
  const script = stripTypeScriptTypes(readFileSync(path, 'utf8'))
  const contents = script.replace(SPECIFIER, (_, before: string, specifier: string, after: string) => {
    const target = specifier.startsWith('#') ? `./${relative(dirname(path), workerdTarget(specifier))}` : specifier
    return `${before}${target}${after}`
  })
  return { type: 'ESModule', path, contents }
}

function workerdTarget(specifier: string): string {
  const name = specifier.replace(/^#node\/.+/, '#node/*')
  return join(root, imports[name]!['@wechatpay-ts/source']['workerd']!)
}
