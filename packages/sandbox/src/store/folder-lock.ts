import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Another live process has the data folder open. Two on one folder would lose each other's rows silently. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
  readonly folder: string
  readonly pid: number

  constructor(folder: string, pid: number) {
    super(
      `数据目录正被另一个沙箱进程使用 · the data folder ${folder} is in use by process ${pid}. ` +
        `Stop that process, choose another folder, or let both share a PostgreSQL server (DATABASE_URL).`,
    )
    this.folder = folder
    this.pid = pid
  }
}

export interface FolderLock {
  release(): Promise<void>
}

const PREFIX = 'lock.'
const FREE = 'free'

/**
 * Takes a data folder for this process and creates it if need be; PGlite itself has no lock. What a dead process left
 * is taken over.
 *
 * The lock is the file `lock.<n>` with the highest n. Whoever finds it free or its holder dead links `lock.<n+1>` into
 * place: linking fails when the name exists, so of any number of takers one wins, and a file is complete when it
 * appears. The highest file is never removed, which keeps n from starting over under somebody's feet.
 *
 * @throws FolderInUseError
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  const folder = resolve(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const claim = join(folder, `claim.${randomUUID()}`)
  await writeFile(claim, `${process.pid} ${await startOf(process.pid)} ${INSTANCE}`, { mode: 0o600 })
  try {
    for (;;) {
      const generations = await generationsIn(folder)
      const highest = Math.max(0, ...generations)
      const holder =
        highest === 0 ? FREE : await readFile(join(folder, PREFIX + highest), 'utf8').catch(orIfMissing(FREE))
      if (await isHeld(holder)) throw new FolderInUseError(folder, Number.parseInt(holder, 10))
      const mine = join(folder, PREFIX + (highest + 1))
      if (!(await linkExclusively(claim, mine))) continue
      for (const older of generations) await rm(join(folder, PREFIX + older), { force: true })
      return { release: () => writeFile(mine, FREE) }
    }
  } finally {
    await rm(claim, { force: true })
  }
}

/** Tells this process from an earlier one that had the same pid (in a container it often is 1). */
const INSTANCE = randomUUID()

async function isHeld(holder: string): Promise<boolean> {
  const [pid, start, instance] = holder.split(' ')
  const number = Number(pid)
  if (!Number.isInteger(number)) return false
  if (number === process.pid) return instance === INSTANCE
  return isAlive(number) && start === (await startOf(number))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !isErrno(error, 'ESRCH')
  }
}

/** When a process began, in the kernel's ticks, where the kernel tells (Linux): pids are used again. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown'
}

async function generationsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names.filter((name) => /^lock\.\d+$/.test(name)).map((name) => Number(name.slice(PREFIX.length)))
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
