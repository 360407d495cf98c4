import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('what is on Object.prototype is no option that anybody gave', async () => {
  const program = fileURLToPath(new URL('./program.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@wechatpay-ts/source', program])
  const { names, flows, differences, abandoned } = JSON.parse(stdout) as {
    names: number
    flows: number
    differences: string[]
    abandoned: string[]
  }
  expect(differences.join('\n')).toBe('')
  // Names beside which a timer went on after its work was over: an abort that nobody heard.
  expect(abandoned).toEqual([])
  expect(names).toBeGreaterThan(130)
  expect(flows).toBe(16)
})
