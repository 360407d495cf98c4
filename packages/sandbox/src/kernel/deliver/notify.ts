import type { Kysely } from 'kysely'
import type { VirtualClock } from '../clock/virtual-clock.ts'
import type { Fault, FaultKind } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { notificationKey } from '../protocol/platform-signature.ts'
import { TrafficShare } from '../protocol/traffic-share.ts'
import type { FaultStore } from '../faults/fault-store.ts'
import type { MerchantStore } from '../merchant/merchants.ts'
import type { Tables } from '../store/schema.ts'
import type { Attempt, Notification, NotificationStore } from '../store/notifications.ts'
import type { Agenda } from './agenda.ts'
import { createEnvelope } from './envelope.ts'
import type { Schedule } from './ladder.ts'
import { createXmlEnvelope } from './xml-envelope.ts'
import { type Reply, post } from './post.ts'
import type { Task } from './task.ts'

export interface NotifierDeps {
  readonly agenda: Agenda
  readonly clock: VirtualClock
  readonly faults: FaultStore
  readonly merchants: MerchantStore
  readonly notifications: NotificationStore
  readonly db: Kysely<Tables>
  readonly schedule: Schedule
  /** Real time, ms. */
  wallClock(): number
}

interface Addressed {
  readonly notification: Notification
  readonly merchant: MerchantView
  readonly url: string
}

const DELAY_MS = 1_000

/** Delivers notifications to merchants, with every attempt on record. */
export class Notifier {
  readonly #deps: NotifierDeps
  readonly #share = new TrafficShare()

  constructor(deps: NotifierDeps) {
    this.#deps = deps
  }

  /** One step of the ladder. */
  async deliver(task: Task): Promise<void> {
    const found = await this.#deps.notifications.find(task.notificationId ?? '')
    if (!found) return // the sandbox was reset meanwhile
    if (found.state === 'delivered') return this.#conclude(task, 'delivered already')
    const addressed = await this.#address(found, found.url)
    if (!addressed) return this.#conclude(task, 'no endpoint', 'no_endpoint')
    const fault = await this.#takeFault(addressed)
    if (fault?.kind === 'delay') return this.#postpone(task, fault.delayMs ?? DELAY_MS)
    const copies = fault?.kind === 'duplicate' ? 2 : 1
    const attempts = await Promise.all(
      Array.from({ length: copies }, () => this.#attempt(addressed, task.attempt, fault?.kind)),
    )
    await this.#record(task, found, attempts)
  }

  /**
   * Delivers at once and out of turn, which WeChat Pay cannot do.
   *
   * @returns undefined when there is no such notification, or nowhere to send it
   */
  async replay(id: string): Promise<Attempt | undefined> {
    const { notifications, db } = this.#deps
    const found = await notifications.find(id)
    const addressed = found && (await this.#address(found, found.url))
    if (!addressed) return undefined
    const attempt: Attempt = { ...(await this.#attempt(addressed, 0)), replayed: true }
    await db.transaction().execute(async (trx) => {
      await notifications.addAttempt(trx, id, attempt)
      if (attempt.error === undefined) await notifications.setState(trx, id, 'delivered')
    })
    return attempt
  }

  async #address(notification: Notification, url: string | undefined): Promise<Addressed | undefined> {
    const merchant = await this.#deps.merchants.find(notification.mchid)
    return merchant && url !== undefined ? { notification, merchant, url } : undefined
  }

  #takeFault({ notification, url }: Addressed): Promise<Fault | undefined> {
    const subject = {
      target: 'notify',
      method: 'POST',
      path: new URL(url).pathname,
      outOrderNo: notification.outOrderNo,
    } as const
    return this.#deps.faults.take(subject, notification.mchid)
  }

  async #attempt({ notification, merchant, url }: Addressed, attempt: number, fault?: FaultKind): Promise<Attempt> {
    const at = await this.#deps.clock.now()
    const now = this.#deps.wallClock()
    const envelope =
      notification.v2Signature === undefined
        ? await createEnvelope(
            notification,
            merchant,
            notificationKey({ merchant, now, share: this.#share }),
            now,
            fault,
          )
        : await createXmlEnvelope(notification, notification.v2Signature, merchant, fault)
    const reply: Reply =
      fault === 'drop' ? { durationMs: 0, error: '按要求丢弃 · dropped on purpose' } : await post(url, envelope)
    return { attempt, at, url, requestHeaders: envelope.headers, requestBody: envelope.body, ...reply }
  }

  /** The attempts, what they mean for the notification and the next step commit together. */
  async #record(task: Task, { eventType }: Notification, attempts: readonly Attempt[]): Promise<void> {
    const { agenda, notifications, db, schedule } = this.#deps
    const id = task.notificationId ?? ''
    const accepted = attempts.some((attempt) => attempt.error === undefined)
    const delay = accepted ? undefined : schedule(eventType)[task.attempt - 1]
    const nextAt = delay === undefined ? undefined : (attempts[0]?.at ?? task.dueAt) + delay
    await db.transaction().execute(async (trx) => {
      for (const attempt of attempts) await notifications.addAttempt(trx, id, attempt)
      const first = attempts[0]
      // Another worker may have taken over meanwhile: what was sent is on record, what follows is the other's.
      if (!(await agenda.finish(trx, task, first?.error ?? String(first?.status)))) return
      await notifications.setState(
        trx,
        id,
        accepted ? 'delivered' : nextAt === undefined ? 'given_up' : 'pending',
        nextAt,
      )
      if (nextAt !== undefined) await agenda.plan(trx, [{ ...task, attempt: task.attempt + 1, dueAt: nextAt }])
    })
  }

  async #postpone(task: Task, delayMs: number): Promise<void> {
    const { agenda, clock, notifications, db } = this.#deps
    const dueAt = (await clock.now()) + delayMs
    await db.transaction().execute(async (trx) => {
      if (!(await agenda.finish(trx, task, 'delayed on purpose'))) return
      await notifications.setState(trx, task.notificationId ?? '', 'pending', dueAt)
      await agenda.plan(trx, [{ ...task, dueAt }])
    })
  }

  async #conclude(task: Task, outcome: string, state?: 'no_endpoint'): Promise<void> {
    const { agenda, notifications, db } = this.#deps
    await db.transaction().execute(async (trx) => {
      if ((await agenda.finish(trx, task, outcome)) && state) {
        await notifications.setState(trx, task.notificationId ?? '', state)
      }
    })
  }
}
