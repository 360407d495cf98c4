import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { SourceFile } from './emit/source-file.ts'
import { generatedFolders } from './folders.ts'

/** The differences between the files on disk and the generated ones, relative to the root. */
export interface Difference {
  readonly missing: readonly string[]
  readonly changed: readonly string[]
  /** On disk, but no longer generated. */
  readonly stale: readonly string[]
}

export function compareFiles(root: string, files: readonly SourceFile[]): Difference {
  const expected = new Set(files.map((file) => file.path))
  const missing = files.filter((file) => !existsSync(join(root, file.path)))
  const present = files.filter((file) => !missing.includes(file))
  return {
    missing: missing.map((file) => file.path),
    changed: present
      .filter((file) => readFileSync(join(root, file.path), 'utf8') !== file.text)
      .map((file) => file.path),
    stale: generatedFolders.flatMap((folder) => filesBelow(root, folder)).filter((path) => !expected.has(path)),
  }
}

/** Writes the files that differ. Unchanged files are not touched, so that watchers stay quiet. */
export function writeFiles(root: string, files: readonly SourceFile[]): Difference {
  const difference = compareFiles(root, files)
  const wanted = new Set([...difference.missing, ...difference.changed])
  for (const file of files.filter((one) => wanted.has(one.path))) {
    mkdirSync(dirname(join(root, file.path)), { recursive: true })
    writeFileSync(join(root, file.path), file.text)
  }
  for (const path of difference.stale) rmSync(join(root, path))
  return difference
}

function filesBelow(root: string, folder: string): string[] {
  const absolute = join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}
