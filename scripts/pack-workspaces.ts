import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The packages that are published, each after those it depends on. */
export const published = ['wechatpay-ts', '@wechatpay-ts/sandbox'] as const

export interface Archive {
  readonly workspace: string
  readonly path: string
  /** What is in it. */
  readonly files: readonly string[]
}

/**
 * Makes the archives that would be published, of what has been built.
 *
 * @param folder exists; an archive of the same version in it is replaced
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
