import type { ClockMove, ClockReading, VirtualClock } from '../kernel/clock/virtual-clock.ts'
import type { Agenda } from '../kernel/deliver/agenda.ts'
import type { Notifier } from '../kernel/deliver/notify.ts'
import type { Task } from '../kernel/deliver/task.ts'
import { confirmOrder, declineOrder } from '../products/payafter/confirm-order.ts'
import type { Context } from '../products/payafter/context.ts'
import type { Change, Decision, OrderState, PayafterOrder } from '../products/payafter/order.ts'
import { payOrder } from '../products/payafter/pay-order.ts'
import type { ServiceConfig } from '../kernel/merchant/service.ts'
import { generateKeyPair } from '../kernel/merchant/certificate-authority.ts'
import type { PlatformChanges, PlatformState } from '../kernel/merchant/platform-state.ts'
import { type MerchantSecrets, issuePlatformCertificate } from '../kernel/merchant/secrets.ts'
import type { UserSettings } from '../kernel/merchant/settings.ts'
import { applicantOf } from '../products/payafter/applicant.ts'
import type { RequestEntry } from '../kernel/protocol/deps.ts'
import { type Fault, faultKindsOf } from '../kernel/faults/faults.ts'
import { readCursor } from '../kernel/store/cursor.ts'
import type { FaultStore } from '../kernel/faults/fault-store.ts'
import type { RequestJournal } from '../kernel/store/journal.ts'
import type { Endpoint, MerchantStore } from '../kernel/merchant/merchants.ts'
import type { Attempt, Delivery, DeliveryPage, NotificationStore } from '../kernel/store/notifications.ts'
import type { Happening, OrderPage, OrderStore, OrderWithEvents } from '../kernel/store/entities.ts'
import { DEFAULT_OPENID, type User, type UserStore } from '../kernel/merchant/users.ts'
import { ControlError, invalid } from './control-error.ts'
import { addCertificate, changePlatform, platformState, withoutCertificate } from './platform.ts'

export interface ControlDeps {
  readonly mchid: string
  readonly agenda: Agenda
  readonly clock: VirtualClock
  readonly faults: FaultStore
  readonly journal: RequestJournal
  readonly merchants: MerchantStore
  readonly notifications: NotificationStore
  readonly notifier: Notifier
  readonly orders: OrderStore
  readonly users: UserStore
  readonly rules: Omit<Context, 'now'>
  /** Real time, ms. */
  wallClock(): number
  /** Empties the tables. */
  clear(): Promise<void>
}

/** An order the user has just looked at, and the id the merchant's front end gets when they leave the page. */
export interface PageVisit {
  readonly order: OrderWithEvents
  readonly queryId: string
}

/** A page of a list. */
export interface PageRequest {
  /** How many, 1 to 200; 50 if absent. */
  readonly limit?: number
  /** The `next` of the page before; the first page if absent. */
  readonly cursor?: string
}

/** The longest page of any list. */
export const LIST_LIMIT = 200
const PAGE_LIMIT = 50

/**
 * What people and tests do to the simulated world: the user on the phone, the hand on the clock, the thing that breaks.
 * None of it exists at WeChat Pay. Every method throws {@link ControlError} for what cannot be done.
 */
export class Control {
  readonly #deps: ControlDeps

  constructor(deps: ControlDeps) {
    this.#deps = deps
  }

  /** Whole orders with their timelines, newest first; the latest 200 if no limit is given. */
  orders(limit: number = LIST_LIMIT): Promise<OrderWithEvents[]> {
    return this.#deps.orders.list(limit)
  }

  /**
   * A page of orders in brief, newest first.
   *
   * @param options.states only orders in one of these
   * @param options.outOrderNos only these, as far as there are such
   */
  orderPage({
    outOrderNos,
    ...options
  }: PageRequest & { states?: readonly OrderState[]; outOrderNos?: readonly string[] } = {}): Promise<OrderPage> {
    const { mchid, orders } = this.#deps
    return orders.page({ ...options, ...pageOf(options), ...(outOrderNos && { named: { mchid, outOrderNos } }) })
  }

  /** What happened last, to whichever order; newest first. */
  happenings({ limit = PAGE_LIMIT }: Pick<PageRequest, 'limit'> = {}): Promise<Happening[]> {
    return this.#deps.orders.happenings(limit)
  }

  async order(outOrderNo: string): Promise<OrderWithEvents> {
    const order = await this.#deps.orders.findWithEvents(this.#deps.mchid, outOrderNo)
    if (!order) throw unknownOrder(outOrderNo)
    return order
  }

  /**
   * The user agrees on the confirm page.
   *
   * @param openid who it is; the user of the page's phone if absent
   */
  async confirm(outOrderNo: string, { openid = DEFAULT_OPENID }: { openid?: string } = {}): Promise<PageVisit> {
    const applicant = await applicantOf(openid, this.#deps)
    if (!applicant) throw invalid('openid', 'an openid: 1 to 128 letters, digits, _ or -', openid)
    const service = await this.#serviceOf(await this.order(outOrderNo))
    return this.#visit(outOrderNo, (order, ctx) => confirmOrder(order, service, applicant, ctx))
  }

  /** The user leaves the confirm page without agreeing. */
  decline(outOrderNo: string): Promise<PageVisit> {
    return this.#visit(outOrderNo, declineOrder)
  }

  /** The user pays an unpaid order in the list (待支付), before the next deduction does. */
  async pay(outOrderNo: string): Promise<OrderWithEvents> {
    await this.#change(outOrderNo, (order, ctx) => payOrder(order, 'user', ctx))
    return this.order(outOrderNo)
  }

  /** The user who confirms where nobody else is named first, then those whose settings were changed, by openid. */
  users({ limit = LIST_LIMIT }: Pick<PageRequest, 'limit'> = {}): Promise<User[]> {
    return this.#deps.users.list(limit)
  }

  /** A user; every well-formed openid is somebody. */
  async user(openid: string): Promise<User> {
    const user = await this.#deps.users.find(openid)
    if (!user) throw invalid('openid', 'an openid: 1 to 128 letters, digits, _ or -', openid)
    return user
  }

  async setUser(openid: string, settings: Partial<UserSettings>): Promise<User> {
    const user = await this.#deps.users.update(openid, settings)
    if (!user) throw invalid('openid', 'an openid: 1 to 128 letters, digits, _ or -', openid)
    return user
  }

  clock(): Promise<ClockReading> {
    return this.#deps.clock.read()
  }

  /** @param ms how far, in virtual milliseconds */
  advance(ms: number): Promise<ClockMove> {
    return this.#deps.clock.advance(ms)
  }

  /** @param instant ms since the epoch */
  setClock(instant: number): Promise<ClockMove> {
    return this.#deps.clock.set(instant)
  }

  freeze(): Promise<ClockReading> {
    return this.#deps.clock.freeze()
  }

  resume(): Promise<ClockReading> {
    return this.#deps.clock.resume()
  }

  /** What will happen by itself, to one order or to all, soonest first. */
  agenda({ limit = LIST_LIMIT, outOrderNo }: Pick<PageRequest, 'limit'> & { outOrderNo?: string } = {}): Promise<
    Task[]
  > {
    return this.#deps.agenda.pending(limit, this.#named(outOrderNo))
  }

  /** Whole notifications with every attempt to deliver them, newest first: the latest 200, of one order or of all. */
  deliveries({ outOrderNo }: { outOrderNo?: string } = {}): Promise<Delivery[]> {
    const order = this.#named(outOrderNo)
    return this.#deps.notifications.list({ limit: LIST_LIMIT, ...(order && { order }) })
  }

  /** A page of notifications in brief, newest first: of one order or of all. */
  deliveryPage({ outOrderNo, ...options }: PageRequest & { outOrderNo?: string } = {}): Promise<DeliveryPage> {
    const order = this.#named(outOrderNo)
    return this.#deps.notifications.page({ ...options, ...pageOf(options), ...(order && { order }) })
  }

  /** A notification with every attempt, as sent and as answered. */
  async delivery(id: string): Promise<Delivery> {
    const delivery = await this.#deps.notifications.findWithAttempts(id)
    if (!delivery) throw unknownDelivery(id)
    return delivery
  }

  /** Delivers a notification once more, at once. WeChat Pay has no such button. */
  async replay(id: string): Promise<Attempt> {
    const attempt = await this.#deps.notifier.replay(id)
    if (attempt) return attempt
    if (await this.#deps.notifications.find(id)) {
      throw new ControlError(409, 'NO_ENDPOINT', '没有设置回调地址 · there is nowhere to deliver it to', {
        hint: '先设置回调地址：PUT /_sandbox/api/endpoints',
      })
    }
    throw unknownDelivery(id)
  }

  /** A fault that waits for what it matches; not all kinds happen to answers and notifications alike. */
  async addFault(fault: Omit<Fault, 'id'>): Promise<Fault> {
    const kinds = faultKindsOf[fault.target]
    if (!kinds.includes(fault.kind)) {
      throw invalid('kind', `one of ${kinds.join(', ')} where the target is ${fault.target}`, fault.kind)
    }
    return this.#deps.faults.add(fault)
  }

  faults(): Promise<Fault[]> {
    return this.#deps.faults.list()
  }

  /** Takes back one fault, or all of them. */
  async clearFaults(id?: string): Promise<void> {
    const found = await this.#deps.faults.clear(id)
    if (id !== undefined && !found) {
      throw new ControlError(404, 'NO_SUCH_FAULT', `没有这个故障 · there is no fault ${id}`, {
        field: 'id',
        received: id,
        hint: '它可能已经用完 · it may have been used up',
      })
    }
  }

  /** Where notifications go: the merchant's own address first, then those of its services. */
  endpoints(): Promise<Endpoint[]> {
    return this.#deps.merchants.endpoints(this.#deps.mchid)
  }

  async setEndpoint(endpoint: Endpoint): Promise<Endpoint[]> {
    if (!(await this.#deps.merchants.setEndpoint(this.#deps.mchid, endpoint))) {
      throw invalid('serviceId', 'one of the merchant’s services', endpoint.serviceId)
    }
    return this.endpoints()
  }

  /** The keys WeChat Pay signs with now. */
  async platform(): Promise<PlatformState> {
    const { secrets } = await this.#deps.merchants.record(this.#deps.mchid)
    return platformState(secrets)
  }

  /**
   * Makes WeChat Pay sign with the public key, with the certificate, or with either, from the next answer and
   * notification on.
   */
  setPlatform(changes: PlatformChanges): Promise<PlatformState> {
    return this.#changePlatform((secrets) => changePlatform(secrets, changes))
  }

  /**
   * Issues a successor of the platform certificate. From now on `GET /v3/certificates` lists both, and both decrypt
   * what is encrypted to them.
   *
   * @param options.successorPercent how much of what the certificates sign it signs at once, 0 to 100; all of it if absent
   */
  async rotateCertificate({ successorPercent }: Omit<PlatformChanges, 'mode'> = {}): Promise<PlatformState> {
    const { secrets } = await this.#deps.merchants.record(this.#deps.mchid)
    const successor = await generateKeyPair()
    const issued = await issuePlatformCertificate(secrets.authority, successor, this.#deps.wallClock())
    return this.#changePlatform((current) => addCertificate(current, issued, successorPercent))
  }

  /** Takes a platform certificate out of use: the predecessor, when its time is over. */
  dropCertificate(serial: string): Promise<PlatformState> {
    return this.#changePlatform((secrets) => withoutCertificate(secrets, serial))
  }

  /** The latest requests to the API, newest first. */
  requests({ limit = LIST_LIMIT }: Pick<PageRequest, 'limit'> = {}): Promise<RequestEntry[]> {
    return this.#deps.journal.list(limit)
  }

  /** Forgets orders, deliveries, faults, users and requests; the merchant, its keys and the clock stay. */
  async reset(): Promise<void> {
    await this.#deps.journal.flushed()
    await this.#deps.clear()
  }

  #named(outOrderNo: string | undefined): { mchid: string; outOrderNo: string } | undefined {
    return outOrderNo === undefined ? undefined : { mchid: this.#deps.mchid, outOrderNo }
  }

  async #visit(outOrderNo: string, decide: (order: PayafterOrder, ctx: Context) => Decision): Promise<PageVisit> {
    const { mchid, orders } = this.#deps
    await this.#change(outOrderNo, decide)
    const queryId = await orders.queryIdOf(mchid, outOrderNo)
    return { order: await this.order(outOrderNo), queryId: queryId ?? '' }
  }

  async #change(outOrderNo: string, decide: (order: PayafterOrder, ctx: Context) => Decision): Promise<Change> {
    const { mchid, clock, orders, rules } = this.#deps
    const ctx: Context = { ...rules, now: await clock.now() }
    return orders.transaction(async ({ lock, save }) => {
      const order = await lock(mchid, outOrderNo)
      if (!order) throw unknownOrder(outOrderNo)
      const decision = decide(order, ctx)
      if (decision.outcome === 'refused') {
        throw new ControlError(409, decision.code, decision.message, {
          hint: `订单 ${outOrderNo} 现在是 ${order.state} · the order is ${order.state}`,
        })
      }
      if (decision.outcome === 'changed') await save(decision)
      return decision
    })
  }

  async #changePlatform(change: (secrets: MerchantSecrets) => MerchantSecrets): Promise<PlatformState> {
    return platformState(await this.#deps.merchants.change(this.#deps.mchid, change))
  }

  async #serviceOf(order: PayafterOrder): Promise<ServiceConfig> {
    const merchant = await this.#deps.merchants.find(order.mchid)
    const service = merchant?.services.find(({ service_id }) => service_id === order.service_id)
    if (!service) throw new Error(`the service ${order.service_id} of order ${order.out_order_no} is gone`)
    return service
  }
}

function pageOf({ limit = PAGE_LIMIT, cursor }: PageRequest): { limit: number; cursor?: string } {
  if (cursor === undefined) return { limit }
  if (readCursor(cursor) !== undefined) return { limit, cursor }
  throw invalid('cursor', 'the `next` of the page before', cursor)
}

function unknownDelivery(id: string): ControlError {
  return new ControlError(404, 'NO_SUCH_DELIVERY', `没有这条通知 · there is no notification ${id}`, {
    field: 'id',
    received: id,
  })
}

function unknownOrder(outOrderNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_ORDER', `没有这个订单 · there is no order ${outOrderNo}`, {
    field: 'outOrderNo',
    received: outOrderNo,
  })
}
