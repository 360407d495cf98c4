import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { docsFolder } from './support/site.ts'

const sources = join(docsFolder, '../packages/sdk/src')
/** Classes that calls and helpers throw. Others extend them. */
const errors = globSync('**/*.ts', { cwd: sources }).flatMap((file) =>
  [...readFileSync(join(sources, file), 'utf8').matchAll(/^export class (\w+Error) extends/gm)].map(
    ([, name = '']) => name,
  ),
)

test.each(['guide/errors.md', 'en/guide/errors.md'])('%s names every error', (guide) => {
  const text = readFileSync(join(docsFolder, guide), 'utf8')
  expect(errors).toContain('OutcomeUnknownError')
  expect(errors.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})
