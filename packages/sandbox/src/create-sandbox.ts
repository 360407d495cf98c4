import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { createControlApp } from './control/control-app.ts'
import { anotherMerchant, merchantExists, unknownPartner } from './control/merchant-options.ts'
import { Gate } from './control/gate.ts'
import type { Control } from './control/rooms.ts'
import { controlRoutes } from './control/routes.ts'
import { checkSandboxOptions } from './control/sandbox-options.ts'
import { ChangeStreams } from './control/stream.ts'
import { findOrCreatePartner } from './control/trial/partner.ts'
import { trialRoutes } from './control/trial/route.ts'
import { createEngine } from './engine.ts'
import type { VirtualClock } from './kernel/clock/virtual-clock.ts'
import type { ControlRoute } from './kernel/control/route.ts'
import { type MerchantOptions, createMerchant as createFirstMerchant } from './kernel/merchant/create-merchant.ts'
import {
  type ClientOptions,
  type MerchantCredentials,
  clientOptionsOf,
  credentialsOf,
  environmentOf,
} from './kernel/merchant/credentials.ts'
import { type MerchantEnvironment, environmentFile } from './kernel/merchant/env.ts'
import { KeyPool, type KeySource } from './kernel/merchant/key-pool.ts'
import { KeyStore } from './kernel/merchant/key-store.ts'
import type { MerchantRecord } from './kernel/merchant/merchants.ts'
import { ReusedKeys } from './kernel/merchant/reused-keys.ts'
import { createApi } from './kernel/protocol/api.ts'
import { cacheFolder } from './kernel/store/folder/cache-folder.ts'
import { openDatabase } from './kernel/store/database/database.ts'
import { Outage } from './kernel/store/database/outage.ts'
import { explainServerError, isDatabaseTrouble } from './kernel/store/database/trouble.ts'
import type { Logger } from './kernel/world/logger.ts'
import type { SandboxOptions } from './options.ts'
import { products } from './products/index.ts'
import { consoleFiles } from './server/console-files.ts'
import { checkDocsOrigins, checkExposure, checkToken } from './server/exposure.ts'
import { listen, resetConnection, send } from './server/listen.ts'
import { pageHeaders } from './server/page-headers.ts'

/** A merchant of the sandbox, with everything that its program and its tests need. */
export interface SandboxMerchant {
  /** The credentials at the time of the call. `control.platform()` returns later changes of the platform's keys. */
  readonly merchant: MerchantCredentials
  /** The same credentials as environment variables, for `WechatPay.fromEnv()`. */
  readonly env: MerchantEnvironment
  /** Options for a client that calls this sandbox: `new WechatPay(sandbox.clientOptions)`. */
  readonly clientOptions: ClientOptions
  /** Plays people: confirms, pays, breaks things. The HTTP control API calls the same functions. */
  readonly control: Control
}

/**
 * A WeChat Pay of your own. Its own `merchant`, `env`, `clientOptions` and `control` are those of its first merchant.
 */
export interface Sandbox extends SandboxMerchant, AsyncDisposable {
  /** Base URL of the API, the control API and the web page, without a slash at the end. */
  readonly url: string
  readonly clock: VirtualClock
  /** Calls the sandbox without a network. */
  readonly fetch: typeof globalThis.fetch
  /**
   * Creates another merchant with its own keys, numbers and users. Merchants do not see each other, so tests can share
   * a sandbox and run at the same time. All merchants have the same clock.
   *
   * @example const { clientOptions, control } = await sandbox.createMerchant({ notifyUrl: 'http://127.0.0.1:3000/notify' })
   * @throws {ControlError} names the malformed option, or the number that is already used
   */
  createMerchant(options?: MerchantOptions): Promise<SandboxMerchant>
  /** Returns all merchants, the first one first, including those that were created before the last start. */
  merchants(): Promise<SandboxMerchant[]>
  /** Resolves when all work that is due on the sandbox's clock has been done. */
  idle(): Promise<void>
  /**
   * Waits for the calls in progress, then closes everything. A fault that delays an answer ends at once, and a move of the
   * clock stops at the instant reached. Later calls fail and say that the sandbox is closed.
   */
  close(): Promise<void>
}

/** The URL of a sandbox that does not listen. Names under `.invalid` never resolve. */
const NOWHERE = 'http://sandbox.invalid'
/** The answer of a sandbox that is closing. */
const GONE = new Response(null, { status: 503, headers: { Connection: 'close' } })
const CONSOLE = fileURLToPath(new URL('../console/dist', import.meta.url))
const REUSE_KEYS = 'WECHATPAY_SANDBOX_REUSE_KEYS'
const quiet: Logger = { info: () => {}, warn: console.warn, error: console.error }

/**
 * Starts a sandbox.
 *
 * @example
 * await using sandbox = await createSandbox({ clock: { frozen: true } })
 * const wxpay = new WechatPay(sandbox.clientOptions)
 * @throws {TypeError} names an unknown policy option
 * @throws {ControlError} names any other option that does not exist or cannot have the value, or a partner that does
 *   not exist
 * @throws {FolderInUseError} another process has opened the data folder
 * @throws {DataFolderError} the data folder holds other files, is damaged or is not writable
 * @throws {DatabaseError} the PostgreSQL server cannot be used
 * @throws {ListenError} the port is already used, or others could reach the sandbox and there is no `token`
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // Checks the options before it opens anything.
  checkSandboxOptions(options)
  const { merchants: further = [], users = {} } = options
  const { logger = quiet, host = '127.0.0.1', port = 0, token, docsOrigins = [], database: target = 'memory' } = options
  const { onFolderLost = ({ message }) => logger.error(message) } = options
  checkToken(token)
  checkExposure(port === false ? undefined : host, token)
  checkDocsOrigins(docsOrigins)

  const gate = new Gate()
  // The sandbox closes these in the opposite order, also when the start fails half-way.
  const closers: (() => Promise<void>)[] = []
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= closeAll(closers))
  try {
    const keys = keySource(options.reuseKeys ?? process.env[REUSE_KEYS] === '1')
    closers.push(() => keys.stop())
    const makeFirst = async (): Promise<MerchantRecord> =>
      createFirstMerchant(options.merchant, options.merchant?.keys ?? (await keys.takeFirst()))
    // A new database needs a merchant. Its keys and certificates are made while the database opens.
    const first = target === 'memory' ? makeFirst() : undefined
    first?.catch(() => {}) // reported to whoever asks for it
    const database = await openDatabase(target, onFolderLost)
    closers.push(() => database.close())
    const outage = new Outage(logger, database.place)
    closers.push(async () => outage.end())
    const engine = await createEngine(database, options, outage, keys, () => first ?? makeFirst(), gate.closing)
    closers.push(
      () => engine.stop(),
      () => gate.ended(),
    )
    const requirePartner = async (asked: MerchantOptions | undefined, field: string): Promise<void> => {
      const { partner } = asked ?? {}
      if (partner === undefined || further.some((one) => one.mchid === partner && one.role === 'partner')) return
      const found = await engine.findMerchant(partner)
      if (found?.secrets.role !== 'partner') throw unknownPartner(field, partner)
    }
    await requirePartner(options.merchant, 'merchant.partner')
    for (const [at, one] of further.entries()) await requirePartner(one, `merchants[${at}].partner`)
    for (const asked of further) {
      const { mchid, notifyUrl } = asked
      const { control } = engine.roomOf(mchid)
      const isKnown = (await engine.findMerchant(mchid)) !== undefined
      if (isKnown && notifyUrl !== undefined) await control.setEndpoint({ url: notifyUrl })
      // Another process may have created the merchant in this database meanwhile.
      const isThere = isKnown || (await engine.addMerchant(asked)) || (await engine.findMerchant(mchid))
      if (!isThere) throw merchantExists(asked)
    }
    for (const [who, settings] of Object.entries(users)) await engine.control.setUser(who, settings)

    let url = NOWHERE
    const fetchInProcess: typeof globalThis.fetch = async (input, init) =>
      gate.run(() => app.fetch(new Request(input, init)))
    const describe = (record: MerchantRecord): SandboxMerchant => {
      const merchant = credentialsOf(record)
      const clientOptions = clientOptionsOf(record, merchant, url)
      return {
        merchant,
        env: environmentOf(record, merchant, url),
        clientOptions: port === false ? { ...clientOptions, fetch: fetchInProcess } : clientOptions,
        control: gate.guard(engine.roomOf(record.mchid).control),
      }
    }
    const createMerchant = async (asked: MerchantOptions = {}): Promise<SandboxMerchant> => {
      anotherMerchant(asked, '')
      await requirePartner(asked, 'partner')
      const record = await engine.addMerchant(asked)
      if (!record) throw merchantExists(asked)
      return describe(record)
    }
    const merchants = async (): Promise<SandboxMerchant[]> => {
      const records = await Promise.all((await engine.mchids()).map((mchid) => engine.findMerchant(mchid)))
      return records.filter((record) => record !== undefined).map(describe)
    }
    const api = createApi({ ...engine.api, resetConnection, send })
    const routesOf = ({ mchid, secrets, services }: MerchantRecord): ControlRoute[] => {
      const { control, productRoutes } = engine.roomOf(mchid)
      return [
        ...controlRoutes({
          control,
          merchant: { mchid, appid: secrets.appids[0], services },
          environment: async () => {
            const current = await engine.findMerchant(mchid)
            return environmentFile(
              environmentOf(current ?? engine.merchant, credentialsOf(current ?? engine.merchant), url),
            )
          },
          merchants,
          createMerchant,
        }),
        ...trialRoutes({
          merchant: async () => {
            const record = (await engine.findMerchant(mchid)) ?? engine.merchant
            return { credentials: credentialsOf(record), byCertificate: record.secrets.mode === 'certificate' }
          },
          partner: () => findOrCreatePartner(engine),
          api: async (request) => api.fetch(request),
          wallClock: Date.now,
        }),
        ...productRoutes,
      ]
    }
    const collections = new Map(products.map(({ name, collection }) => [name, collection]))
    const streams = new ChangeStreams({
      signals: database.signals,
      closing: gate.closing,
      collections,
      readClock: () => engine.clock.read(),
    })
    const controlApp = createControlApp({
      routes: routesOf(engine.merchant),
      routesOf: async (mchid) => {
        const record = await engine.findMerchant(mchid)
        return record && routesOf(record)
      },
      stream: (context) => streams.open(context),
      token,
      docsOrigins,
      logger: outage.logger,
    })
    const app = new Hono()
      .use('/_sandbox/*', pageHeaders)
      .route('/_sandbox/api', controlApp)
      .route('/', api)
      .route('/', engine.pages)
      .use(pageHeaders)
      .route('/', consoleFiles(CONSOLE))
      .notFound((context) => context.body(null, 404))
    if (port !== false) {
      const server: Pick<Hono, 'fetch'> = {
        // A connection that was kept open can bring another request.
        fetch: (...args) => (gate.closing.aborted ? GONE.clone() : gate.run(() => app.fetch(...args))),
      }
      const listener = await listen(server, { host, port })
      closers.push(() => listener.close())
      url = listener.url
    }
    closers.push(async () => gate.close())
    // A merchant that is notified may call back at once.
    await engine.start()
    keys.makeAhead()

    return {
      url,
      ...describe(engine.merchant),
      clock: gate.guard(engine.clock),
      fetch: fetchInProcess,
      createMerchant: (asked) => gate.run(() => createMerchant(asked)),
      merchants: () => gate.run(merchants),
      idle: () => gate.run(() => engine.idle()),
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

/** The keys of merchants; where no folder is writable, every key is new. */
function keySource(reuse: boolean): KeySource {
  const folder = cacheFolder()
  if (folder === undefined) return new KeyPool(undefined)
  // The folders differ: keys in the first one are given once.
  return reuse
    ? new ReusedKeys(new KeyStore(join(folder, 'reused-keys')))
    : new KeyPool(new KeyStore(join(folder, 'keys')))
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const problems: unknown[] = []
  for (let closer = closers.pop(); closer; closer = closers.pop()) {
    await closer().catch((error: unknown) => problems.push(error))
  }
  if (problems.length > 0) throw problems[0]
}
