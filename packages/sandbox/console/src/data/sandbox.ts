import { createContext } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { Change, ControlApi } from './api.ts'
import { Answers } from './answers.ts'
import { Connection } from './connection.ts'
import { controlApi } from './http.ts'

/** Access to the sandbox that served the page. */
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

/** Returns the connection. The component renders again on every change of its state. */
export function useConnection(): Connection {
  const { connection } = useSandbox()
  const [, redraw] = useState(0)
  useEffect(() => connection.onState(() => redraw((count) => count + 1)), [connection])
  return connection
}

/** Pause between two reads of the same thing, however often it changes. */
const REST_MS = 150
const RETRY_MS = 2_000

/**
 * Reads something, and reads it again after every change that concerns it, one read at a time. The old result stays
 * until the next one arrives, even when `key` changes. A command's answer about it counts as a read.
 *
 * @param key identifies the read; it changes with everything that `read` depends on
 * @param about the key under which commands answer with the same content
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
          // A command answered during this read, so its rows may be older than the answer. The announced change
          // triggers another read.
          if (!gone.signal.aborted && answered === before) show(next)
        } catch {
          // The sandbox is away or refused the read. The connection shows the reason, and the read is repeated.
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

/** Equal content is not rendered again. */
function isSame(one: unknown, other: unknown): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

/** An action that a person triggers, with its result. */
export interface Action {
  readonly busy: boolean
  /** The reason of the last refusal or failure, until it is dismissed or an action succeeds. */
  readonly problem: string
  readonly run: (command: (api: ControlApi) => Promise<void>) => void
  readonly dismiss: () => void
}

/** Runs the commands of one group of controls. A `Problem` beside them shows errors. */
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
