import { open, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

export interface Rhythm {
  /** From one beat to the next, ms. */
  readonly beatMs: number
  /** A lock whose file has not changed for this long is not held any more, ms. */
  readonly staleMs: number
}

export const defaultRhythm: Rhythm = { beatMs: 2_000, staleMs: 20_000 }

/**
 * Writes a lock file again and again, the same bytes in the same place, which changes its modification time and nothing
 * else. It is opened for every beat, so that the beat reaches the others on a network file system.
 *
 * @param onLost called once when the file is gone or not ours any more
 * @returns ends it
 */
export function startHeartbeat(
  path: string,
  content: string,
  { beatMs }: Rhythm,
  onLost: () => void,
): () => Promise<void> {
  let beating: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    beating = beating.then(async () => {
      if (await beat(path, content)) return
      clearInterval(timer)
      onLost()
    })
  }, beatMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await beating
  }
}

/** @returns false when the lock is lost for sure; what else goes wrong (a disk that is full or away) is tried again */
async function beat(path: string, content: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r+')
    if ((await file.readFile('utf8')) !== content) return false
    await file.write(content, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

/**
 * Whether a lock file beats. Ages are differences between files of the same file system, whose clock may be another
 * machine's.
 *
 * @param reference a file that has just been written beside it
 */
export async function isBeating(path: string, reference: string, { beatMs, staleMs }: Rhythm): Promise<boolean> {
  const first = await modifiedAt(path)
  if (first === undefined) return false
  const age = ((await modifiedAt(reference)) ?? first) - first
  if (age > staleMs) return false
  for (let waited = 0; waited < staleMs; waited += beatMs) {
    await delay(beatMs)
    const next = await modifiedAt(path)
    if (next !== first) return next !== undefined
  }
  return false
}

/** Opened first: that is what makes a network file system ask its server. */
async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    await using file = await open(path, 'r')
    return (await file.stat()).mtimeMs
  } catch {
    // Not readable for this user, but there.
    return (await stat(path).catch(() => undefined))?.mtimeMs
  }
}
