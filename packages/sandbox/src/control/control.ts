import type { ClockMove, ClockReading, MoveOptions, VirtualClock } from '../kernel/clock/virtual-clock.ts'
import { ControlError, invalid } from '../kernel/control/control-error.ts'
import { plainText } from '../kernel/control/input.ts'
import { LIST_LIMIT, PAGE_LIMIT, type PageRequest, pageOf, upTo } from '../kernel/control/pages.ts'
import type { Agenda } from '../kernel/deliver/agenda.ts'
import type { Notifier } from '../kernel/deliver/notify.ts'
import type { Task } from '../kernel/deliver/task.ts'
import type { FaultStore } from '../kernel/faults/fault-store.ts'
import type { Fault } from '../kernel/faults/faults.ts'
import { type NewFault, readFault } from '../kernel/faults/read-fault.ts'
import { generateKeyPair } from '../kernel/merchant/certificate-authority.ts'
import type { Endpoint, MerchantStore } from '../kernel/merchant/merchants.ts'
import type { PlatformChanges, PlatformState } from '../kernel/merchant/platform-state.ts'
import { type MerchantSecrets, issuePlatformCertificate } from '../kernel/merchant/secrets.ts'
import { type MerchantStanding, type StandingChanges, changeStanding, standingOf } from '../kernel/merchant/standing.ts'
import type { UserSettings } from '../kernel/merchant/settings.ts'
import type { User, UserStore } from '../kernel/merchant/users.ts'
import type { RequestEntry } from '../kernel/protocol/deps.ts'
import type { EntityArchive, Happening } from '../kernel/store/archive.ts'
import type { Ledger, LedgerCheck } from '../kernel/store/ledger.ts'
import type { RequestJournal } from '../kernel/store/journal.ts'
import type { Attempt, Delivery, DeliveryPage, NotificationStore } from '../kernel/store/notifications.ts'
import { inputs } from './inputs.ts'
import { unknownPartner } from './merchant-options.ts'
import { addCertificate, changePlatform, platformState, withoutCertificate } from './platform.ts'

export interface ControlDeps {
  readonly mchid: string
  /** The user who acts where a command names no user. */
  readonly openid: string
  readonly agenda: Agenda
  readonly archive: Pick<EntityArchive<never>, 'happenings'>
  readonly clock: VirtualClock
  readonly faults: FaultStore
  readonly journal: RequestJournal
  readonly ledger: Ledger
  readonly merchants: MerchantStore
  readonly notifications: NotificationStore
  readonly notifier: Notifier
  readonly users: UserStore
  /** Real time, ms. */
  wallClock(): number
  /** Empties the tables of this merchant. */
  clear(): Promise<void>
}

/** Restricts a list to one order of the merchant. */
export interface OfOrder {
  /** The merchant's number: `out_trade_no`, `out_refund_no`, `out_order_no`. */
  readonly outOrderNo?: string | undefined
  /**
   * Name of its product, because things of several products may have one number: `payafter`, `payment`, `combined`,
   * `refund`, `coupon`. Default: any.
   */
  readonly product?: string | undefined
}

/**
 * Commands of people and tests for the simulated world around one merchant that no product owns: the clock, faults,
 * keys. WeChat Pay has none of them. Every method throws {@link ControlError} if it cannot do its work.
 */
export class MerchantControl {
  readonly #deps: ControlDeps

  constructor(deps: ControlDeps) {
    this.#deps = deps
  }

  /** The merchant's number. */
  get mchid(): string {
    return this.#deps.mchid
  }

  /** Lists the latest events of all orders, newest first. */
  async happenings(options: Pick<PageRequest, 'limit'> = {}): Promise<Happening[]> {
    const { limit = PAGE_LIMIT } = upTo(options, '')
    return this.#deps.archive.happenings(this.#deps.mchid, limit)
  }

  /** Lists the default user first, then users with changed settings by openid. */
  async users(options: Pick<PageRequest, 'limit'> = {}): Promise<User[]> {
    const { limit = LIST_LIMIT } = upTo(options, '')
    return this.#deps.users.list(limit, this.#deps.openid)
  }

  /** Returns a user. Every well-formed openid is a user. */
  async user(openid: string): Promise<User> {
    return (await this.#deps.users.find(inputs.openid(openid, 'openid')))!
  }

  async setUser(openid: string, settings: Partial<UserSettings>): Promise<User> {
    const changes = inputs.user(settings, '')
    return (await this.#deps.users.update(inputs.openid(openid, 'openid'), changes))!
  }

  clock(): Promise<ClockReading> {
    return this.#deps.clock.read()
  }

  /** @param ms how far, in virtual milliseconds */
  async advance(ms: number, options: MoveOptions = {}): Promise<ClockMove> {
    inputs.advance({ ms }, '')
    return this.#deps.clock.advance(ms, options)
  }

  /** @param instant ms since the epoch */
  async setClock(instant: number, options?: MoveOptions): Promise<ClockMove> {
    inputs.setClock({ instant }, '')
    return this.#deps.clock.set(instant, options)
  }

  /** Stops every move of the clock after all work that is due at the instant reached. */
  stopMoves(): Promise<ClockReading> {
    return this.#deps.clock.stopMoves()
  }

  freeze(): Promise<ClockReading> {
    return this.#deps.clock.freeze()
  }

  resume(): Promise<ClockReading> {
    return this.#deps.clock.resume()
  }

  /** Lists scheduled tasks of one order or of all, soonest first. */
  async agenda(options: Pick<PageRequest, 'limit'> & OfOrder = {}): Promise<Task[]> {
    const { limit = LIST_LIMIT, ...whose } = inputs.agenda(options, '')
    return this.#deps.agenda.pending(limit, this.#about(whose))
  }

  /** Lists whole notifications with every delivery attempt, newest first: the latest 200, of one order or of all. */
  async deliveries(whose: OfOrder = {}): Promise<Delivery[]> {
    return this.#deps.notifications.list({ limit: LIST_LIMIT, ...this.#about(inputs.ofOrder(whose, '')) })
  }

  /** Lists a page of notification summaries of one order or of all, newest first. */
  async deliveryPage(options: PageRequest & OfOrder = {}): Promise<DeliveryPage> {
    const { limit, cursor, ...whose } = inputs.deliveries(options, '')
    const page = pageOf({ ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) })
    return this.#deps.notifications.page({ ...page, ...this.#about(whose) })
  }

  /** Returns a notification with the request and answer of every attempt. */
  async delivery(id: string): Promise<Delivery> {
    const delivery = await this.#deps.notifications.findWithAttempts(plainText(id, 'id'))
    if (delivery?.mchid !== this.#deps.mchid) throw unknownDelivery(id)
    return delivery
  }

  /** Delivers a notification again at once. WeChat Pay has no such button. */
  async replay(id: string): Promise<Attempt> {
    const found = await this.#deps.notifications.find(plainText(id, 'id'))
    if (found?.mchid !== this.#deps.mchid) throw unknownDelivery(id)
    const attempt = await this.#deps.notifier.replay(id)
    if (!attempt) {
      throw new ControlError(409, 'NO_ENDPOINT', '没有设置回调地址 · there is nowhere to deliver it to', {
        hint: '先设置回调地址：PUT /_sandbox/api/endpoints',
      })
    }
    return attempt
  }

  /**
   * Adds a fault that waits for the next matching requests. Some kinds apply only to answers or only to notifications.
   *
   * @example await sandbox.control.addFault({ target: 'api', kind: 'error_before', path: '/refunds', code: 'NOT_ENOUGH' })
   * @throws {ControlError} 400: names the field; for an undocumented code, also the documented codes of the matching
   *   operations
   */
  async addFault(fault: NewFault): Promise<Fault> {
    return this.#deps.faults.add(await readFault(fault), this.#deps.mchid)
  }

  faults(): Promise<Fault[]> {
    return this.#deps.faults.list(this.#deps.mchid)
  }

  /** Removes one fault, or all of them. */
  async clearFaults(id?: string): Promise<void> {
    if (id !== undefined) plainText(id, 'id')
    const found = await this.#deps.faults.clear(id, this.#deps.mchid)
    if (id !== undefined && !found) {
      throw new ControlError(404, 'NO_SUCH_FAULT', `没有这个故障 · there is no fault ${id}`, {
        field: 'id',
        received: id,
        hint: '它可能已经用完 · it may have been used up',
      })
    }
  }

  /** The addresses for notifications: the merchant's own first, then those of its services. */
  endpoints(): Promise<Endpoint[]> {
    return this.#deps.merchants.endpoints(this.#deps.mchid)
  }

  async setEndpoint(endpoint: Endpoint): Promise<Endpoint[]> {
    inputs.endpoint(endpoint, '')
    if (!(await this.#deps.merchants.setEndpoint(this.#deps.mchid, endpoint))) {
      throw invalid('serviceId', 'one of the merchant’s services', endpoint.serviceId)
    }
    return this.endpoints()
  }

  /** The merchant's standing with WeChat Pay and with its partners. */
  async standing(): Promise<MerchantStanding> {
    return standingOf(await this.#secrets())
  }

  /**
   * Sets which partners act for the merchant from the next request on, and whether it may be paid. A former partner may
   * still query and refund its orders.
   *
   * @param changes `partners` replaces the whole list; an empty list ends every relation
   * @example await shop.control.setStanding({ partners: [] }) // the partner's next order: 403 NO_AUTH
   */
  async setStanding(changes: StandingChanges): Promise<MerchantStanding> {
    const { mchid, merchants } = this.#deps
    const read = inputs.standing(changes, '')
    if (read.partners?.includes(mchid)) throw invalid('partners', 'numbers of other merchants', mchid)
    for (const partner of read.partners ?? []) {
      const record = await merchants.record(partner)
      if (record?.secrets.role !== 'partner') throw unknownPartner('partners', partner)
    }
    return standingOf(await merchants.change(mchid, (secrets) => changeStanding(secrets, read)))
  }

  /** The keys with which WeChat Pay signs now. */
  async platform(): Promise<PlatformState> {
    return platformState(await this.#secrets())
  }

  /**
   * Makes WeChat Pay sign with the public key, with the certificate, or with either, from the next answer and
   * notification on.
   */
  async setPlatform(changes: PlatformChanges): Promise<PlatformState> {
    const read = inputs.platform(changes, '')
    return this.#changePlatform((secrets) => changePlatform(secrets, read))
  }

  /**
   * Issues a successor of the platform certificate. From now on `GET /v3/certificates` lists both, and fields may be
   * encrypted to either.
   *
   * @param options.successorPercent share of the certificate signatures that the successor makes at once, 0 to 100.
   *   Default: 100
   */
  async rotateCertificate(options: Omit<PlatformChanges, 'mode'> = {}): Promise<PlatformState> {
    const { successorPercent } = inputs.rotation(options, '')
    const secrets = await this.#secrets()
    const successor = await generateKeyPair()
    const issued = await issuePlatformCertificate(secrets.authority, successor, this.#deps.wallClock())
    return this.#changePlatform((current) => addCertificate(current, issued, successorPercent))
  }

  /** Takes a platform certificate out of use, such as the predecessor after a rotation. */
  async dropCertificate(serial: string): Promise<PlatformState> {
    plainText(serial, 'serial')
    return this.#changePlatform((secrets) => withoutCertificate(secrets, serial))
  }

  /** The latest requests to the API, newest first. */
  async requests(options: Pick<PageRequest, 'limit'> = {}): Promise<RequestEntry[]> {
    const { limit = LIST_LIMIT } = upTo(options, '')
    return this.#deps.journal.list(limit, this.#deps.mchid)
  }

  /** Checks that the sandbox's book of money, of all merchants, is consistent. */
  checkLedger(): Promise<LedgerCheck> {
    return this.#deps.ledger.check()
  }

  /** Deletes orders, deliveries, faults, users and requests. The merchant, its keys and the clock stay. */
  async reset(): Promise<void> {
    await this.#deps.journal.flushed()
    await this.#deps.clear()
  }

  #about({ outOrderNo, product }: OfOrder): { mchid: string } & OfOrder {
    return { mchid: this.#deps.mchid, ...(outOrderNo !== undefined && { outOrderNo }), ...(product && { product }) }
  }

  async #secrets(): Promise<MerchantSecrets> {
    const record = await this.#deps.merchants.record(this.#deps.mchid)
    if (!record) throw new Error(`the merchant ${this.#deps.mchid} is gone`)
    return record.secrets
  }

  async #changePlatform(change: (secrets: MerchantSecrets) => MerchantSecrets): Promise<PlatformState> {
    return platformState(await this.#deps.merchants.change(this.#deps.mchid, change))
  }
}

function unknownDelivery(id: string): ControlError {
  return new ControlError(404, 'NO_SUCH_DELIVERY', `没有这条通知 · there is no notification ${id}`, {
    field: 'id',
    received: id,
  })
}
