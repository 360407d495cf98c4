import { readFile } from 'node:fs/promises'
import { hostname, platform } from 'node:os'

/** The content of a lock file about the process that wrote it. */
export interface LockRecord {
  readonly pid: number
  readonly host: string
  /** Identifies the running kernel: containers on one machine share it, two machines do not. */
  readonly kernel: string
  /** Random for each lock. */
  readonly id: string
  /** Name of the socket in the data folder on which the holder listens; absent if the file system has no sockets. */
  readonly socket?: string
}

/** The record of earlier versions without sockets: a pid, that process's start time, and a random id. */
export interface PidRecord {
  readonly pid: number
  readonly startedAt: string
}

export type LockState = LockRecord | PidRecord | 'free'

export const FREE = 'free'
const FORMAT = 'wechatpay-sandbox-lock'

export function formatRecord(record: LockRecord): string {
  return JSON.stringify({ format: FORMAT, ...record })
}

/** @returns undefined when the text is not a lock of ours: such a file belongs to somebody else and is left alone */
export function parseRecord(text: string): LockState | undefined {
  if (text === FREE) return FREE
  const [, pid, startedAt] = /^(\d+) (\S+) [\w-]+$/.exec(text) ?? []
  if (pid !== undefined && startedAt !== undefined) return { pid: Number(pid), startedAt }
  try {
    const record = JSON.parse(text) as Partial<LockRecord & { format: string }> | null
    return record?.format === FORMAT && typeof record.id === 'string' ? (record as LockRecord) : undefined
  } catch {
    return undefined
  }
}

/** Identifies the running kernel. Systems other than Linux have no kernel id, so the machine's name is used. */
export async function currentKernel(): Promise<string> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return bootId.trim() || `${platform()} ${hostname()}`
}

/** Whether the process of an old record runs. Pids are reused, so its start time is compared (Linux). */
export async function isRunning({ pid, startedAt }: PidRecord): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return startedAt === (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown')
}
