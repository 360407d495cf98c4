import { chainRoot, type Address, type Caller } from './chain/chain.ts'
import { PathTemplate } from './chain/path-template.ts'
import type { Operation } from './chain/operation.ts'
import { optionsFromEnv, variableOf, type Environment } from './config/env.ts'
import type { WechatPayOptions } from './config/options.ts'
import type { NameOf } from './config/name-of.ts'
import { resolveOptions, type Config } from './config/resolve-options.ts'
import type { ResolvingQuery } from './errors/outcome-unknown-error.ts'
import { RequestError } from './errors/request-error.ts'
import type { Chain, PathMap } from './generated/chain.ts'
import { metaLoaders } from './generated/meta/index.ts'
import { execute, prepare } from './request/execute.ts'
import type { Method, OperationCall } from './request/operation-call.ts'
import type { OperationMeta } from './request/operation-meta.ts'
import { readOptions } from './request/read-options.ts'

/** An address that the spec does not know: it works the same, its data is `unknown`. */
export interface UnknownAddress {
  readonly get: UnknownOperation
  readonly getAsync: UnknownOperation
  readonly post: UnknownOperation
  readonly postAsync: UnknownOperation
  readonly put: UnknownOperation
  readonly putAsync: UnknownOperation
  readonly patch: UnknownOperation
  readonly patchAsync: UnknownOperation
  readonly delete: UnknownOperation
  readonly deleteAsync: UnknownOperation
}

type UnknownOperation = Operation<
  {
    readonly json?: object
    readonly query?: Readonly<Record<string, unknown>>
    readonly [pathParameter: string]: unknown
  },
  unknown
>

/**
 * A client of one merchant. Its properties are the API's addresses; see {@link Chain} and {@link PathMap}.
 *
 * @example
 * await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 * await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post({ out_order_no, json })
 * await wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'].post({ out_order_no, json })
 */
export interface WechatPay extends Chain, PathMap {
  /** The merchant number this client signs as. */
  readonly mchid: string
  /**
   * An operation by its documented path.
   *
   * @param path with its placeholders, with or without the leading slash
   * @throws {RequestError} at the call: the path has empty or dotted segments, a query or lone braces
   */
  chain<Path extends keyof PathMap>(path: Path): PathMap[Path]
  chain(path: string): UnknownAddress
  /** Closes idle connections. A client that is used again afterwards opens new ones. */
  close(): void
}

interface WechatPayConstructor {
  /**
   * Every option is checked at once; keys are parsed, and whether they fit each other is found out here.
   *
   * @throws {ConfigError} names the option, what was expected, what came and what to do
   */
  new (options: WechatPayOptions): WechatPay
  /**
   * A client from `WECHATPAY_MCHID`, `WECHATPAY_MERCHANT_PRIVATE_KEY`, `WECHATPAY_MERCHANT_CERTIFICATE_SERIAL` (or
   * `WECHATPAY_MERCHANT_CERTIFICATE`), `WECHATPAY_PUBLIC_KEY_ID` and `WECHATPAY_PUBLIC_KEY` (or
   * `WECHATPAY_PLATFORM_CERTIFICATES`), and, where set, `WECHATPAY_APIV3_KEY` and `WECHATPAY_BASE_URL`.
   *
   * @param env default `process.env`
   * @param options beside what the environment says
   * @throws {ConfigError} names the variable
   */
  fromEnv(env?: Environment, options?: Partial<WechatPayOptions>): WechatPay
}

/** Calls of one merchant, as the end of a chain makes them. */
export class Client implements Caller {
  readonly #config: Config

  constructor(config: Config) {
    this.#config = config
  }

  call(method: Method, address: Address, given: unknown): Promise<unknown> {
    return withCallerStack(async () => {
      const call = await operationCall(method, address, given)
      await checkBeforeSending(call)
      return execute(call, this.#config, (query) => this.run(query))
    })
  }

  async prepare(method: Method, address: Address, given: unknown): Promise<unknown> {
    return prepare(await operationCall(method, address, given), this.#config)
  }

  /** Runs the query that an `OutcomeUnknownError` names. */
  run({ operation, options }: ResolvingQuery): Promise<unknown> {
    const [method, path] = operation.split(' ') as [Method, string]
    return this.call(method, () => new PathTemplate(path), options)
  }
}

async function operationCall(method: Method, address: Address, given: unknown): Promise<OperationCall> {
  const template = address()
  const operation = `${method} ${template.path}`
  if (template.path.startsWith('v2/')) {
    throw new RequestError('path', `${operation}: APIv2 is not in this version`, {
      hint: { zh: 'APIv2 将在后续版本提供', en: 'APIv2 comes with a later version.' },
    })
  }
  return {
    operation,
    method,
    template,
    ...readOptions(operation, template, given),
    meta: await metaOf(method, template.path),
  }
}

async function metaOf(method: Method, path: string): Promise<OperationMeta> {
  const product = path.split('/')[1] ?? ''
  const load = Object.hasOwn(metaLoaders, product) ? metaLoaders[product] : undefined
  const known = load && (await load()).operations[`${method} ${path}`]
  // Of an operation we do not know we only know that a GET changes nothing.
  return (
    known ?? {
      method,
      path: `/${path}`,
      body: method === 'GET' ? 'none' : 'json',
      response: 'json',
      retry: method === 'GET' ? 'safe' : 'never',
    }
  )
}

const COMPLETE = 'POST v3/payscore/payafter-orders/{out_order_no}/complete'

/** The hero's own rules: what WeChat Pay would refuse is refused here, with a better reason and no request. */
async function checkBeforeSending({ operation, options, json }: OperationCall): Promise<void> {
  if (operation !== COMPLETE || options.checks === false) return
  const { checkCompletionRequest } = await import('./payscore/check-completion-request.ts')
  checkCompletionRequest(json)
}

/** Where the call stands in the caller's program: the network's stack says nothing about that. */
function withCallerStack(run: () => Promise<unknown>): Promise<unknown> {
  const here: { stack?: string } = {}
  Error.captureStackTrace?.(here, withCallerStack)
  return run().catch((error: unknown) => {
    if (error instanceof Error && here.stack) {
      error.stack = `${error.name}: ${error.message}\n${here.stack.slice(here.stack.indexOf('\n') + 1)}`
    }
    throw error
  })
}

function makeClient(options: WechatPayOptions, nameOf?: NameOf): object {
  const config = resolveOptions(options, nameOf)
  const own = { mchid: config.mchid, close: () => config.transport.close?.() }
  return chainRoot(WechatPay.prototype, own, new Client(config))
}

/** {@inheritDoc WechatPayConstructor} */
export const WechatPay = class {
  constructor(options: WechatPayOptions) {
    return makeClient(options)
  }

  static fromEnv(env: Environment = process.env, options: Partial<WechatPayOptions> = {}): object {
    return makeClient({ ...optionsFromEnv(env), ...options }, variableOf)
  }
} as unknown as WechatPayConstructor & { readonly prototype: object }
