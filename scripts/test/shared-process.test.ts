import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** All test files and their helpers but this one, which names what it looks for. */
const written = globSync(
  ['packages/*/test/**/*.ts', 'docs/test/**/*.ts', 'examples/*/test/**/*.ts', 'scripts/test/**/*.ts'],
  { cwd: root },
).filter((file) => root + file !== fileURLToPath(import.meta.url))

/** Code that changes what other files of the same process see, even after Vitest has restored mocks and variables. */
const shared =
  /\bvi\.(?:do)?[mM]ock\(|\bvi\.stubGlobal\(|\bsetTypeParser\(|\bprocess\.chdir\(|from 'msw\/node'|from 'nock'/

test('a file that changes its process has one of its own', async () => {
  const config = await readFile(`${root}vitest.config.ts`, 'utf8')
  expect(written.length).toBeGreaterThan(200)
  const changing: string[] = []
  for (const file of written) if (shared.test(await readFile(root + file, 'utf8'))) changing.push(file)
  expect(changing).toContain('packages/sdk/test/launch/launch.test.ts')
  expect(changing.filter((file) => !config.includes(`'${file}'`))).toEqual([])
})

test('no helper has a hook of its own, which would run for the first file alone that loads it', async () => {
  const helpers = written.filter((file) => !file.endsWith('.test.ts'))
  expect(helpers.length).toBeGreaterThan(30)
  const found: string[] = []
  for (const file of helpers)
    if (/^(?:before|after)(?:All|Each)\(/m.test(await readFile(root + file, 'utf8'))) found.push(file)
  expect(found).toEqual([])
})
