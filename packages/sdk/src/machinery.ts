import { callerOf, type Address, type Caller } from './chain/chain.ts'
import { ownOptions } from './config/own-options.ts'
import type { Config } from './config/resolve-options.ts'
import { describeValue } from './errors/describe-value.ts'
import type { ResolvingQuery } from './errors/outcome-unknown-error.ts'
import { RequestError } from './errors/request-error.ts'
import type { CallOptions } from './request/call-options.ts'
import type { Doubt } from './request/doubt.ts'
import type { Endpoint, Method } from './request/endpoint.ts'
import type { OperationCall } from './request/operation-call.ts'
import type { Result } from './request/result.ts'
import type { FilledFields } from './views/filled-fields.ts'

type RequestPath = typeof import('./request/request-path.ts')

const v2 = () => import('./v2/execute.ts')
const lists = () => import('./lists/list-pages.ts')

/** Calls of one merchant, as the end of a chain makes them. */
export class Client implements Caller {
  readonly config: Config
  /** Put into the calls that document them. */
  readonly filled: FilledFields | undefined
  /** Kept with the address that the chain keeps: looked up once, however often it is called. */
  readonly #endpoints = new WeakMap<Address, Endpoint>()

  /** Kept, because asking for a loaded module again takes a turn of the event loop. */
  #path: RequestPath | undefined

  /** @param filled what a view fills in */
  constructor(config: Config, filled?: FilledFields) {
    this.config = config
    this.filled = ownOptions(filled)
  }

  async call(method: Method, address: Address, given: unknown): Promise<unknown> {
    const path = this.#path ?? (await this.#load())
    const endpoint = this.#endpoints.get(address) ?? (await this.#find(method, address))
    const call = this.#read(path, endpoint, given)
    if (endpoint.template.path.startsWith('v2/')) {
      const { executeV2 } = await v2()
      return await executeV2(call, this.config, (query) => this.run(query))
    }
    if (call.options.checks !== false) call.check?.(call.json)
    // Awaited, and every error made in an async function: so an engine's stack leads back to the caller's program.
    return await path.execute(call, this.config, (query) => this.run(query))
  }

  async prepare(method: Method, address: Address, given: unknown): Promise<unknown> {
    const call = await this.#prepareCall(method, address, given)
    if (call.template.path.startsWith('v2/')) return (await v2()).prepareV2(call, this.config)
    return (await this.#load()).prepare(call, this.config)
  }

  async *pages(method: Method, address: Address, given: unknown): AsyncGenerator<unknown, void> {
    yield* (await lists()).listPages(this, method, address, given)
  }

  async *items(method: Method, address: Address, given: unknown): AsyncGenerator<unknown, void> {
    yield* (await lists()).listItems(this, method, address, given)
  }

  async download(url: unknown, options?: CallOptions): Promise<Result<Uint8Array>> {
    return await (await import('./request/download.ts')).download(this, url, options)
  }

  /** Says what can be done if the answer to a call is lost; undefined for a query, which acts on nothing. */
  async doubt(method: Method, address: Address, given: unknown): Promise<Doubt | undefined> {
    return (await this.#load()).doubtBefore(await this.#prepareCall(method, address, given))
  }

  /** Finds what the spec says of an operation. */
  async endpoint(method: Method, address: Address): Promise<Endpoint> {
    return this.#endpoints.get(address) ?? (await this.#find(method, address))
  }

  #read(path: RequestPath, endpoint: Endpoint, given: unknown): OperationCall {
    const options = this.filled ? path.fillFields(this.filled, endpoint, given) : given
    return { ...endpoint, ...path.readOptions(endpoint.operation, endpoint.template, options) }
  }

  async #prepareCall(method: Method, address: Address, given: unknown): Promise<OperationCall> {
    return this.#read(await this.#load(), await this.endpoint(method, address), given)
  }

  async #load(): Promise<RequestPath> {
    return (this.#path ??= await import('./request/request-path.ts'))
  }

  async #find(method: Method, address: Address): Promise<Endpoint> {
    const { findEndpoint } = await this.#load()
    const endpoint = await findEndpoint(method, address)
    this.#endpoints.set(address, endpoint)
    return endpoint
  }

  /** Runs the query that an `OutcomeUnknownError` names. */
  run({ operation, options }: ResolvingQuery): Promise<unknown> {
    const [method, path] = operation.split(' ') as [Method, string]
    return this.call(method, { path }, options)
  }
}

/**
 * The machinery behind a client, for the modules that add to it (`wechatpay-ts/bills` and the like).
 *
 * @param who the function that asks, for the message
 * @throws {RequestError} not a client of this package, or the blocking one
 */
export function machineryOf(wxpay: unknown, who: string): Client {
  const caller = callerOf(wxpay)
  if (caller instanceof Client) return caller
  throw new RequestError(
    'wxpay',
    `${who}: expected a client made with new WechatPay(…), received ${describeValue(wxpay)}`,
    {
      hint: { zh: '请传入 new WechatPay(…) 本身', en: 'Pass what new WechatPay(…) made.' },
    },
  )
}
