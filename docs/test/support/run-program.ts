import { mkdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

// Inside the workspace, so that the packages resolve as they do for a reader's own program.
const folder = new URL('../../.cache/run/', import.meta.url)
let programs = 0

/** A program of a page, running in a thread of its own. */
export interface RunningProgram {
  /** What it printed, once it has ended; rejects with what it threw. */
  readonly output: Promise<string>
  /** Resolves when it has printed this much. */
  printed(text: string): Promise<void>
  stop(): Promise<unknown>
}

/** Starts a program as it stands on its page. */
export async function startProgram(
  code: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  await mkdir(folder, { recursive: true })
  const file = new URL(`${process.pid}-${++programs}.ts`, folder)
  await writeFile(file, code)
  const worker = new Worker(fileURLToPath(file), {
    env: { ...environment },
    execArgv: ['--conditions=@wechatpay-ts/source'],
    stdout: true,
    stderr: true,
  })
  const failure = once(worker, 'exit').then(
    () => undefined,
    (error: unknown) => error,
  )
  const printed = text(worker.stdout)
  const complaints = text(worker.stderr)
  const output = failure.then(async (error) => {
    if (error !== undefined) throw error
    const complaint = await complaints
    if (complaint !== '') throw new Error(`The program complained:\n${complaint}`)
    return printed
  })
  output.catch(() => {}) // awaited by the test
  return {
    output,
    async printed(wanted) {
      let seen = ''
      for await (const part of worker.stdout) {
        seen += String(part)
        if (seen.includes(wanted)) return
      }
      throw new Error(`The program ended without printing ${wanted}; it printed:\n${seen}`)
    },
    stop: () => worker.terminate(),
  }
}

/** Runs a program to its end and gives what it printed. */
export async function runProgram(code: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const program = await startProgram(code, environment)
  return program.output
}
