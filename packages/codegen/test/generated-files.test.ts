import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compareFiles, writeFiles } from '../src/generated-files.ts'
import { folderOf } from './support/spec-folder.ts'

const chain = { path: 'packages/sdk/src/generated/chain.ts', text: 'export {}\n' }
const product = { path: 'packages/sdk/src/generated/products/pay.ts', text: 'export {}\n' }

test('a comparison tells missing, changed and stale files apart', () => {
  const folder = folderOf({
    [chain.path]: 'something else\n',
    'packages/sandbox/src/generated/gone.ts': '',
    'packages/sdk/src/client.ts': 'not ours\n',
  })
  expect(compareFiles(folder, [chain, product])).toEqual({
    missing: [product.path],
    changed: [chain.path],
    stale: ['packages/sandbox/src/generated/gone.ts'],
  })
})

test('writing brings the folder in line and touches nothing else', () => {
  const folder = folderOf({ 'packages/sdk/src/generated/stale.ts': '', 'packages/sdk/src/client.ts': 'not ours\n' })
  writeFiles(folder, [chain, product])
  expect(compareFiles(folder, [chain, product])).toEqual({ missing: [], changed: [], stale: [] })
  expect(existsSync(join(folder, 'packages/sdk/src/generated/stale.ts'))).toBe(false)
  expect(readFileSync(join(folder, 'packages/sdk/src/client.ts'), 'utf8')).toBe('not ours\n')
})

test('a file that is right already is not written again', () => {
  const folder = folderOf({})
  writeFiles(folder, [chain])
  const before = statSync(join(folder, chain.path), { bigint: true }).mtimeNs
  writeFiles(folder, [chain])
  expect(statSync(join(folder, chain.path), { bigint: true }).mtimeNs).toBe(before)
  writeFileSync(join(folder, chain.path), 'edited by hand\n')
  expect(writeFiles(folder, [chain]).changed).toEqual([chain.path])
})
