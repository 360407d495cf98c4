import { workerData } from 'node:worker_threads'
import { WechatPay } from '../client.ts'
import { packError } from './carry-error.ts'
import type { SyncCall, SyncReply, WorkerData } from './messages.ts'

/** The thread that does the work while the other one is blocked: the ordinary client, one call at a time. */
const { options, port, signal } = workerData as WorkerData
const replies = new Int32Array(signal)
const wxpay = new WechatPay(options)

type AnyOperation = (options: unknown) => Promise<unknown>

port.on('message', ({ method, path, options: callOptions }: SyncCall) => {
  const address = wxpay.chain(path) as unknown as Readonly<Record<string, AnyOperation>>
  address[method.toLowerCase()]!(callOptions).then(
    (result) => reply({ ok: true, result }),
    (error: unknown) => reply({ ok: false, error: packError(error) }),
  )
})

function reply(message: SyncReply): void {
  port.postMessage(message)
  Atomics.add(replies, 0, 1)
  Atomics.notify(replies, 0)
}
