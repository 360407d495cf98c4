import { execFile } from 'node:child_process'
import { appendFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { folderOf, operationOf, specOf } from './support/spec-folder.ts'

const root = join(import.meta.dirname, '../../..')
const meta = 'packages/sdk/src/generated/chain.ts'

/** Copies this repository, so that a test may change it, and returns a function that runs the copy's generator. */
async function repository(): Promise<{ folder: string; spec: string; generate: () => Promise<string> }> {
  const folder = folderOf({})
  await mkdir(join(folder, 'packages/codegen'), { recursive: true })
  for (const path of ['packages/codegen/src', 'packages/codegen/package.json', 'scripts/command-line.ts'])
    await cp(join(root, path), join(folder, path), { recursive: true })
  await cp(join(root, 'scripts/up-to-date.ts'), join(folder, 'scripts/up-to-date.ts'))
  // The copy does not link all of `node_modules`, which holds the record of this repository.
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(root, 'node_modules/js-yaml'), join(folder, 'node_modules/js-yaml'), 'junction')
  const spec = specOf({ '/v3/a': { get: operationOf('first') } })
  const generate = async (): Promise<string> => {
    const program = join(folder, 'packages/codegen/src/main.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--spec', spec, '--out', folder])
    return stdout
  }
  return { folder, spec, generate }
}

test('nothing is generated twice, until the spec, the generator or what it made changes', async () => {
  const { folder, spec, generate } = await repository()
  expect(await generate()).toContain('1 operations')
  expect(await generate()).toBe('up to date\n')

  await writeFile(
    join(spec, 'openapi.yaml'),
    (await readFile(join(spec, 'openapi.yaml'), 'utf8')).replace('/v3/a', '/v3/b'),
  )
  expect(await generate()).toContain(`~ ${meta}`)
  expect(await generate()).toBe('up to date\n')

  await appendFile(join(folder, 'packages/codegen/src/emit/types/chain.ts'), '\n// changed\n')
  expect(await generate()).toContain('1 operations')
  expect(await generate()).toBe('up to date\n')

  await appendFile(join(folder, meta), 'export const edited = true\n')
  expect(await generate()).toContain(`~ ${meta}`)
  expect(await readFile(join(folder, meta), 'utf8')).not.toContain('edited')

  await writeFile(join(folder, 'package-lock.json'), '{}')
  expect(await generate()).toContain('1 operations')
  expect(await generate()).toBe('up to date\n')
})
