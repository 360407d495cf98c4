import { subscribe } from 'node:diagnostics_channel'
import { workerData } from 'node:worker_threads'
import '../../src/sync/worker.ts'
import type { WorkerData } from '../../src/sync/messages.ts'

/** The real worker, except that it dies: when its first request leaves, or with `early`, as soon as it is called. */
subscribe('http.client.request.start', () => process.exit(1))
const { port } = workerData as WorkerData
port.on('message', ({ path }: { readonly path: string }) => {
  if (path.endsWith('/early')) process.exit(1)
  if (path.endsWith('/thrown')) throw new Error('nobody catches this')
})
