import { VirtualClock } from './kernel/clock/virtual-clock.ts'
import { Control } from './control/control.ts'
import { Agenda } from './kernel/deliver/agenda.ts'
import { Collector } from './products/payafter/jobs.ts'
import { JobQueue } from './kernel/deliver/job-queue.ts'
import { notificationDelays } from './kernel/deliver/ladder.ts'
import { Notifier } from './kernel/deliver/notify.ts'
import type { TaskHandler } from './kernel/deliver/task.ts'
import { randomIds } from './products/payafter/ids.ts'
import { createPolicy } from './products/payafter/policy.ts'
import { presentNotification } from './products/payafter/present.ts'
import { createMerchant } from './kernel/merchant/create-merchant.ts'
import type { SandboxOptions } from './options.ts'
import type { ApiDeps } from './kernel/protocol/deps.ts'
import { TrafficShare } from './kernel/protocol/traffic-share.ts'
import { TokenBucket } from './server/token-bucket.ts'
import { clear } from './kernel/store/clear.ts'
import type { OpenDatabase } from './kernel/store/database.ts'
import { FaultStore } from './kernel/faults/fault-store.ts'
import { RequestJournal } from './kernel/store/journal.ts'
import { type MerchantRecord, MerchantStore } from './kernel/merchant/merchants.ts'
import { NonceStore } from './kernel/store/nonces.ts'
import { NotificationStore } from './kernel/store/notifications.ts'
import type { Outage } from './kernel/store/outage.ts'
import { OrderStore } from './kernel/store/entities.ts'
import { withoutSandbox } from './kernel/store/pglite-database.ts'
import { UserStore } from './kernel/merchant/users.ts'

/** Everything of a sandbox but its HTTP server. */
export interface Engine {
  /** As it was at the start. */
  readonly merchant: MerchantRecord
  /** As it is now. */
  currentMerchant(): Promise<MerchantRecord>
  readonly clock: VirtualClock
  readonly control: Control
  /** What the API runs on. */
  readonly api: Omit<ApiDeps, 'resetConnection'>
  /** Begins to do what falls due. */
  start(): Promise<void>
  /** Resolves when nothing is left to do that the clock has come to. */
  idle(): Promise<void>
  /** Lets what is being done end, and does no more. */
  stop(): Promise<void>
}

export async function createEngine(database: OpenDatabase, options: SandboxOptions, outage: Outage): Promise<Engine> {
  const { db, signals } = database
  const policy = createPolicy(options.policy)
  const rules = { policy, ids: randomIds }
  const wallClock = Date.now

  const { logger } = outage

  const queue = new JobQueue(database.boss, logger)
  await queue.install()
  await database.prepared()

  const agenda = new Agenda(db, signals, queue)
  const clock = new VirtualClock(db, agenda)
  const faults = new FaultStore(db, signals)
  const journal = new RequestJournal(db, logger)
  const merchants = new MerchantStore(db, signals)
  const notifications = new NotificationStore(db)
  const orders = new OrderStore(db, agenda, (order) => presentNotification(order, policy))
  const users = new UserStore(db)
  const schedule = options.schedule ?? notificationDelays
  const notifier = new Notifier({ agenda, clock, faults, merchants, notifications, orders, schedule, wallClock })
  const collector = new Collector({ agenda, clock, orders, users, rules })

  await clock.initialise(options.clock ?? {})
  const merchant = await merchants.first(() => {
    if (database.wasWhole) throw withoutSandbox(database.place)
    return createMerchant(options.merchant)
  })
  await database.complete()
  // Known from now on, so that an answer is signed even when the database is away.
  await merchants.find(merchant.mchid)
  const { notifyUrl } = options.merchant ?? {}
  if (notifyUrl !== undefined) await merchants.setEndpoint(merchant.mchid, { url: notifyUrl })

  const { mchid } = merchant
  const stopping = new AbortController()
  let keepingTime = Promise.resolve()

  return {
    merchant,
    currentMerchant: () => merchants.record(mchid),
    clock,
    control: new Control({
      mchid,
      agenda,
      clock,
      faults,
      journal,
      merchants,
      notifications,
      notifier,
      orders,
      users,
      rules,
      wallClock,
      clear: () => clear(db),
    }),
    api: {
      policy,
      now: () => clock.now(),
      wallClock,
      merchants,
      users,
      orders,
      share: new TrafficShare(),
      ids: rules.ids,
      faults,
      nonces: new NonceStore(db),
      ...(options.rateLimit && { rateLimit: new TokenBucket(options.rateLimit, wallClock) }),
      onRequest: (entry) => journal.add(entry),
      onError: (error) => logger.error('接口内部错误 · the API failed', error),
    },
    async start() {
      if (database.exclusive) await agenda.takeBack()
      const unlessDone =
        (handle: TaskHandler): TaskHandler =>
        async (task) => {
          if (await agenda.isOpen(task)) await handle(task)
        }
      const handlers = {
        notify: unlessDone((task) => notifier.deliver(task)),
        deduct: unlessDone((task) => collector.deduct(task)),
        expire: unlessDone((task) => collector.expire(task)),
      }
      await queue.work(handlers, (task, error) => agenda.giveUp(task, error))
      keepingTime = agenda.keepTime(stopping.signal, outage)
    },
    async idle() {
      await agenda.handOverDue()
      await agenda.settled()
      await journal.flushed()
    },
    async stop() {
      stopping.abort()
      await keepingTime
      await queue.stop()
      await journal.flushed()
    },
  }
}
