import { existsSync } from 'node:fs'
import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../config/options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { RequestError } from '../errors/request-error.ts'
import { isCloneable } from './carry-error.ts'
import type {
  CarriedError,
  LostReply,
  SyncBegun,
  SyncCall,
  SyncDownload,
  SyncDying,
  SyncReply,
  WorkerData,
} from './messages.ts'

interface Running {
  readonly worker: Worker
  readonly port: MessagePort
  /** Increased with every reply of this thread. */
  readonly replies: Int32Array<SharedArrayBuffer>
}

/** Sends a call to another thread and sleeps until it has answered. The thread starts with the first call. */
export class BlockingThread {
  readonly #options: WechatPayOptions
  readonly #file: URL
  #running: Running | undefined

  /** @param file the module that the thread runs */
  constructor(options: WechatPayOptions, file = workerFile()) {
    this.#options = options
    this.#file = file
  }

  /**
   * @param operation the operation's name, for messages
   * @param limitMs longer than all limits of the call itself: only a killed thread takes longer
   */
  ask(operation: string, call: SyncCall | SyncDownload, limitMs: number): SyncReply | LostReply {
    const { port, replies } = (this.#running ??= this.#start())
    const before = Atomics.load(replies, 0)
    post(port, operation, call)
    Atomics.wait(replies, 0, before, limitMs)
    let begun: SyncBegun | undefined
    let dying: CarriedError | undefined
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
      const message = next.message as SyncBegun | SyncDying | SyncReply
      if ('ok' in message) return message
      if ('dying' in message) dying = message.dying
      else begun = message
    }
    // The next call starts a new thread.
    this.close()
    return { ok: undefined, begun, dying }
  }

  close(): void {
    this.#running?.port.close()
    void this.#running?.worker.terminate()
    this.#running = undefined
  }

  #start(): Running {
    // Checks the file first, because a thread that fails to start cannot report it to a blocked one.
    if (!existsSync(this.#file)) {
      throw new ConfigError('wechatpay-ts/sync', `the blocking client needs its own file ${this.#file.pathname}`, {
        hint: { zh: '打包时请将 wechatpay-ts 设为外部依赖', en: 'Keep wechatpay-ts external when bundling.' },
      })
    }
    const { port1, port2 } = new MessageChannel()
    const replies = new Int32Array(new SharedArrayBuffer(4))
    const workerData: WorkerData = { options: this.#options, port: port2, signal: replies.buffer }
    const worker = new Worker(this.#file, { workerData, transferList: [port2], execArgv: conditions(process.execArgv) })
    // The waiting call reports the error. Without this listener, the error would end this thread too.
    worker.on('error', () => undefined)
    // Neither the worker nor the port may keep a finished script alive.
    worker.unref()
    port1.unref()
    return { worker, port: port1, replies }
  }
}

function workerFile(): URL {
  // The module ends in .ts in the sources, in .js when published, in .cjs for require().
  const [extension] = /\.\w+$/.exec(import.meta.url) ?? ['.js']
  return new URL(`./worker${extension}`, import.meta.url)
}

function post(port: MessagePort, operation: string, call: SyncCall | SyncDownload): void {
  try {
    port.postMessage(call)
  } catch (error) {
    const field = Object.keys(call.options).find((name) => !isCloneable(call.options[name])) ?? 'options'
    const reason = error instanceof Error ? error.message : String(error)
    throw new RequestError(field, `${operation}: ${field}: it cannot go to another thread: ${reason}`, {
      cause: error,
      hint:
        field === 'file'
          ? { zh: '请传 { path }、File，或内容为字节的 content', en: 'Give { path }, a File, or its bytes.' }
          : { zh: '选项只能包含普通数据', en: 'Give plain data.' },
    })
  }
}

/**
 * Picks Node's options that affect package resolution. Others may not apply to a thread: with `--input-type`, which
 * belongs to `node --eval`, it would not start.
 */
function conditions(execArgv: readonly string[]): string[] {
  return execArgv.flatMap((option, at) => {
    if (option.startsWith('--conditions=')) return [option]
    const value = execArgv[at + 1]
    return (option === '--conditions' || option === '-C') && value !== undefined ? [`--conditions=${value}`] : []
  })
}
