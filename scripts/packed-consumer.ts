import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Archive } from './pack-workspaces.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The parts of a `package.json` that this file reads. */
export interface Manifest {
  readonly exports?: object
  readonly dependencies?: Readonly<Record<string, string>>
}

export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}

/**
 * Unpacks archives into `node_modules` of a folder as npm would. Their dependencies come from this repository, so that
 * no network is needed.
 *
 * @param folder its content is deleted first
 */
export async function installArchives(archives: readonly Archive[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const installed = (name: string) => join(folder, 'node_modules', name)
  for (const { workspace, path } of archives) {
    await mkdir(installed(workspace), { recursive: true })
    await promisify(execFile)('tar', ['-xzf', path, '--strip-components=1', '-C', installed(workspace)])
  }
  const packed = new Set(archives.map(({ workspace }) => workspace))
  for (const { workspace } of archives) {
    const { dependencies = {} } = await readManifest(installed(workspace))
    for (const name of Object.keys(dependencies).filter((dependency) => !packed.has(dependency)))
      await linkPackage(name, folder)
  }
}

/** Gives a folder a package of this repository. */
export async function linkPackage(name: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', name)
  await mkdir(dirname(target), { recursive: true })
  await symlink(join(root, 'node_modules', name), target, 'junction')
}
