import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ignoreInGit } from './git-ignore.ts'
import { type Rhythm, defaultRhythm, isBeating, startHeartbeat } from './lock-heartbeat.ts'
import {
  FREE,
  type LockRecord,
  type LockState,
  currentKernel,
  formatRecord,
  isRunning,
  parseRecord,
} from './lock-record.ts'
import { listenOnSocket, probeSocket } from './lock-socket.ts'

/** Another live process uses the data folder. Two processes on one folder would silently lose each other's rows. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
  readonly folder: string
  /** The process id as the other process sees it; in another container it means nothing here. */
  readonly pid: number
  /** The other process's machine or container. */
  readonly host: string

  constructor(folder: string, pid: number, host: string) {
    super(
      `数据目录正被另一个沙箱进程使用 · the data folder ${folder} is in use by process ${pid} on ${host}. ` +
        `Stop that process, choose another folder, or let both share a PostgreSQL server (DATABASE_URL).`,
    )
    this.folder = folder
    this.pid = pid
    this.host = host
  }
}

export interface FolderLock {
  release(): Promise<void>
}

export interface LockOptions {
  /**
   * Called when the lock was taken away: this process stood still too long on a file system without sockets, or the
   * file was deleted.
   */
  readonly onLost?: () => void
  readonly rhythm?: Rhythm
}

const PREFIX = 'lock.'

/**
 * Locks a data folder for this process and creates it if needed; PGlite itself has no lock. The lock of a dead process
 * is taken over. `docs/decisions/data-folder.md` explains how a dead process is recognised.
 *
 * The lock is the file `lock.<n>` with the highest n. A process that finds it free or its holder dead links
 * `lock.<n+1>` into place. Linking fails when the name exists, so only one process succeeds, and a file is complete
 * when it appears. The highest file is never removed, so that n never starts over during a race.
 *
 * @throws FolderInUseError
 */
export async function lockFolder(
  path: string,
  { onLost = () => {}, rhythm = defaultRhythm }: LockOptions = {},
): Promise<FolderLock> {
  if (await makeFolder(resolve(path))) await ignoreInGit(path)
  const folder = await realpath(path)
  const id = randomUUID()
  const socketName = `${PREFIX}${id.slice(0, 8)}.sock`
  // Listens before the lock file names the socket, so that nobody finds the file without the socket.
  const socket = await listenOnSocket(folder, socketName)
  const content = formatRecord({
    pid: process.pid,
    host: hostname(),
    kernel: await currentKernel(),
    id,
    ...(socket && { socket: socketName }),
  })
  const claim = join(folder, `claim.${id}`)
  try {
    await writeFile(claim, content, { mode: 0o600 })
    const lock = await take(folder, claim, rhythm)
    const stop = startHeartbeat(lock, content, rhythm, onLost)
    return {
      async release() {
        await stop()
        await setFree(lock, content)
        await socket?.[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await socket?.[Symbol.asyncDispose]()
    throw error
  } finally {
    await rm(claim, { force: true })
  }
}

/**
 * Creates folders one by one: Node's recursive `mkdir` reports a read-only file system as a missing folder, and never
 * ends below `/proc`.
 *
 * @returns whether the folder is new
 */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (isErrno(error, 'EEXIST') && (await stat(path)).isDirectory()) return false
    const parent = dirname(path)
    if (!isErrno(error, 'ENOENT') || parent === path) throw error
    await makeFolder(parent)
    await mkdir(path, { mode: 0o700 }).catch((again: unknown) => {
      if (!isErrno(again, 'EEXIST')) throw again // another process made it meanwhile
    })
  }
  return true
}

/** @returns the path of the lock file, which has the claim's content */
async function take(folder: string, claim: string, rhythm: Rhythm): Promise<string> {
  for (;;) {
    const generations = await generationsIn(folder)
    const highest = generations.at(-1)
    const holder = highest && (await read(folder, highest))
    if (holder && (await isHeld(holder, folder, highest, claim, rhythm))) {
      throw new FolderInUseError(folder, holder.pid, 'host' in holder ? holder.host : hostname())
    }
    const next = (highest ?? 0) + 1
    const mine = join(folder, PREFIX + next)
    if (!(await linkExclusively(claim, mine))) continue
    // Others may have taken and released this name and the next one since the folder was read.
    if ((await generationsIn(folder)).at(-1) !== next) {
      await rm(mine, { force: true })
      continue
    }
    for (const older of generations) await remove(folder, older)
    return mine
  }
}

async function isHeld(
  holder: Exclude<LockState, 'free'>,
  folder: string,
  generation: number,
  claim: string,
  rhythm: Rhythm,
): Promise<boolean> {
  if (!('id' in holder)) return isRunning(holder)
  const answer = holder.socket === undefined ? 'unknown' : await probeSocket(folder, holder.socket)
  if (answer === 'alive') return true
  // A socket of another kernel appears dead here, even if somebody listens on it there.
  if (answer === 'dead' && holder.kernel === (await currentKernel())) return false
  return isBeating(join(folder, PREFIX + generation), claim, rhythm)
}

/** @returns undefined when the lock is free, the file is missing, or the file is not a lock */
async function read(folder: string, generation: number): Promise<Exclude<LockState, 'free'> | undefined> {
  const text = await readFile(join(folder, PREFIX + generation), 'utf8').catch(orIfMissing(FREE))
  const state = parseRecord(text)
  return state === FREE ? undefined : state
}

/** Removes a lock file of a sandbox, with its socket. A file of the same name with other content stays. */
async function remove(folder: string, generation: number): Promise<void> {
  const path = join(folder, PREFIX + generation)
  const state = parseRecord(await readFile(path, 'utf8').catch(orIfMissing('')))
  if (state === undefined) return
  const socket = state !== FREE && 'id' in state ? (state satisfies LockRecord).socket : undefined
  if (socket !== undefined) await rm(join(folder, socket), { force: true })
  await rm(path, { force: true })
}

/** Marks the lock as free, unless another process holds it by now or the folder is missing. */
async function setFree(path: string, content: string): Promise<void> {
  try {
    await using file = await open(path, 'r+')
    if ((await file.readFile('utf8')) !== content) return
    await file.truncate()
    await file.write(FREE, 0)
  } catch (error) {
    orIfMissing(undefined)(error)
  }
}

/** Lists the generations of the lock files in ascending order. */
async function generationsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  const generations = names.filter((name) => /^lock\.\d+$/.test(name)).map((name) => Number(name.slice(PREFIX.length)))
  return generations.filter(Number.isSafeInteger).toSorted((a, b) => a - b)
}

async function linkExclusively(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  }
}

function orIfMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isErrno(error, 'ENOENT')) return value
    throw error
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
