import { parentPort } from 'node:worker_threads'

/** The thread of `PageRunner`: imports the modules that it is told, and says what each printed or threw. */

const port = parentPort!
let end: (outcome: object) => void = () => {}

console.log = (...values: unknown[]) => end({ printed: cloneable(values.length === 1 ? values[0] : values) })
process.on('unhandledRejection', (error) => end(failure(error)))
process.on('uncaughtException', (error) => end(failure(error)))

port.on('message', ({ file, variables }: { file: string; variables: Record<string, string> }) => {
  Object.assign(process.env, variables)
  const ended = new Promise<object>((resolve) => {
    end = resolve
  })
  import(file).catch((error: unknown) => end(failure(error)))
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
