import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type Reply = { readonly value: unknown } | { readonly error: string }

/** A process of its own, asked one thing at a time over IPC. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess

  constructor(program: URL, options: { cores?: readonly number[] | undefined; env?: Record<string, string> } = {}) {
    const { cores, env } = options
    this.#process = fork(fileURLToPath(program), {
      ...(cores ? { execPath: 'taskset', execArgv: ['-c', cores.join(','), process.execPath, '--no-warnings'] } : {}),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }

  async ask<Answer>(question: unknown): Promise<Answer> {
    const reply = new Promise<Reply>((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the process ended with ${code}`))
      this.#process.once('exit', ended)
      this.#process.once('message', (message) => {
        this.#process.off('exit', ended)
        resolve(message as Reply)
      })
    })
    this.#process.send(question as object)
    const answer = await reply
    if ('error' in answer) throw new Error(answer.error)
    return answer.value as Answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exit = once(this.#process, 'exit')
    // The child's own end, so that profiles and coverage asked for by NODE_OPTIONS are written.
    if (this.#process.connected) this.#process.disconnect()
    await exit
  }
}

/** The child's half: answers every question of the parent, and ends when the parent lets go. */
export function answerQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', (question) => {
    void answer(question as Question).then(
      (value) => process.send?.({ value: value ?? null }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
