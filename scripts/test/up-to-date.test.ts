import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeUnlessUpToDate } from '../up-to-date.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'up-to-date-'))
  await mkdir(at('sources/deep'), { recursive: true })
  await writeFile(at('sources/one.yaml'), 'one')
  await writeFile(at('sources/deep/two.yaml'), 'two')
  await writeFile(at('elsewhere.js'), 'library')
})
afterEach(() => rm(folder, { recursive: true }))

const at = (path: string): string => join(folder, path)

/** Writes output that does not depend on the sources, so that only the inputs can be the reason to build. */
function make(): Promise<boolean> {
  const build = { record: at('cache/record.json'), inputs: [at('sources'), at('lock')], outputs: [at('made')] }
  return makeUnlessUpToDate(build, async () => {
    await mkdir(at('made'), { recursive: true })
    await writeFile(at('made/result.ts'), 'result')
    return [at('elsewhere.js')]
  })
}

test('is made once', async () => {
  expect(await make()).toBe(true)
  expect(await make()).toBe(false)
})

test('a new time alone is no reason to make it again', async () => {
  await make()
  await utimes(at('sources/one.yaml'), 1, 1)
  expect(await make()).toBe(false)
})

test.each<[change: string, by: () => Promise<void>]>([
  ['an input is edited', () => writeFile(at('sources/deep/two.yaml'), '2')],
  ['an input is added', () => writeFile(at('sources/three.yaml'), '')],
  ['an input appears', () => writeFile(at('lock'), '1')],
  ['an input is removed', () => rm(at('sources/one.yaml'))],
  ['an input has another name', () => rename(at('sources/one.yaml'), at('sources/1.yaml'))],
  ['text moves from one input to the next', () => moveText()],
  ['a file that it read is edited', () => writeFile(at('elsewhere.js'), 'newer library')],
  ['a file that it read is removed', () => rm(at('elsewhere.js'))],
  ['the result is edited', () => writeFile(at('made/result.ts'), 'by hand')],
  ['the result is removed', () => rm(at('made'), { recursive: true })],
  ['a file lies beside the result', () => writeFile(at('made/stale.ts'), '')],
  ['the record is cut off', () => writeFile(at('cache/record.json'), '{"found":[')],
  ['the record says something else', () => writeFile(at('cache/record.json'), '{"found":"all"}')],
])('is made again when %s', async (_, change) => {
  await make()
  await change()
  expect(await make()).toBe(true)
})

async function moveText(): Promise<void> {
  await writeFile(at('sources/deep/two.yaml'), 'twoo')
  await writeFile(at('sources/one.yaml'), 'ne')
}

test('an input that is edited while it is made counts the next time', async () => {
  const build = { record: at('record.json'), inputs: [at('sources')], outputs: [] }
  await makeUnlessUpToDate(build, () => writeFile(at('sources/one.yaml'), 'edited meanwhile'))
  expect(await makeUnlessUpToDate(build, () => {})).toBe(true)
})

test('what fails is not taken for made', async () => {
  const build = { record: at('record.json'), inputs: [at('sources')], outputs: [] }
  await expect(makeUnlessUpToDate(build, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await makeUnlessUpToDate(build, () => {})).toBe(true)
})
