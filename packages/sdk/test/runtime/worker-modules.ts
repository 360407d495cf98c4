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
 * Static and dynamic imports of our own alike; none of our sources builds a specifier at run time. What only Node has
 * (`node:…`) is loaded where it is needed, and never here.
 */
const SPECIFIER = /((?:\bfrom|\bimport)\s*\(?\s*')([.#][^'\n]+)(')/g

/**
 * The package's sources as a Worker loads them: every module that the given entry reaches, its types taken away, with
 * `#crypto` and `#transport` resolved as package.json says for the condition `workerd`.
 *
 * @param entry source text of the Worker, importing from `./src/index.ts`
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
  return join(root, imports[specifier]!['@wechatpay-ts/source']['workerd']!)
}
