import { format } from 'node:util'
import { parentPort } from 'node:worker_threads'
import type { Until } from './page-programs.ts'

/** The thread of `PageRunner`: imports the modules that it is told, and says what each printed or threw. */

const port = parentPort!
let end: (outcome: object) => void = () => {}
let output = ''
let complaints = ''
let printed: unknown
let until: Until = 'end'

console.log = (...values: unknown[]) => {
  if (output === '') printed = cloneable(values.length === 1 ? values[0] : values)
  output += `${format(...values)}\n`
  if (until === 'print') end({ printed, output, complaints })
}
process.stdout.write = (text) => {
  output += String(text)
  return true
}
process.stderr.write = (text) => {
  complaints += String(text)
  return true
}
process.on('unhandledRejection', (error) => end(failure(error)))
process.on('uncaughtException', (error) => end(failure(error)))

interface Task {
  readonly file: string
  readonly variables: Record<string, string>
  readonly until: Until
}

port.on('message', ({ file, variables, until: chosen }: Task) => {
  Object.assign(process.env, variables)
  until = chosen
  output = ''
  complaints = ''
  printed = undefined
  const ended = new Promise<object>((resolve) => {
    end = resolve
  })
  import(file).then(
    // A rejection that nobody awaits is reported a turn later.
    () => until === 'end' && setImmediate(() => end({ printed, output, complaints })),
    (error: unknown) => end(failure(error)),
  )
  void ended.then((outcome) => port.postMessage(outcome))
})
port.postMessage('ready')

function failure(error: unknown): object {
  const { status, code } = error as { status?: unknown; code?: unknown }
  return { thrown: String((error as Error | undefined)?.stack ?? error), status, code }
}

/** Answers hold plain data; a file is told by its size. */
function cloneable(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.length
  return typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value
}
