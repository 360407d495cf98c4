import { existsSync } from 'node:fs'
import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../config/options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { NetworkError } from '../errors/network-error.ts'
import { RequestError } from '../errors/request-error.ts'
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
    post(port, call)
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
    // Run from its sources the module ends in .ts, published in .js.
    const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
    // A thread that cannot start cannot tell one that is blocked.
    if (!existsSync(file)) {
      throw new ConfigError('wechatpay-ts/sync', `the blocking client needs its own file ${file.pathname}`, {
        hint: { zh: '打包时请将 wechatpay-ts 设为外部依赖', en: 'Keep wechatpay-ts external when bundling.' },
      })
    }
    const { port1, port2 } = new MessageChannel()
    const workerData: WorkerData = { options: this.#options, port: port2, signal: this.#replies.buffer }
    const worker = new Worker(file, { workerData, transferList: [port2], execArgv: conditions(process.execArgv) })
    // Neither must keep a script alive that is done.
    worker.unref()
    port1.unref()
    return { worker, port: port1 }
  }
}

function post(port: MessagePort, call: SyncCall): void {
  try {
    port.postMessage(call)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RequestError('json', `${call.method} ${call.path}: the options cannot go to another thread: ${reason}`, {
      cause: error,
      hint: { zh: '选项只能包含普通数据', en: 'Give plain data.' },
    })
  }
}

/**
 * Of the options node was started with, those that packages are resolved by. Others do not fit a thread: with
 * `--input-type`, which belongs to `node --eval`, it would not start.
 */
function conditions(execArgv: readonly string[]): string[] {
  return execArgv.flatMap((option, at) => {
    if (option.startsWith('--conditions=')) return [option]
    const value = execArgv[at + 1]
    return (option === '--conditions' || option === '-C') && value !== undefined ? [`--conditions=${value}`] : []
  })
}
