import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { pruneDeclarations } from '../prune-declarations.ts'

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'prune-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

test('declarations that no entry point leads to are deleted, and nothing else', async () => {
  const folder = await folderOf({
    'index.d.ts': `/** @example import { mine } from './mine.ts' */
export { Client } from './client.ts';
`,
    'client.d.ts': `export declare const Client: import('./shared/name.ts').Name;\n`,
    'shared/name.d.ts': `import type { Part } from '../part.ts';\nexport type Name = Part;\n`,
    'part.d.ts': 'export type Part = string;\n',
    'cjs/index.d.cts': `export type * from '../index.js' with { 'resolution-mode': 'import' };\n`,
    'inner.d.ts': `import type { Part } from './part.ts';\nexport type Inner = Part;\n`,
    'inner.js': '',
  })
  expect(await pruneDeclarations(folder, ['cjs/index.d.cts'])).toBe(1)
  expect((await readdir(folder, { recursive: true })).filter((path) => path.includes('.')).toSorted()).toEqual([
    'cjs/index.d.cts',
    'client.d.ts',
    'index.d.ts',
    'inner.js',
    'part.d.ts',
    'shared/name.d.ts',
  ])
})

test('an import of a declaration that is not there is named', async () => {
  const folder = await folderOf({ 'index.d.ts': `export type { Part } from './part.ts';\n` })
  await expect(pruneDeclarations(folder, ['index.d.ts'])).rejects.toThrow('part.d.ts: no such declaration file')
})
