import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newFolder } from '../support/databases.ts'
import { spawnSandbox, startProcess } from '../support/process.ts'

/** Moments of a first start, recognised by the files in its folder. */
const moments: Readonly<Record<string, (folder: string) => Promise<boolean> | boolean>> = {
  'has marked the database as its own': (folder) => existsSync(join(folder, 'database', 'wechatpay-sandbox.json')),
  'has unpacked a part of it': (folder) => existsSync(join(folder, 'database', 'base')),
  'is about to be ready': async (folder) =>
    (await readFile(join(folder, 'database', 'wechatpay-sandbox.json'), 'utf8').catch(() => '')).includes('whole'),
}

test.each(Object.entries(moments))(
  'a first start that is killed when it %s is finished or made anew by the next',
  async (_, hasCome) => {
    const { folder: parent } = await newFolder()
    const folder = join(parent, 'data')
    await mkdir(folder)
    const first = spawnSandbox(['--data', folder, '--port', '0', '--json'], { stdio: 'ignore' })
    const ended = once(first, 'exit')
    while (first.exitCode === null && !(await hasCome(folder))) await setImmediate()
    first.kill('SIGKILL')
    await ended

    const second = await startProcess(['--data', folder])
    expect((await second.merchant.create('I1')).status).toBe(200)
    expect(await second.end('SIGTERM')).toBe(0)
  },
)
