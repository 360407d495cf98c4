import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders of the published packages, each after its dependencies. */
const published = { 'wechatpay-ts': 'packages/sdk', '@wechatpay-ts/sandbox': 'packages/sandbox' } as const

/** The condition by which the repository's own programs get the sources, which are not published. */
const SOURCE_CONDITION = '@wechatpay-ts/source'

export interface Archive {
  readonly workspace: string
  readonly path: string
  /** Paths of the files in the archive. */
  readonly files: readonly string[]
}

/**
 * Packs the built packages into the archives that would be published. Their `package.json` offers no sources.
 *
 * @param folder must exist; an archive of the same version in it is replaced
 */
export async function packWorkspaces(folder: string): Promise<Archive[]> {
  const sources = Object.values(published).map((inRoot) => join(root, inRoot))
  const stages = await mkdtemp(join(tmpdir(), 'wechatpay-ts-stage-'))
  try {
    const own = await npmPack(['--dry-run', ...sources])
    const stage = (at: number) => join(stages, String(at))
    for (const [at, from] of sources.entries()) {
      for (const { path } of own[at]!.files) await cp(join(from, path), join(stage(at), path))
      const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Dependent
      await writeFile(join(stage(at), 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`)
    }
    const packed = await npmPack(['--pack-destination', folder, ...sources.map((_, at) => stage(at))])
    return Object.keys(published).map((workspace, at) => {
      const { filename, files } = packed[at]!
      return { workspace, path: join(folder, filename), files: files.map(({ path }) => path) }
    })
  } finally {
    await rm(stages, { recursive: true })
  }
}

/** Members that work in this repository only: sources, and the scripts and tools that build the package. */
const UNPUBLISHED = new Set([SOURCE_CONDITION, 'scripts', 'devDependencies'])

/**
 * Copies a `package.json` without them. A dependency on the other package becomes a peer: the project has both, and
 * shares one copy. pnpm and Yarn would look for it in the registry, although the project has its archive.
 */
function publishedManifest({ dependencies = {}, ...manifest }: Dependent): unknown {
  const isOther = ([name]: readonly [string, string]): boolean => Object.hasOwn(published, name)
  const all = Object.entries(dependencies)
  const [own, others] = [all.filter((one) => !isOther(one)), all.filter(isOther)]
  return {
    ...(withoutUnpublished(manifest) as object),
    ...(own.length > 0 && { dependencies: Object.fromEntries(own) }),
    ...(others.length > 0 && { peerDependencies: Object.fromEntries(others) }),
  }
}

interface Dependent {
  readonly dependencies?: Readonly<Record<string, string>>
}

function withoutUnpublished(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value).filter(([name]) => !UNPUBLISHED.has(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutUnpublished(inner)]))
}

/** One process packs all folders; its answers are in their order. */
async function npmPack(args: readonly string[]): Promise<readonly Packed[]> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', ...args], {
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  })
  const answer = JSON.parse(stdout) as Packed[] | Record<string, Packed>
  const packed = Object.values(answer)
  const names = Object.keys(published)
  if (packed.length !== names.length || packed.some(({ name }, at) => name !== names[at]))
    throw new Error(`npm pack ${args.join(' ')} made something else than ${names.join(' and ')}`)
  return packed
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}
