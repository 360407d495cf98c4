import { open, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

export interface Rhythm {
  /** Interval between two beats, ms. */
  readonly beatMs: number
  /** A lock whose file has not changed for this long counts as free, ms. */
  readonly staleMs: number
}

export const defaultRhythm: Rhythm = { beatMs: 2_000, staleMs: 20_000 }

/**
 * Rewrites a lock file repeatedly with the same bytes, which changes only its modification time. The file is opened for
 * every beat, so that a network file system shows the beat to others.
 *
 * @param onLost called once when the file is missing or belongs to another process
 * @returns a function that stops the heartbeat
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

/** @returns false when the lock is certainly lost; other errors (a full or missing disk) are tried again */
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
 * Whether a lock file beats. Ages are differences between files on the same file system, because its clock may be
 * another machine's.
 *
 * @param reference a file just written beside the lock
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

/** Opens the file first, because that makes a network file system ask its server. */
async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    await using file = await open(path, 'r')
    return (await file.stat()).mtimeMs
  } catch {
    // The file exists but is not readable for this user.
    return (await stat(path).catch(() => undefined))?.mtimeMs
  }
}
