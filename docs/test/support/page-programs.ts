import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** The output of a program, or the error that it threw. */
export type Outcome =
  | {
      /** The first thing that it printed, as a value. */
      readonly printed: unknown
      readonly output: string
      /** Its output on stderr. */
      readonly complaints: string
    }
  | { readonly thrown: string; readonly status: unknown; readonly code: unknown }

/** When a program is over: with its last statement, or with the first thing that it prints. */
export type Until = 'end' | 'print'

interface Extras {
  /** Default: `end`. */
  readonly until?: Until
  /** Variables of its environment that are its own. */
  readonly variables?: Readonly<Record<string, string>>
  /** Files that it imports, by name. */
  readonly files?: Readonly<Record<string, string>>
}

// Inside the workspace, so that the packages resolve as they do for a reader's own program.
const root = new URL('../../.cache/pages/', import.meta.url)

/**
 * Runs many short programs one after the other in one thread: a thread for each costs more than its call. Every program
 * is a module of its own.
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

  async run(code: string, { until = 'end', variables = {}, files = {} }: Extras = {}): Promise<Outcome> {
    const own = new URL(`${++this.#count}/`, this.#folder)
    await mkdir(own)
    const file = new URL('main.ts', own)
    for (const [name, content] of Object.entries({ ...files, 'main.ts': code }))
      await writeFile(new URL(name, own), content)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage({ file: file.href, variables, until })
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
