import { callerOf, type Address, type Caller } from './chain/chain.ts'
import { ownOptions } from './config/own-options.ts'
import type { Config } from './config/resolve-options.ts'
import { describeValue } from './errors/describe-value.ts'
import type { ResolvingQuery } from './errors/outcome-unknown-error.ts'
import { RequestError } from './errors/request-error.ts'
import type { CallOptions } from './request/call-options.ts'
import type { Doubt } from './request/doubt.ts'
import type { Endpoint, Method } from './request/endpoint.ts'
import type { Result } from './request/result.ts'
import type { FilledFields } from './views/filled-fields.ts'

type RequestPath = typeof import('./request/request-path.ts')

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
    // Awaited, and every error made in an async function: so an engine's stack leads back to the caller's program.
    return await path.perform(this, endpoint, given)
  }

  async prepare(method: Method, address: Address, given: unknown): Promise<unknown> {
    return (await this.#load()).prepareCall(this, await this.endpoint(method, address), given)
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
    return (await this.#load()).doubtOfCall(this, await this.endpoint(method, address), given)
  }

  /** Finds what the spec says of an operation. */
  async endpoint(method: Method, address: Address): Promise<Endpoint> {
    return this.#endpoints.get(address) ?? (await this.#find(method, address))
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
