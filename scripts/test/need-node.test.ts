import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../need-node.cjs', import.meta.url))

/** Runs the script as another version of Node would, which cannot be had on every machine. */
function runAs(version: string): Promise<unknown> {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
  return promisify(execFile)(process.execPath, ['--eval', `${pretend}; require(${JSON.stringify(script)})`])
}

test.each(['20.20.2', '22.23.5'])('Node %s is too old, and is told what to do', async (version) => {
  await expect(runAs(version)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Node 24 .*npm ci[^]*macOS[^]*https:\/\/nodejs\.org/) as string,
  })
})

test.each(['24.0.0', '26.12.1'])('Node %s goes on without a word', async (version) => {
  expect(await runAs(version)).toMatchObject({ stdout: '', stderr: '' })
})

test('the commands of the README begin with it', async () => {
  const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  for (const name of ['start', 'test', 'shop', 'sandbox', 'generate'])
    expect(scripts[name], name).toMatch(/^node scripts\/need-node\.cjs && /)
})
