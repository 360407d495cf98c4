import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../config/options.ts'
import { NetworkError } from '../errors/network-error.ts'
import type { SyncCall, SyncReply, WorkerData } from './messages.ts'

/** Asks another thread and sleeps until it has answered. The thread starts with the first call. */
export class BlockingThread {
  readonly #options: WechatPayOptions
  readonly #replies = new Int32Array(new SharedArrayBuffer(4))
  #running: { readonly worker: Worker; readonly port: MessagePort } | undefined

  constructor(options: WechatPayOptions) {
    this.#options = options
  }

  /** @param limitMs beyond all limits of the call itself: only a thread that died takes longer */
  ask(call: SyncCall, limitMs: number): SyncReply {
    const { port } = (this.#running ??= this.#start())
    const before = Atomics.load(this.#replies, 0)
    port.postMessage(call)
    const waited = Atomics.wait(this.#replies, 0, before, limitMs)
    const received = receiveMessageOnPort(port)
    if (received) return received.message
    this.close()
    throw new NetworkError(
      'exchange',
      `${call.method} ${call.path}: the working thread ended without an answer (${waited})`,
    )
  }

  close(): void {
    this.#running?.port.close()
    void this.#running?.worker.terminate()
    this.#running = undefined
  }

  #start(): { worker: Worker; port: MessagePort } {
    const { port1, port2 } = new MessageChannel()
    // Run from its sources the module ends in .ts, published in .js.
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    const workerData: WorkerData = { options: this.#options, port: port2, signal: this.#replies.buffer }
    const worker = new Worker(new URL(file, import.meta.url), { workerData, transferList: [port2] })
    // Neither must keep a script alive that is done.
    worker.unref()
    port1.unref()
    return { worker, port: port1 }
  }
}
