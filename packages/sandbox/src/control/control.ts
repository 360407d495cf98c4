import type { ClockMove, ClockReading, MoveOptions, VirtualClock } from '../kernel/clock/virtual-clock.ts'
import { ControlError, invalid } from '../kernel/control/control-error.ts'
import { LIST_LIMIT, PAGE_LIMIT, type PageRequest, pageOf } from '../kernel/control/pages.ts'
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
import { readStandingChanges } from './merchant-options.ts'
import { addCertificate, changePlatform, platformState, withoutCertificate } from './platform.ts'

export interface ControlDeps {
  readonly mchid: string
  /** The user who acts where nobody else is named. */
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
  /** Empties the tables. */
  clear(): Promise<void>
}

/**
 * What people and tests do to the simulated world around one merchant, whatever the product: the hand on the clock, the
 * thing that breaks. None of it exists at WeChat Pay. Every method throws {@link ControlError} for what cannot be done.
 */
export class MerchantControl {
  readonly #deps: ControlDeps

  constructor(deps: ControlDeps) {
    this.#deps = deps
  }

  /** The merchant this is about. */
  get mchid(): string {
    return this.#deps.mchid
  }

  /** What happened last, to whichever order; newest first. */
  happenings({ limit = PAGE_LIMIT }: Pick<PageRequest, 'limit'> = {}): Promise<Happening[]> {
    return this.#deps.archive.happenings(this.#deps.mchid, limit)
  }

  /** The user who confirms where nobody else is named first, then those whose settings were changed, by openid. */
  users({ limit = LIST_LIMIT }: Pick<PageRequest, 'limit'> = {}): Promise<User[]> {
    return this.#deps.users.list(limit, this.#deps.openid)
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
  advance(ms: number, options: MoveOptions = {}): Promise<ClockMove> {
    return this.#deps.clock.advance(ms, options)
  }

  /** @param instant ms since the epoch */
  setClock(instant: number, options?: MoveOptions): Promise<ClockMove> {
    return this.#deps.clock.set(instant, options)
  }

  /** Stops every move of the clock, with everything done that was due at the instant it has reached. */
  stopMoves(): Promise<ClockReading> {
    return this.#deps.clock.stopMoves()
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
    return this.#deps.agenda.pending(limit, this.#about(outOrderNo))
  }

  /** Whole notifications with every attempt to deliver them, newest first: the latest 200, of one order or of all. */
  deliveries({ outOrderNo }: { outOrderNo?: string } = {}): Promise<Delivery[]> {
    return this.#deps.notifications.list({ limit: LIST_LIMIT, ...this.#about(outOrderNo) })
  }

  /** A page of notifications in brief, newest first: of one order or of all. */
  deliveryPage({ outOrderNo, ...options }: PageRequest & { outOrderNo?: string } = {}): Promise<DeliveryPage> {
    return this.#deps.notifications.page({ ...pageOf(options), ...this.#about(outOrderNo) })
  }

  /** A notification with every attempt, as sent and as answered. */
  async delivery(id: string): Promise<Delivery> {
    const delivery = await this.#deps.notifications.findWithAttempts(id)
    if (delivery?.mchid !== this.#deps.mchid) throw unknownDelivery(id)
    return delivery
  }

  /** Delivers a notification once more, at once. WeChat Pay has no such button. */
  async replay(id: string): Promise<Attempt> {
    const found = await this.#deps.notifications.find(id)
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
   * A fault that waits for what it matches; not all kinds happen to answers and notifications alike.
   *
   * @example await sandbox.control.addFault({ target: 'api', kind: 'error_before', path: '/refunds', code: 'NOT_ENOUGH' })
   * @throws {ControlError} 400: names the field; of a code that the operations it can meet do not document, those they do
   */
  async addFault(fault: NewFault): Promise<Fault> {
    return this.#deps.faults.add(await readFault(fault), this.#deps.mchid)
  }

  faults(): Promise<Fault[]> {
    return this.#deps.faults.list(this.#deps.mchid)
  }

  /** Takes back one fault, or all of them. */
  async clearFaults(id?: string): Promise<void> {
    const found = await this.#deps.faults.clear(id, this.#deps.mchid)
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

  /** The merchant's standing with WeChat Pay and with its partners. */
  async standing(): Promise<MerchantStanding> {
    return standingOf(await this.#secrets())
  }

  /**
   * Sets which partners act for the merchant from the next request on, and whether it may be paid. A partner whose
   * relation ends may still ask about the orders it made, and refund them.
   *
   * @param changes `partners` replaces the whole list; none of them ends every relation
   * @example await shop.control.setStanding({ partners: [] }) // the partner's next order: 403 NO_AUTH
   */
  async setStanding(changes: StandingChanges): Promise<MerchantStanding> {
    const { mchid, merchants } = this.#deps
    const read = readStandingChanges(changes, 'changes')
    if (read.partners?.includes(mchid)) throw invalid('partners', 'numbers of other merchants', mchid)
    return standingOf(await merchants.change(mchid, (secrets) => changeStanding(secrets, read)))
  }

  /** The keys WeChat Pay signs with now. */
  async platform(): Promise<PlatformState> {
    return platformState(await this.#secrets())
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
    const secrets = await this.#secrets()
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
    return this.#deps.journal.list(limit, this.#deps.mchid)
  }

  /** Holds the sandbox's book of money, of all merchants, against what must always be so. */
  checkLedger(): Promise<LedgerCheck> {
    return this.#deps.ledger.check()
  }

  /** Forgets orders, deliveries, faults, users and requests; the merchant, its keys and the clock stay. */
  async reset(): Promise<void> {
    await this.#deps.journal.flushed()
    await this.#deps.clear()
  }

  #about(outOrderNo: string | undefined): { mchid: string; outOrderNo?: string } {
    const { mchid } = this.#deps
    return outOrderNo === undefined ? { mchid } : { mchid, outOrderNo }
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
