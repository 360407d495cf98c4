import { callerOf, type Caller } from '../chain/chain.ts'
import type { Address } from '../operation/address.ts'
import { ownOptions } from '../shared/own-options.ts'
import type { Config, KeyDownloader } from '../config/resolve-options.ts'
import type { ResolvingQuery } from '../errors/outcome-unknown-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { FoundOperation } from '../operation/find-operation.ts'
import type { Method } from '../operation/operation-facts.ts'
import type { FilledFields } from '../views/filled-fields.ts'
import { wrongClient } from './wrong-client.ts'

type Calls = typeof import('../request/perform-call.ts')

const lists = () => import('../lists/list-pages.ts')

/** Loads the code that downloads certificates, for `resolveOptions`. */
export const keyDownloader: KeyDownloader = () => import('../certificates/download-keys.ts')

/** Makes the calls of one merchant, for the ends of chains. */
export class Machinery implements Caller {
  readonly config: Config
  /** Values to fill in, for operations that document such fields. */
  readonly filled: FilledFields | undefined
  /** Operations by the address object that the chain keeps, so that each is looked up once. */
  readonly #found = new WeakMap<Address, FoundOperation>()

  /** The loaded module. Importing it again would take a turn of the event loop. */
  #calls: Calls | undefined

  /** @param filled the values that a view fills in */
  constructor(config: Config, filled?: FilledFields) {
    this.config = config
    this.filled = ownOptions(filled)
  }

  async call(method: Method, address: Address, given: unknown): Promise<unknown> {
    const calls = this.#calls ?? (await this.#load())
    const found = this.#found.get(address) ?? (await this.find(method, address))
    // The call is awaited, and every error is created in an async function, so that the stack leads back to the
    // caller's program.
    return await calls.performCall(this, found, given)
  }

  async prepare(method: Method, address: Address, given: unknown): Promise<unknown> {
    return (await this.#load()).prepareCall(this, await this.find(method, address), given)
  }

  async *pages(method: Method, address: Address, given: unknown): AsyncGenerator<unknown, void> {
    yield* (await lists()).listPages(this, method, address, given)
  }

  async *items(method: Method, address: Address, given: unknown): AsyncGenerator<unknown, void> {
    yield* (await lists()).listItems(this, method, address, given)
  }

  /** Finds the operation in the spec. */
  async find(method: Method, address: Address): Promise<FoundOperation> {
    const found = this.#found.get(address) ?? (await (await this.#load()).findOperation(method, address))
    this.#found.set(address, found)
    return found
  }

  async #load(): Promise<Calls> {
    return (this.#calls ??= await import('../request/perform-call.ts'))
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
 * @param who the function to name in the message
 * @throws {RequestError} `wxpay` is not a client of this package, or is the blocking one
 */
export function machineryOf(wxpay: unknown, who: string): Machinery {
  const caller = callerOf(wxpay)
  if (caller instanceof Machinery) return caller
  const { message, hint } = wrongClient(wxpay)
  throw new RequestError('wxpay', `${who}: ${message}`, { hint })
}
