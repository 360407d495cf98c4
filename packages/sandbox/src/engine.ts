import type { Hono } from 'hono'
import { type ControlRoom, ControlRooms } from './control/rooms.ts'
import { VirtualClock } from './kernel/clock/virtual-clock.ts'
import { Agenda } from './kernel/deliver/agenda.ts'
import { type Schedule, delaysOf } from './kernel/deliver/ladder.ts'
import { Notifier } from './kernel/deliver/notify.ts'
import type { Task } from './kernel/deliver/task.ts'
import { Worker } from './kernel/deliver/worker.ts'
import { FaultStore } from './kernel/faults/fault-store.ts'
import {
  type MerchantOptions,
  chooseIdentity,
  createMerchant,
  joinMerchant,
} from './kernel/merchant/create-merchant.ts'
import { KeyPool, type KeySource } from './kernel/merchant/key-pool.ts'
import { type MerchantRecord, MerchantStore } from './kernel/merchant/merchants.ts'
import { UserStore } from './kernel/merchant/users.ts'
import type { World } from './kernel/world/world.ts'
import type { ApiDeps } from './kernel/protocol/deps.ts'
import { TrafficShare } from './kernel/protocol/traffic-share.ts'
import { EntityArchive } from './kernel/store/archive.ts'
import { clearAll, clearMerchant } from './kernel/store/clear.ts'
import type { OpenDatabase } from './kernel/store/database/open-database.ts'
import { EntityStore } from './kernel/store/entities.ts'
import { Ledger } from './kernel/store/ledger.ts'
import { RequestJournal } from './kernel/store/journal.ts'
import { MemoryStore } from './kernel/store/memories.ts'
import { NonceStore } from './kernel/store/nonces.ts'
import { NotificationStore } from './kernel/store/notifications.ts'
import type { Outage } from './kernel/store/database/outage.ts'
import { StatementStore } from './kernel/store/statements.ts'
import { withoutSandbox } from './kernel/store/folder/folder-error.ts'
import type { SandboxOptions } from './options.ts'
import { type SandboxPolicy, createPolicy, implementations, products, tradesOf } from './products/index.ts'
import { userPages } from './server/user-pages.ts'
import { TokenBucket } from './server/token-bucket.ts'

/** A sandbox without its HTTP server. */
export interface Engine extends ControlRoom {
  /** The sandbox's first merchant, as it was at the start. */
  readonly merchant: MerchantRecord
  /** Returns the current state of a merchant; undefined if there is none with this number. */
  findMerchant(mchid: string): Promise<MerchantRecord | undefined>
  /** Returns the numbers of all merchants, the first one first. */
  mchids(): Promise<string[]>
  /** @returns undefined when another merchant has the number, or its service has the service's number */
  addMerchant(options: MerchantOptions): Promise<MerchantRecord | undefined>
  /** Returns the functions that play people around a merchant. */
  roomOf(mchid: string): ControlRoom
  /** The pages that users open in a browser, ready to mount. */
  readonly pages: Hono
  readonly clock: VirtualClock
  /** The dependencies of the API. */
  readonly api: Omit<ApiDeps<SandboxPolicy>, 'resetConnection' | 'send'>
  /** Starts to do work when it falls due. */
  start(): Promise<void>
  /** Resolves when all work that is due on the clock has been done. */
  idle(): Promise<void>
  /** Finishes the work in progress and starts no more. */
  stop(): Promise<void>
}

/**
 * @param makeFirst called when the database has no merchant yet
 * @param closing ends whatever waits on purpose
 */
export async function createEngine(
  database: OpenDatabase,
  options: SandboxOptions,
  outage: Outage,
  keys: KeySource = new KeyPool(undefined),
  makeFirst: () => Promise<MerchantRecord> = async () => createMerchant(options.merchant, await keys.takeFirst()),
  closing?: AbortSignal,
): Promise<Engine> {
  const { db, signals } = database
  const policy = createPolicy(options.policy)
  const wallClock = Date.now

  const { logger } = outage

  await database.prepared()

  const agenda = new Agenda(db, signals)
  const worker = new Worker(agenda, signals, outage)
  const clock = new VirtualClock(db, agenda, database.exclusive, closing)
  const faults = new FaultStore(db, signals)
  const journal = new RequestJournal(db, logger)
  const merchants = new MerchantStore(db, signals)
  const users = new UserStore(db)
  const ledger = new Ledger(db)
  const entities = new EntityStore(db, agenda, users, ledger, policy)
  const archive = new EntityArchive<SandboxPolicy>(db)
  const schedule: Schedule = (eventType) => options.schedule ?? delaysOf(eventType)
  const notifications = new NotificationStore(db, schedule)
  const notifier = new Notifier({ faults, merchants, notifications, schedule, wallClock })
  const statements = new StatementStore(db, tradesOf)
  const now = () => clock.now()
  const world: World<SandboxPolicy> = {
    policy,
    now,
    wallClock,
    merchants,
    users,
    entities,
    statements,
    ...(closing && { closing }),
  }

  await clock.initialise(options.clock ?? {})
  const merchant = await merchants.first(async () => {
    if (database.wasWhole) throw withoutSandbox(database.place)
    return makeFirst()
  })
  await database.complete()
  // Caches the first merchant, so that answers are signed even when the database is away.
  await merchants.find(merchant.mchid)
  const { notifyUrl } = options.merchant ?? {}
  if (notifyUrl !== undefined) await merchants.setEndpoint(merchant.mchid, { url: notifyUrl })

  const rooms = new ControlRooms({
    products,
    world,
    first: merchant.mchid,
    deps: { agenda, archive, clock, faults, journal, ledger, merchants, notifications, notifier, users, wallClock },
    doTask: (task) => doJob(task, world),
    clearAll: () => clearAll(db),
    clearMerchant: (mchid) => clearMerchant(db, mchid),
  })
  return {
    merchant,
    findMerchant: (mchid) => merchants.record(mchid),
    mchids: () => merchants.list(),
    async addMerchant(asked) {
      const { authority } = merchant.secrets
      const joined = await merchants.add(
        (inUse) => chooseIdentity(asked, inUse),
        async (identity) => joinMerchant(identity, asked, asked.keys ?? (await keys.take()), authority),
        asked.notifyUrl,
      )
      // Generates keys in advance only now; doing it earlier would slow down the creation of this merchant.
      if (!asked.keys) keys.makeAhead()
      return joined
    },
    roomOf: (mchid) => rooms.of(mchid),
    pages: userPages(products, world, (mchid) => rooms.userOf(mchid)),
    clock,
    ...rooms.of(merchant.mchid),
    api: {
      ...world,
      routes: implementations,
      share: new TrafficShare(),
      faults,
      nonces: new NonceStore(db),
      memories: new MemoryStore(db),
      ...(options.rateLimit && { rateLimit: new TokenBucket(options.rateLimit, wallClock) }),
      onRequest: (entry, mchid) => journal.add(entry, mchid),
      onError: (error) => logger.error('接口内部错误 · the API failed', error),
    },
    async start() {
      if (database.exclusive) await agenda.takeBack()
      worker.start({ notify: (task) => notifier.deliver(task), job: (task) => doJob(task, world) })
    },
    async idle() {
      await agenda.settled()
      await journal.flushed()
    },
    async stop() {
      await worker.stop()
      await journal.end()
    },
  }
}

async function doJob(task: Task, world: World<SandboxPolicy>): Promise<void> {
  const handle = products.find(({ name }) => name === task.product)?.jobs[task.kind]
  if (!handle) throw new Error(`sandbox: nobody does ${task.kind} of ${task.product}`)
  await handle(task, world)
}
