import type { Fault, FaultKind } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { notificationKey } from '../protocol/platform-signature.ts'
import { TrafficShare } from '../protocol/traffic-share.ts'
import type { FaultStore } from '../faults/fault-store.ts'
import type { MerchantStore } from '../merchant/merchants.ts'
import type { Attempt, Deliverable, NotificationStore } from '../store/notifications.ts'
import { createEnvelope } from './envelope.ts'
import type { Schedule } from './ladder.ts'
import { createXmlEnvelope } from './xml-envelope.ts'
import { type Reply, post } from './post.ts'
import type { Task } from './task.ts'

export interface NotifierDeps {
  readonly faults: FaultStore
  readonly merchants: MerchantStore
  readonly notifications: NotificationStore
  readonly schedule: Schedule
  /** Real time, ms. */
  wallClock(): number
}

interface Addressed {
  readonly notification: Deliverable
  readonly merchant: MerchantView
  readonly url: string
}

const DELAY_MS = 1_000

/** Delivers notifications to merchants and records every attempt. */
export class Notifier {
  readonly #deps: NotifierDeps
  readonly #share = new TrafficShare()

  constructor(deps: NotifierDeps) {
    this.#deps = deps
  }

  /** Makes the next scheduled delivery attempt. */
  async deliver(task: Task): Promise<void> {
    const found = await this.#deps.notifications.find(task.notificationId ?? '')
    if (!found) return // the sandbox was reset meanwhile
    const { notifications } = this.#deps
    if (found.state === 'delivered') return notifications.conclude(task, { outcome: 'delivered already' })
    const addressed = await this.#address(found)
    if (!addressed) return notifications.conclude(task, { outcome: 'no endpoint', state: 'no_endpoint' })
    const fault = await this.#takeFault(addressed)
    if (fault?.kind === 'delay') {
      const dueAt = found.now + (fault.delayMs ?? DELAY_MS)
      const next = { attempt: task.attempt, dueAt }
      return notifications.conclude(task, { outcome: 'delayed on purpose', state: 'pending', next })
    }
    const copies = fault?.kind === 'duplicate' ? 2 : 1
    const attempts = await Promise.all(
      Array.from({ length: copies }, () => this.#attempt(addressed, task.attempt, fault?.kind)),
    )
    await this.#record(task, found, attempts)
  }

  /**
   * Delivers at once outside the schedule, which WeChat Pay cannot do.
   *
   * @returns undefined when the notification does not exist or has no address
   */
  async replay(id: string): Promise<Attempt | undefined> {
    const { notifications } = this.#deps
    const found = await notifications.find(id)
    const addressed = found && (await this.#address(found))
    if (!addressed) return undefined
    const attempt: Attempt = { ...(await this.#attempt(addressed, 0)), replayed: true }
    await notifications.addAttempts(id, [attempt], attempt.error === undefined ? 'delivered' : undefined)
    return attempt
  }

  async #address(notification: Deliverable): Promise<Addressed | undefined> {
    const { mchid, url } = notification
    const merchant = await this.#deps.merchants.find(mchid)
    return merchant && url !== undefined ? { notification, merchant, url } : undefined
  }

  #takeFault({ notification, url }: Addressed): Promise<Fault | undefined> {
    const subject = {
      target: 'notify',
      method: 'POST',
      // Nothing is sent to an address that cannot be parsed; the attempt says so.
      path: URL.canParse(url) ? new URL(url).pathname : url,
      outOrderNo: notification.outOrderNo,
    } as const
    return this.#deps.faults.take(subject, notification.mchid)
  }

  async #attempt({ notification, merchant, url }: Addressed, attempt: number, fault?: FaultKind): Promise<Attempt> {
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
    return {
      attempt,
      at: notification.now,
      url,
      requestHeaders: envelope.headers,
      requestBody: envelope.body,
      ...reply,
    }
  }

  async #record(task: Task, { eventType, now }: Deliverable, attempts: readonly Attempt[]): Promise<void> {
    const { notifications, schedule } = this.#deps
    const accepted = attempts.some((attempt) => attempt.error === undefined)
    const delay = accepted ? undefined : schedule(eventType)[task.attempt - 1]
    const [first] = attempts
    await notifications.conclude(task, {
      attempts,
      outcome: first?.error ?? String(first?.status),
      state: accepted ? 'delivered' : delay === undefined ? 'given_up' : 'pending',
      next: delay === undefined ? undefined : { attempt: task.attempt + 1, dueAt: now + delay },
    })
  }
}
