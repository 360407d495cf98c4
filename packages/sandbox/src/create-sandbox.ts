import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { VirtualClock } from './kernel/clock/virtual-clock.ts'
import type { Control } from './control/control.ts'
import { createControlApp } from './control/control-app.ts'
import { notifyUrl } from './control/input.ts'
import { controlRoutes } from './control/routes.ts'
import { ChangeStreams } from './control/stream.ts'
import { createPolicy } from './products/payafter/policy.ts'
import { createEngine } from './engine.ts'
import {
  type ClientOptions,
  type MerchantCredentials,
  clientOptionsOf,
  credentialsOf,
  environmentOf,
} from './kernel/merchant/credentials.ts'
import { type MerchantEnvironment, environmentFile } from './kernel/merchant/env.ts'
import type { Logger, SandboxOptions } from './options.ts'
import { createApi } from './kernel/protocol/api.ts'
import { consoleFiles } from './server/console-files.ts'
import { checkExposure } from './server/exposure.ts'
import { listen, resetConnection } from './server/listen.ts'
import { pageHeaders } from './server/page-headers.ts'
import { openDatabase } from './kernel/store/database.ts'
import { Outage } from './kernel/store/outage.ts'
import { explainServerError, isDatabaseTrouble } from './kernel/store/trouble.ts'

/** A WeChat Pay of one's own. */
export interface Sandbox extends AsyncDisposable {
  /** Base URL of the API, the control API and the web page; without a slash at the end. */
  readonly url: string
  /** The merchant as it was when the sandbox started; what becomes of the platform's keys `control.platform()` tells. */
  readonly merchant: MerchantCredentials
  /** The same as environment variables, for `WechatPay.fromEnv()`. */
  readonly env: MerchantEnvironment
  /** `new WechatPay(sandbox.clientOptions)` calls this sandbox. */
  readonly clientOptions: ClientOptions
  readonly clock: VirtualClock
  /** What people do: confirm, pay, break things. The HTTP control API calls the same functions. */
  readonly control: Control
  /** Calls the sandbox without a network. */
  readonly fetch: typeof globalThis.fetch
  /** Resolves when nothing is left to do that the clock has come to. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** The URL of a sandbox that does not listen; `.invalid` resolves nowhere. */
const NOWHERE = 'http://sandbox.invalid'
const CONSOLE = fileURLToPath(new URL('../console/dist', import.meta.url))
const quiet: Logger = { info: () => {}, warn: console.warn, error: console.error }

/**
 * Starts a sandbox.
 *
 * @example
 * await using sandbox = await createSandbox({ clock: { frozen: true } })
 * const wxpay = new WechatPay(sandbox.clientOptions)
 * @throws {TypeError} names the policy option that does not exist
 * @throws {ControlError} when `merchant.notifyUrl` is not a notification address
 * @throws {FolderInUseError} when another process has the data folder open
 * @throws {DataFolderError} when the data folder holds anything else, is damaged or cannot be written
 * @throws {DatabaseError} when the PostgreSQL server cannot be used
 * @throws {ListenError} when the port is taken, or when others could reach the sandbox and there is no `token`
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // What is wrong with the options shows before anything is opened.
  createPolicy(options.policy)
  if (options.merchant?.notifyUrl !== undefined) notifyUrl(options.merchant.notifyUrl, 'merchant.notifyUrl')
  const { logger = quiet, host = '127.0.0.1', port = 0, token, database: target = 'memory' } = options
  const { onFolderLost = ({ message }) => logger.error(message) } = options
  checkExposure(port === false ? undefined : host, token)

  // Taken down in the opposite order, also when the start fails half-way.
  const closers: (() => Promise<void>)[] = []
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= closeAll(closers))
  try {
    const database = await openDatabase(target, onFolderLost)
    closers.push(() => database.close())
    const outage = new Outage(logger, database.place)
    const engine = await createEngine(database, options, outage)
    closers.push(() => engine.stop())
    await engine.start()

    const merchant = credentialsOf(engine.merchant)
    const closing = new AbortController()
    let url = NOWHERE
    const { control } = engine
    const streams = new ChangeStreams(database.signals, closing.signal)
    const controlApp = createControlApp({
      routes: controlRoutes({
        control,
        merchant: { mchid: merchant.mchid, appid: merchant.appid, services: engine.merchant.services },
        environment: async () => {
          const current = await engine.currentMerchant()
          return environmentFile(environmentOf(current, credentialsOf(current), url))
        },
      }),
      stream: (context) => streams.open(context),
      token,
      logger: outage.logger,
    })
    const app = new Hono()
      .use('/_sandbox/*', pageHeaders)
      .route('/_sandbox/api', controlApp)
      .route('/', createApi({ ...engine.api, resetConnection }))
      .use(pageHeaders)
      .route('/', consoleFiles(CONSOLE))
      .notFound((context) => context.body(null, 404))
    if (port !== false) {
      const listener = await listen(app, { host, port })
      closers.push(() => listener.close())
      url = listener.url
    }
    closers.push(async () => closing.abort())

    const fetchInProcess: typeof globalThis.fetch = async (input, init) => app.fetch(new Request(input, init))
    const clientOptions = clientOptionsOf(engine.merchant, merchant, url)
    return {
      url,
      merchant,
      env: environmentOf(engine.merchant, merchant, url),
      clientOptions: port === false ? { ...clientOptions, fetch: fetchInProcess } : clientOptions,
      clock: engine.clock,
      control,
      fetch: fetchInProcess,
      idle: () => engine.idle(),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close().catch(() => {}) // what went wrong first is what matters
    throw isDatabaseTrouble(error) && typeof target === 'object' && 'url' in target
      ? explainServerError(error, target.url)
      : error
  }
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const problems: unknown[] = []
  for (let closer = closers.pop(); closer; closer = closers.pop()) {
    await closer().catch((error: unknown) => problems.push(error))
  }
  if (problems.length > 0) throw problems[0]
}
