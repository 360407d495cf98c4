import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** The first thing that a program printed, as a value, or the error that it threw. */
export type Outcome =
  | { readonly printed: unknown }
  | { readonly thrown: string; readonly status: unknown; readonly code: unknown }

// Inside the workspace, so that the packages resolve as they do for a reader's own program.
const root = new URL('../../.cache/pages/', import.meta.url)

/**
 * Runs many short programs one after the other in one thread: a thread for each costs more than its call. Every program
 * is a module of its own, and ends with what it prints or throws.
 */
export class PageRunner implements AsyncDisposable {
  readonly #worker: Worker
  readonly #folder: URL
  #count = 0

  private constructor(worker: Worker, folder: URL) {
    this.#worker = worker
    this.#folder = folder
  }

  static async start(environment: Readonly<Record<string, string>>): Promise<PageRunner> {
    await mkdir(root, { recursive: true })
    const folder = pathToFileURL(`${await mkdtemp(fileURLToPath(root))}/`)
    const worker = new Worker(new URL('page-worker.ts', import.meta.url), {
      env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment },
      execArgv: ['--conditions=@wechatpay-ts/source'],
    })
    await once(worker, 'message')
    return new PageRunner(worker, folder)
  }

  /** @param variables of its environment that are its own */
  async run(code: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const file = new URL(`${++this.#count}.ts`, this.#folder)
    await writeFile(file, code)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage({ file: file.href, variables })
    const [outcome] = (await once(this.#worker, 'message')) as [Outcome]
    return outcome
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
    await rm(fileURLToPath(this.#folder), { recursive: true, force: true })
  }
}

/** A runner for each environment, started when its first program comes. */
export class PageRunners implements AsyncDisposable {
  readonly #runners = new Map<string, Promise<PageRunner>>()

  of(environment: Readonly<Record<string, string>>): Promise<PageRunner> {
    const who = `${environment['WECHATPAY_MCHID']} ${environment['WECHATPAY_APIV2_KEY']}`
    const runner = this.#runners.get(who) ?? PageRunner.start(environment)
    this.#runners.set(who, runner)
    return runner
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const runner of this.#runners.values()) await (await runner)[Symbol.asyncDispose]()
  }
}
