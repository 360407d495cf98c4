import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const cache = join(root, '.cache/page-hashes')
/** Everything that the programs of pages are made of. */
const sources = ['spec', 'docs/generator', 'packages/codegen/src']

/**
 * The generated pages whose programs differ from those where the branch left `main`. The old programs are made by the
 * generator of that time, so that nothing has to be committed.
 *
 * @returns undefined where nobody can say: everything may have changed
 */
export function changedPages(): ReadonlySet<string> | undefined {
  known ??= { pages: findChangedPages() }
  return known.pages
}

/** Files of tests that share a process look once: it takes both generators. */
let known: { readonly pages: ReadonlySet<string> | undefined } | undefined

function findChangedPages(): ReadonlySet<string> | undefined {
  const base = whereTheBranchBegan()
  // Without a history this is a copy of what has landed.
  if (base === undefined || isUnchangedSince(base)) return new Set()
  try {
    const [before, now] = [hashesAt(base), hashesIn(root)]
    return new Set(Object.keys(now).filter((page) => now[page] !== before[page]))
  } catch {
    return undefined // the generator of that time does not run any more
  }
}

function whereTheBranchBegan(): string | undefined {
  for (const branch of ['main', 'origin/main']) {
    try {
      return run('git', 'merge-base', 'HEAD', branch)
    } catch {
      // no such branch, or no git
    }
  }
  return undefined
}

function isUnchangedSince(base: string): boolean {
  const untracked = run('git', 'ls-files', '--others', '--exclude-standard', '--', ...sources)
  return untracked === '' && run('git', 'diff', '--name-only', base, '--', ...sources) === ''
}

function hashesAt(commit: string): Readonly<Record<string, string>> {
  const file = join(cache, `${commit}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'tree-'))
  try {
    run('git', 'archive', '--output', join(folder, 'tree.tar'), commit)
    run('tar', '-xf', join(folder, 'tree.tar'), '-C', folder)
    // Other packages are found above; these two are those of that time.
    mkdirSync(join(folder, 'node_modules/@wechatpay-ts'), { recursive: true })
    symlinkSync(join(folder, 'packages/sdk'), join(folder, 'node_modules/wechatpay-ts'), 'junction')
    symlinkSync(join(folder, 'packages/sandbox'), join(folder, 'node_modules/@wechatpay-ts/sandbox'), 'junction')
    run(process.execPath, join(folder, 'packages/codegen/src/main.ts'), '--quiet')
    const hashes = hashesIn(folder, join(folder, 'hashes.json'))
    renameSync(join(folder, 'hashes.json'), file)
    return hashes
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes the pages of a tree in a process of its own: by that tree's generator. */
function hashesIn(folder: string, file = join(cache, `${process.pid}.json`)): Readonly<Record<string, string>> {
  const script = fileURLToPath(new URL('page-hashes.ts', import.meta.url))
  mkdirSync(cache, { recursive: true })
  run(process.execPath, '--conditions=@wechatpay-ts/source', script, folder, file)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
}

function run(file: string, ...args: string[]): string {
  return execFileSync(file, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
}
