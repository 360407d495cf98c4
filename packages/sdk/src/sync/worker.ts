import { workerData } from 'node:worker_threads'
import { Machinery, keyDownloader } from '../client/machinery.ts'
import { resolveOptions } from '../config/resolve-options.ts'
import { download as downloadFrom } from '../request/download/download.ts'
import { doubtOfCall } from '../request/perform-call.ts'
import { packError } from './carry-error.ts'
import { unpackJson } from './carry-json.ts'
import { placesOfUndecrypted } from './carry-undecrypted.ts'
import type { SyncBegun, SyncCall, SyncDownload, SyncDying, SyncReply, WorkerData } from './messages.ts'

/** The thread that works while the other one is blocked: it runs the ordinary client, one call at a time. */
const { options, port, signal } = workerData as WorkerData
const replies = new Int32Array(signal)
const config = resolveOptions(options, keyDownloader)

port.on('message', (call: SyncCall | SyncDownload) => {
  const result = 'url' in call ? download(call) : make(call)
  result.then(
    (result) => reply({ ok: true, result, undecrypted: placesOfUndecrypted(result) }),
    (error: unknown) => reply({ ok: false, error: packError(error) }),
  )
})
// Tells a waiting thread at once that no reply will come, and why.
process.on('uncaughtExceptionMonitor', (error) => port.postMessage({ dying: packError(error) } satisfies SyncDying))
process.on('exit', wake)

async function make({ method, path, filled, options: given, texts }: SyncCall): Promise<unknown> {
  const json = Object.entries(texts).map(([name, text]) => [name, unpackJson(text)] as const)
  const options = { ...given, ...Object.fromEntries(json) }
  const client = new Machinery(config, filled)
  const address = { path }
  port.postMessage({ doubt: doubtOfCall(client, await client.find(method, address), options) } satisfies SyncBegun)
  return await client.call(method, address, options)
}

function download({ url, options }: SyncDownload): Promise<unknown> {
  port.postMessage({ doubt: undefined } satisfies SyncBegun)
  return downloadFrom(new Machinery(config), url, options)
}

function reply(message: SyncReply): void {
  port.postMessage(message)
  wake()
}

function wake(): void {
  Atomics.add(replies, 0, 1)
  Atomics.notify(replies, 0)
}
