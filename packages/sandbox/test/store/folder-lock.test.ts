import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { FolderInUseError, lockFolder } from '../../src/store/folder-lock.ts'
import { newFolder } from '../support/databases.ts'

const lockModule = new URL('../../src/store/folder-lock.ts', import.meta.url).href

/** A process that takes the folder, says so and stays. */
async function holderOf(folder: string) {
  const code = `const { lockFolder } = await import(${JSON.stringify(lockModule)}); await lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

test('one process holds a folder, and the next is told which', async () => {
  const { folder } = await newFolder()
  const holder = await holderOf(folder)
  const refused = lockFolder(folder)
  await expect(refused).rejects.toThrow(FolderInUseError)
  await expect(refused).rejects.toMatchObject({ pid: holder.pid })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await (await lockFolder(folder)).release()
})

test('a released folder can be taken again, in the same process too', async () => {
  const { folder } = await newFolder()
  const lock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(String(process.pid))
  await lock.release()
  await (await lockFolder(folder)).release()
})

test('of many who find a dead holder one wins', async () => {
  const { folder } = await newFolder()
  const holder = await holderOf(folder)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(folder)).toHaveLength(1)
})

test('a pid that now belongs to another process does not hold the folder', async () => {
  const { folder } = await newFolder()
  await writeFile(join(folder, 'lock.7'), `${process.ppid} 1 elsewhere`)
  await (await lockFolder(folder)).release()
})

test('a sandbox whose creation was interrupted is created anew', async () => {
  const { folder } = await newFolder()
  await using first = await createSandbox({ database: { folder }, port: false })
  await first.close()
  await using second = await createSandbox({ database: { folder }, port: false })
  expect(second.merchant.privateKey).toBe(first.merchant.privateKey)
  await second.close()

  const broken = await newFolder()
  await writeFile(join(broken.folder, 'database'), 'a process died while it made this')
  await using third = await createSandbox({ database: broken, port: false })
  expect(third.merchant.mchid).toBe('1900000109')
})
