import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FolderInUseError, lockFolder } from '../../src/kernel/store/folder/folder-lock.ts'
import { formatRecord } from '../../src/kernel/store/folder/lock-record.ts'
import { newFolder } from '../support/databases.ts'

const lockModule = new URL('../../src/kernel/store/folder/folder-lock.ts', import.meta.url).href

/**
 * Starts a process that locks the folder, reports it and keeps running.
 *
 * @param wrapper a command that starts the process
 */
async function holderOf(folder: string, ...wrapper: string[]) {
  const code = `const { lockFolder } = await import(${JSON.stringify(lockModule)}); await lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
  const [file, ...args] = [...wrapper, process.execPath, '--input-type=module', '-e', code]
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
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
  // Files of the losers and of the dead process are gone. The lock is left, and the socket on which its holder answers.
  const left = await readdir(folder)
  expect(left).toHaveLength(2)
  expect(left).toEqual(expect.arrayContaining(['lock.2', expect.stringMatching(/^lock\.[0-9a-f]{8}\.sock$/)]))
})

test('a pid that now belongs to another process does not hold the folder', async () => {
  const { folder } = await newFolder()
  await writeFile(join(folder, 'lock.7'), `${process.ppid} 1 elsewhere`)
  await (await lockFolder(folder)).release()
})

test('a process that is stopped keeps its folder', async () => {
  const { folder } = await newFolder()
  const holder = await holderOf(folder)
  holder.kill('SIGSTOP')
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('a folder with a path that is too long for a socket is locked as well', async () => {
  const { folder } = await newFolder()
  const deep = join(folder, 'a'.repeat(90), 'b'.repeat(90))
  const holder = await holderOf(deep)
  await expect(lockFolder(deep)).rejects.toThrow(FolderInUseError)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await (await lockFolder(deep)).release()
})

test('files that only look like locks are left alone', async () => {
  const { folder } = await newFolder()
  await writeFile(join(folder, 'lock.3'), 'my own notes')
  await (await lockFolder(folder)).release()
  await (await lockFolder(folder)).release()
  expect(await readFile(join(folder, 'lock.3'), 'utf8')).toBe('my own notes')
})

/**
 * Starts the second process in its own pid namespace, where it cannot see the first one's pid, as in two containers.
 */
const namespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
const canUnshare = process.platform === 'linux' && process.getuid?.() === 0

describe.runIf(canUnshare)('with pid namespaces', () => {
  test('of two containers on one folder one is refused', async () => {
    const { folder } = await newFolder()
    const holder = await holderOf(folder, ...namespace)
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError)
    holder.kill('SIGKILL')
    // The process in the namespace briefly outlives the command that started it, and holds the output until it ends.
    await once(holder, 'close')
    await (await lockFolder(folder)).release()
  })

  test('the same the other way round', async () => {
    const { folder } = await newFolder()
    const lock = await lockFolder(folder)
    const code = `const { lockFolder } = await import(${JSON.stringify(lockModule)}); await lockFolder(${JSON.stringify(folder)}).then(() => console.log('held'), (error) => console.log(error.name))`
    const [file, ...args] = [...namespace, process.execPath, '--input-type=module', '-e', code]
    const rival = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [[output]] = (await Promise.all([once(rival.stdout, 'data'), once(rival, 'exit')])) as [[Buffer], unknown]
    expect(output.toString()).toBe('FolderInUseError\n')
    await lock.release()
  })
})

describe('where a socket cannot tell', () => {
  /** A lock whose holder runs on another machine, or on a file system without sockets. */
  async function lockOfAnother(): Promise<{ folder: string; file: string; beat: () => Promise<void> }> {
    const { folder } = await newFolder()
    const file = join(folder, 'lock.1')
    const content = formatRecord({ pid: 1, host: 'elsewhere', kernel: 'another', id: 'x' })
    await writeFile(file, content)
    let instant = Date.now()
    // The other machine's clock is independent of this test's, so every beat shows a different time.
    const beat = async (): Promise<void> => utimes(file, ++instant / 1000, ++instant / 1000)
    return { folder, file, beat }
  }

  test('a lock that beats holds', async () => {
    const { folder, beat } = await lockOfAnother()
    const timer = setInterval(() => void beat(), 1)
    const refused = lockFolder(folder, { rhythm: { beatMs: 20, staleMs: 3_600_000 } })
    await expect(refused).rejects.toMatchObject({ pid: 1, host: 'elsewhere' })
    clearInterval(timer)
  })

  test('a lock that has not been heard of for long is taken over at once', async () => {
    const { folder, file } = await lockOfAnother()
    await utimes(file, 1_700_000_000, 1_700_000_000)
    await (await lockFolder(folder, { rhythm: { beatMs: 3_600_000, staleMs: 3_600_000 } })).release()
  })

  test('a lock that has just been written is watched first', async () => {
    const { folder } = await lockOfAnother()
    await (await lockFolder(folder, { rhythm: { beatMs: 1, staleMs: 5 } })).release()
  })
})

test('a holder beats, and hears when its folder was taken or deleted', async () => {
  for (const lose of [
    // In one step: a beat between the two of `writeFile` on the same file would undo it.
    async (folder: string) => {
      await writeFile(join(folder, 'taken'), formatRecord({ pid: 2, host: 'b', kernel: 'b', id: 'b' }))
      await rename(join(folder, 'taken'), join(folder, 'lock.1'))
    },
    (folder: string) => rm(folder, { recursive: true }),
  ]) {
    const { folder } = await newFolder()
    const { promise: lost, resolve: onLost } = Promise.withResolvers<void>()
    const lock = await lockFolder(folder, { onLost, rhythm: { beatMs: 1, staleMs: 1 } })
    await lose(folder)
    await lost
    await lock.release()
    await mkdir(folder, { recursive: true })
    expect(await readFile(join(folder, 'lock.1'), 'utf8').catch(() => 'gone')).not.toBe('free')
  }
})
