import type { Caller } from '../chain/chain.ts'
import type { Address } from '../operation/address.ts'
import { checkPath } from '../operation/check-path.ts'
import { PathTemplate } from '../operation/path-template.ts'
import { shownPath } from '../operation/shown-path.ts'
import { Machinery } from '../client/machinery.ts'
import type { Config } from '../config/resolve-options.ts'
import { NetworkError, TimeoutError } from '../errors/network-error.ts'
import { OutcomeUnknownError, type ResolvingQuery } from '../errors/outcome-unknown-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { Hint, WechatPayError } from '../errors/wechatpay-error.ts'
import { isLoopbackUrl } from '../shared/loopback.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Method } from '../operation/operation-facts.ts'
import { readOptions } from '../request/build/read-options.ts'
import type { FilledFields } from '../views/filled-fields.ts'
import type { BlockingThread } from './blocking-thread.ts'
import { unpackError } from './carry-error.ts'
import { packJson } from './carry-json.ts'
import { reviveUndecrypted } from './carry-undecrypted.ts'
import type { LostReply, SyncCall, SyncDownload } from './messages.ts'

/** Longest pause between two attempts, with a margin; `START_MS` is the same for the start of a thread. */
const PAUSE_MS = 6_000
const START_MS = 10_000

/** Blocks for `post` and returns promises for `postAsync`. Mistakes in the options are reported in this thread. */
export class BlockingClient implements Caller {
  readonly #config: Config
  readonly #asynchronous: Machinery
  readonly #thread: BlockingThread
  readonly #filled: FilledFields | undefined

  /** @param filled the fields that a view fills in */
  constructor(config: Config, thread: BlockingThread, filled?: FilledFields) {
    this.#config = config
    this.#asynchronous = new Machinery(config, filled)
    this.#thread = thread
    this.#filled = filled
  }

  call(method: Method, address: Address, given: unknown, asynchronous: boolean): unknown {
    if (asynchronous) return this.#asynchronous.call(method, address, given)
    const template = new PathTemplate(checkPath(address.path))
    const operation = `${method} ${shownPath(template.path)}`
    const { options } = readOptions(operation, template, given)
    const parts = partsOf(operation, given as Readonly<Record<string, unknown>> | undefined)
    return this.#ask(operation, { method, path: template.path, filled: this.#filled, ...parts }, options)
  }

  download(url: unknown, given: CallOptions = {}): unknown {
    const { options } = readOptions('download', new PathTemplate(''), given)
    return this.#ask('download', { url, options: { ...given } }, options)
  }

  #ask(operation: string, call: SyncCall | SyncDownload, options: CallOptions): unknown {
    if (options.signal) {
      throw new RequestError(
        'signal',
        'signal: a blocked thread can give nothing up; use timeoutMs, or postAsync with the signal',
      )
    }
    const attempts = (options.maxRetries ?? this.#config.maxRetries) + 2
    const limitMs = attempts * ((options.timeoutMs ?? this.#config.timeoutMs) + PAUSE_MS) + START_MS
    const reply = this.#thread.ask(operation, call, limitMs)
    if (reply.ok) {
      reviveUndecrypted(reply.result, reply.undecrypted)
      return reply.result
    }
    const run = (query: ResolvingQuery): Promise<unknown> => this.#asynchronous.run(query)
    if (reply.ok === undefined) throw threadDied(operation, reply, run)
    const error = unpackError(reply.error, run)
    throw isLoopbackUrl(options.baseUrl ?? this.#config.hosts[0]) ? explainBlocked(error) : error
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
}

/** Adds the likely reason to a timeout of a server on this machine, also where it is the cause of an unknown outcome. */
function explainBlocked(error: Error): Error {
  const timeout = error instanceof TimeoutError ? error : error.cause
  if (!(timeout instanceof TimeoutError)) return error
  for (const one of new Set([error, timeout])) {
    const { zh, en } = (one as WechatPayError).hint!
    Object.assign(one, { hint: { zh: `${zh}。${SAME_PROCESS.zh}`, en: `${en} ${SAME_PROCESS.en}` } })
  }
  return error
}

const SAME_PROCESS: Hint = {
  zh: '同步客户端等待应答时整个线程都停住，同一进程里的服务器（如 createSandbox()）无法应答：请在另一个进程里启动沙箱，或改用异步客户端',
  en: 'While the blocking client waits, a server in the same process (createSandbox()) cannot answer: run the sandbox in another process, or use the asynchronous client.',
}

/** Creates the error for a dead thread. A request that may have been sent is in doubt, like one with a lost answer. */
function threadDied(
  operation: string,
  { begun, dying }: LostReply,
  run: (query: ResolvingQuery) => Promise<unknown>,
): Error {
  const when = begun ? 'before it had an answer' : 'before it sent anything'
  const reason = dying ? `: ${dying.message}` : ''
  const cause = new NetworkError(
    begun ? 'exchange' : 'connect',
    `${operation}: the working thread died ${when}${reason}`,
    {
      cause: dying && unpackError(dying, run),
      hint: {
        zh: '工作线程意外退出：请查看 cause 与进程的内存限制',
        en: 'It should not: look at the cause, and at the limits of memory of the process.',
      },
    },
  )
  return begun?.doubt ? new OutcomeUnknownError(operation, { cause, ...begun.doubt, run }) : cause
}

/** Splits the options into those that are cloned and those that are sent as text. */
function partsOf(
  operation: string,
  given: Readonly<Record<string, unknown>> = {},
): { options: Readonly<Record<string, unknown>>; texts: Readonly<Record<string, string>> } {
  const isJson = ([name, value]: [string, unknown]): boolean =>
    (name === 'json' || name === 'meta') && typeof value === 'object' && value !== null
  const { json = [], other = [] } = Object.groupBy(Object.entries(given), (entry) => (isJson(entry) ? 'json' : 'other'))
  const texts = json.map(([name, value]) => [name, packJson(operation, name, value as object)] as const)
  return { options: Object.fromEntries(other), texts: Object.fromEntries(texts) }
}
