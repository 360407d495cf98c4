import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

type Reply = { readonly value: unknown } | { readonly error: string }

/** A child process that answers one question at a time over IPC. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>

  constructor(program: URL, options: { cores?: readonly number[] | undefined; env?: Record<string, string> } = {}) {
    const { cores, env } = options
    this.#process = fork(fileURLToPath(program), {
      ...(cores ? { execPath: 'taskset', execArgv: ['-c', cores.join(','), process.execPath] } : {}),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    // The process either exits or fails to start, so one of the two events always comes.
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve).once('error', resolve))
    this.#process.on('error', (error) => console.error(`${basename(program.pathname)}: ${error.message}`))
  }

  /** @throws {Error} the child's error, or that the child has ended */
  async ask<Answer>(question: object): Promise<Answer> {
    const reply = once(this.#process, 'message') as Promise<[Reply]>
    const gone = this.#ended.then((): never => {
      throw new Error(`${this.#process.spawnfile} ended before it answered`)
    })
    if (this.#process.connected) this.#process.send(question)
    const [answer] = await Promise.race([reply, gone])
    if ('error' in answer) throw new Error(answer.error)
    return answer.value as Answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The child exits by itself, so that it writes the profiles and coverage that NODE_OPTIONS requests.
    if (this.#process.connected) this.#process.disconnect()
    await this.#ended
  }
}

/** The child's half: answers every question of the parent, and ends when the parent disconnects. */
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
