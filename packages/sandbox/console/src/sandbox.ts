import { createContext } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { Change, ControlApi } from './api.ts'
import { Answers } from './answers.ts'
import { Connection } from './connection.ts'
import { controlApi } from './http.ts'

/** The sandbox behind the page. */
export interface SandboxAccess {
  readonly api: ControlApi
  readonly connection: Connection
  readonly answers: Answers
}

export const SandboxContext = createContext<SandboxAccess>({
  api: controlApi,
  connection: new Connection(controlApi),
  answers: new Answers(),
})

export function useSandbox(): SandboxAccess {
  return useContext(SandboxContext)
}

/** The connection; whoever uses it is drawn again with every attempt to connect. */
export function useConnection(): Connection {
  const { connection } = useSandbox()
  const [, redraw] = useState(0)
  useEffect(() => connection.onState(() => redraw((count) => count + 1)), [connection])
  return connection
}

/** Between two reads of the same thing, however often it changes. */
const REST_MS = 150
const RETRY_MS = 2_000

/**
 * Reads something, and again whenever a change concerns it: one read at a time. What was read stays until the next
 * read is there, also when `key` becomes another. What a command answers about it counts as read.
 *
 * @param key what is read; changes with everything that `read` depends on
 * @param about what commands answer it as
 */
export function useRead<T>(
  key: string,
  read: (api: ControlApi) => Promise<T>,
  concerns: (change: Change) => boolean,
  about = key,
): T | undefined {
  const { api, connection, answers } = useSandbox()
  const [content, setContent] = useState<T>()
  const latest = useRef({ read, concerns })
  latest.current = { read, concerns }
  useEffect(() => {
    const gone = new AbortController()
    let wanted = true
    let reading = false
    let answered = 0
    const show = (next: T): void => setContent((before) => (isSame(before, next) ? before : next))
    const unsubscribeAnswers = answers.subscribe(about, (content) => {
      answered++
      show(content as T)
    })
    const keepUp = async (): Promise<void> => {
      if (reading) return
      reading = true
      while (wanted && !gone.signal.aborted) {
        wanted = false
        let rest = REST_MS
        const before = answered
        try {
          const next = await latest.current.read(api)
          // Rows that were read before an answer came may be older than the answer; the change behind it is announced.
          if (!gone.signal.aborted && answered === before) show(next)
        } catch {
          // The sandbox is away, or has just refused: the connection tells why, and this is read again.
          wanted = true
          rest = RETRY_MS
        }
        if (!gone.signal.aborted) await new Promise((resolve) => setTimeout(resolve, rest))
      }
      reading = false
    }
    const unsubscribe = connection.subscribe((change) => {
      if (change !== undefined && !latest.current.concerns(change)) return
      wanted = true
      void keepUp()
    })
    if (connection.state === 'online') void keepUp()
    return () => {
      gone.abort()
      unsubscribe()
      unsubscribeAnswers()
    }
  }, [api, connection, answers, key, about])
  return content
}

/** What is the same as before is not drawn again. */
function isSame(one: unknown, other: unknown): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

/** Something a person can make happen, and what came of it. */
export interface Action {
  readonly busy: boolean
  /** Why the last one was refused or failed, until dismissed or followed by one that works. */
  readonly problem: string
  readonly run: (command: (api: ControlApi) => Promise<void>) => void
  readonly dismiss: () => void
}

/** What the controls of one place do; a `Problem` beside them tells what went wrong. */
export function useAction(): Action {
  const { api } = useSandbox()
  const [running, setRunning] = useState(0)
  const [problem, setProblem] = useState('')
  const run = useCallback(
    (command: (api: ControlApi) => Promise<void>): void => {
      setRunning((count) => count + 1)
      setProblem('')
      command(api)
        .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
        .finally(() => setRunning((count) => count - 1))
    },
    [api],
  )
  const dismiss = useCallback(() => setProblem(''), [])
  return { busy: running > 0, problem, run, dismiss }
}
