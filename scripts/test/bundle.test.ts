import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = fileURLToPath(new URL('../bundle.ts', import.meta.url))
const packageFolder = fileURLToPath(new URL('../../packages/sandbox', import.meta.url))

test('without --inline every entry is bundled, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const entries = ['one', 'two'].map((name) => join(folder, `${name}.ts`))
  for (const entry of entries) writeFileSync(entry, `console.log('ran')\n`)
  execFileSync(process.execPath, [script, join(folder, 'dist'), ...entries], { cwd: packageFolder })
  expect(readdirSync(join(folder, 'dist')).toSorted()).toEqual(['one.js', 'two.js'])
})

test('a bundle of no entries is refused', () => {
  const started = spawnSync(process.execPath, [script, 'dist'], { cwd: packageFolder, encoding: 'utf8' })
  expect(started.status).toBe(1)
  expect(started.stderr).toContain('expected an entry, received none')
})

test('a bundle runs on the oldest Node of the packages, which does not know `using`', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const entry = join(folder, 'entry.ts')
  writeFileSync(
    entry,
    `await using door = { async [Symbol.asyncDispose]() { console.log('closed') } }
console.log('open', door !== undefined)
`,
  )
  execFileSync(process.execPath, [script, join(folder, 'dist'), entry, '--inline', 'hono'], { cwd: packageFolder })
  const built = join(folder, 'dist/entry.js')
  const code = readFileSync(built, 'utf8')
  expect(code).not.toMatch(/\busing door\b/)
  expect(code).not.toMatch(/^import\b/m) // nothing that the package does not have
  expect(execFileSync(process.execPath, [built], { encoding: 'utf8' })).toBe('open true\nclosed\n')
})
