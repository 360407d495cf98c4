import type { Address, Caller } from '../chain/chain.ts'
import { Client } from '../client.ts'
import type { WechatPayOptions } from '../config/options.ts'
import type { NameOf } from '../config/name-of.ts'
import { resolveOptions, type Config } from '../config/resolve-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { Method } from '../request/endpoint.ts'
import { readOptions } from '../request/read-options.ts'
import { BlockingThread } from './blocking-thread.ts'
import { unpackError } from './carry-error.ts'

/** Longest pause between two attempts, and a thread's start, with room to spare. */
const PAUSE_MS = 6_000
const START_MS = 10_000

/** Blocks for `post`, promises for `postAsync`; mistakes in the options are found on this side, before either. */
export class BlockingClient implements Caller {
  readonly #config: Config
  readonly #asynchronous: Client
  readonly #thread: BlockingThread

  constructor(options: WechatPayOptions, nameOf?: NameOf) {
    refuseFunctions(options)
    this.#config = resolveOptions(options, nameOf)
    this.#asynchronous = new Client(this.#config)
    this.#thread = new BlockingThread(options)
  }

  call(method: Method, address: Address, given: unknown, asynchronous: boolean): unknown {
    if (asynchronous) return this.#asynchronous.call(method, address, given)
    const template = address()
    const { options } = readOptions(`${method} ${template.path}`, template, given)
    if (options.signal) {
      throw new RequestError(
        'signal',
        'signal: a blocked thread can give nothing up; use timeoutMs, or postAsync with the signal',
      )
    }
    const attempts = (options.maxRetries ?? this.#config.maxRetries) + 2
    const limitMs = attempts * ((options.timeoutMs ?? this.#config.timeoutMs) + PAUSE_MS) + START_MS
    const reply = this.#thread.ask({ method, path: template.path, options: given }, limitMs)
    if (reply.ok) return reply.result
    throw unpackError(reply.error, (query) => this.#asynchronous.run(query))
  }

  prepare(method: Method, address: Address, options: unknown): unknown {
    return this.#asynchronous.prepare(method, address, options)
  }

  pages(method: Method, address: Address, options: unknown): unknown {
    return this.#asynchronous.pages(method, address, options)
  }

  items(method: Method, address: Address, options: unknown): unknown {
    return this.#asynchronous.items(method, address, options)
  }

  close(): void {
    this.#thread.close()
    this.#config.transport.close?.()
  }
}

function refuseFunctions(given: WechatPayOptions): void {
  // What is no object is refused where all options are checked.
  const options = (given ?? {}) as Partial<WechatPayOptions>
  const named: Readonly<Record<string, unknown>> = {
    fetch: options.fetch,
    transport: options.transport,
    clock: options.clock,
    random: options.random,
    'merchant.signer': options.merchant?.signer,
    'merchant.privateKey': typeof options.merchant?.privateKey === 'function' ? options.merchant.privateKey : undefined,
  }
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined) continue
    throw new ConfigError(name, `${name}: the blocking client works in another thread, where functions cannot go`, {
      hint: { zh: '请改用异步客户端，或直接传入密钥内容', en: 'Use the asynchronous client, or give the key itself.' },
    })
  }
}
