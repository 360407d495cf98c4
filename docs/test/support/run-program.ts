import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Program } from '../../generator/programs.ts'

// Inside the workspace, so that the packages resolve as they do for a reader's own program.
const folder = new URL('../../.cache/run/', import.meta.url)
let programs = 0

/** A program of a page, running in a thread of its own. */
export interface RunningProgram {
  /**
   * Output of the program, once it has ended. Rejects with the error that the program threw, or when it wrote to
   * stderr.
   */
  readonly output: Promise<string>
  /** Resolves when the program has printed this text; rejects when the program ends before. */
  printed(text: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a program as its page shows it, together with the files that it imports. */
export async function startProgram(
  { code, files }: Pick<Program, 'code' | 'files'>,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const own = new URL(`${process.pid}-${++programs}/`, folder)
  await mkdir(own, { recursive: true })
  const file = new URL('main.ts', own)
  await Promise.all(
    Object.entries({ ...files, 'main.ts': code }).map(([name, content]) => writeFile(new URL(name, own), content)),
  )
  const worker = new Worker(fileURLToPath(file), {
    // A thread finds the cache of compiled code by its own environment.
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment },
    execArgv: ['--conditions=@wechatpay-ts/source'],
    stdout: true,
    stderr: true,
  })
  let seen = ''
  let complaints = ''
  worker.stdout.on('data', (part: Buffer) => (seen += String(part)))
  worker.stderr.on('data', (part: Buffer) => (complaints += String(part)))
  // `once` rejects with the error that ends the thread.
  const output = Promise.all([once(worker, 'exit'), once(worker.stdout, 'end'), once(worker.stderr, 'end')]).then(
    () => {
      if (complaints !== '') throw new Error(`the program complained:\n${complaints}`)
      return seen
    },
  )
  const gone = () => void rm(own, { recursive: true })
  output.then(gone, gone) // whoever waits for the output is told what went wrong; nobody may
  return {
    output,
    async printed(text) {
      const ended = output.then(() => {
        throw new Error(`the program ended without printing ${JSON.stringify(text)}; it printed:\n${seen}`)
      })
      while (!seen.includes(text)) await Promise.race([once(worker.stdout, 'data'), ended])
      ended.catch(() => {})
    },
    async stop() {
      await worker.terminate()
    },
  }
}

/** Runs a program to its end and gives what it printed. */
export async function runProgram(
  program: Pick<Program, 'code' | 'files'>,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const running = await startProgram(program, environment)
  return running.output
}
