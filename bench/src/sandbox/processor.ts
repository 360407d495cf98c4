import { readFile, readdir } from 'node:fs/promises'

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const TICK_MS = 10

/**
 * Returns the processor time of a process and its children, living and ended, in ms; undefined if the system has no
 * `/proc`. It does not count children of children: PostgreSQL has none.
 */
export async function processorOf(parent: number): Promise<number | undefined> {
  try {
    const threads = await readdir(`/proc/${parent}/task`)
    const lists = await Promise.all(
      threads.map((thread) => readFile(`/proc/${parent}/task/${thread}/children`, 'utf8')),
    )
    const children = lists.flatMap((list) => list.trim().split(' ').filter(Boolean))
    const own = await ticksOf(String(parent), ['own', 'ended children'])
    const others = await Promise.all(children.map((child) => ticksOf(child, ['own']).catch(() => 0)))
    return others.reduce((sum, ticks) => sum + ticks, own) * TICK_MS
  } catch {
    return undefined
  }
}

/** Positions of user and system time in `/proc/…/stat`, counted after the name, which may contain spaces. */
const places = { own: [11, 12], 'ended children': [13, 14] } as const

async function ticksOf(pid: string, whose: readonly (keyof typeof places)[]): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return whose.flatMap((name) => places[name]).reduce((sum, place) => sum + Number(fields[place]), 0)
}
