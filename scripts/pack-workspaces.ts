import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The published packages, each after its dependencies. */
export const published = ['wechatpay-ts', '@wechatpay-ts/sandbox'] as const

export interface Archive {
  readonly workspace: string
  readonly path: string
  /** Paths of the files in the archive. */
  readonly files: readonly string[]
}

/**
 * Packs the built packages into the archives that would be published.
 *
 * @param folder must exist; an archive of the same version in it is replaced
 */
export async function packWorkspaces(folder: string): Promise<Archive[]> {
  const archives: Archive[] = []
  for (const workspace of published) {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['pack', '--json', '--pack-destination', folder, '-w', workspace],
      { shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 },
    )
    const packed = JSON.parse(stdout) as Packed[] | Record<string, Packed>
    const [archive] = Array.isArray(packed) ? packed : Object.values(packed)
    if (!archive) throw new Error(`npm pack made nothing of ${workspace}`)
    archives.push({
      workspace,
      path: join(folder, archive.filename),
      files: archive.files.map(({ path }) => path),
    })
  }
  return archives
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}
