import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ControlApi, Snapshot } from './api.ts'
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

/** Keeps a snapshot in step with the sandbox: one read per burst of changes, never two at once. */
export function useLive(api: ControlApi): Live {
  const [snapshot, setSnapshot] = useState<Snapshot>()
  const [online, setOnline] = useState(false)
  const [news, setNews] = useState('')
  const [problem, setProblem] = useState('')
  const [running, setRunning] = useState(0)
  const shown = useRef<Snapshot | undefined>(undefined)

  useEffect(() => {
    let reading = false
    let stale = false
    const gone = new AbortController()
    const read = async (): Promise<void> => {
      stale = true
      if (reading) return
      reading = true
      while (stale && !gone.signal.aborted) {
        stale = false
        try {
          const next = await api.snapshot()
          setNews((last) => newsBetween(shown.current, next) ?? last)
          shown.current = next
          setSnapshot(next)
        } catch (error) {
          setProblem(describe(error))
        }
      }
      reading = false
    }
    void read()
    const stop = api.watch(
      () => void read(),
      (yes) => {
        setOnline(yes)
        if (yes) void read()
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
