import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ControlApi, Part, Snapshot } from './api.ts'
import { newsBetween } from './news.ts'

export interface Live {
  readonly snapshot: Snapshot | undefined
  /** The stream is open: what is shown is what is. */
  readonly online: boolean
  /** The latest happening in one sentence, for screen readers. */
  readonly news: string
  /** The last refused or failed command, until dismissed or followed by one that works. */
  readonly problem: string
  /** A command is under way. */
  readonly busy: boolean
  readonly act: (command: () => Promise<void>) => void
  readonly dismiss: () => void
}

const parts: readonly Part[] = ['clock', 'tasks', 'orders', 'deliveries', 'requests', 'faults', 'users', 'settings']

/** Keeps a snapshot in step with the sandbox: what has changed is read again, one round at a time. */
export function useLive(api: ControlApi): Live {
  const [snapshot, setSnapshot] = useState<Snapshot>()
  const [online, setOnline] = useState(false)
  const [news, setNews] = useState('')
  const [problem, setProblem] = useState('')
  const [running, setRunning] = useState(0)
  const shown = useRef<Snapshot | undefined>(undefined)

  useEffect(() => {
    const gone = new AbortController()
    const waiting = new Set<Part>()
    let reading = false
    const read = async (changed: readonly Part[]): Promise<void> => {
      for (const part of changed) waiting.add(part)
      if (reading) return
      reading = true
      while (waiting.size > 0 && !gone.signal.aborted) {
        const wanted = shown.current === undefined ? parts : [...waiting]
        waiting.clear()
        try {
          const read = await Promise.all(wanted.map(async (part) => [part, await api.read(part)] as const))
          const next = { ...shown.current, ...Object.fromEntries(read) } as Snapshot
          const happened = newsBetween(shown.current, next)
          if (happened !== undefined) setNews(happened)
          shown.current = next
          setSnapshot(next)
        } catch (error) {
          setProblem(describe(error))
        }
      }
      reading = false
    }
    const stop = api.watch(
      (changed = parts) => void read(changed),
      (yes) => {
        setOnline(yes)
        if (yes) setProblem('')
      },
    )
    return () => {
      gone.abort()
      stop()
    }
  }, [api])

  const act = useCallback((command: () => Promise<void>): void => {
    setRunning((count) => count + 1)
    setProblem('')
    command()
      .catch((error: unknown) => setProblem(describe(error)))
      .finally(() => setRunning((count) => count - 1))
  }, [])

  return { snapshot, online, news, problem, busy: running > 0, act, dismiss: () => setProblem('') }
}

/** The virtual time, moving with the wall clock between two reads unless it is frozen. */
export function useVirtualNow(clock: Snapshot['clock'] | undefined): number {
  const [, redraw] = useState(0)
  const read = useRef({ clock, at: Date.now() })
  if (read.current.clock !== clock) read.current = { clock, at: Date.now() }
  const runs = clock !== undefined && !clock.frozen
  useEffect(() => {
    if (!runs) return undefined
    const timer = setInterval(() => redraw((count) => count + 1), 250)
    return () => clearInterval(timer)
  }, [runs])
  if (clock === undefined) return 0
  return runs ? clock.now + (Date.now() - read.current.at) : clock.now
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
