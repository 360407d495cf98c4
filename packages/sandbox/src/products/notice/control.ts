import type { NotificationType } from '../../generated/notifications.ts'
import { invalid } from '../../kernel/control/control-error.ts'
import { type Read, notifyUrl, object, optional, text } from '../../kernel/control/input.ts'
import { taking } from '../../kernel/control/route.ts'
import { changed } from '../../kernel/machine/change.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { isObject } from '../../kernel/validate/check-value.ts'
import { composeNotice, documentedNotifications } from './compose-notice.ts'
import { eventTypeOnWire, notices } from './entity.ts'
import type { Notice } from './notice.ts'

type Json = Readonly<Record<string, unknown>>

/** A notification that is on its way. */
export interface SentNotice {
  readonly eventType: string
  /** Finds it among the deliveries: `control.deliveries({ outOrderNo })`. */
  readonly outOrderNo: string
  /** Its content before it was encrypted or signed; fields that are encrypted inside are so here too. */
  readonly content: Json
}

/** Notifications without anything having happened. */
export interface NoticesControl {
  /**
   * Sends a documented notification, genuine, signed and encrypted, with made-up content about an order, a refund … of its
   * own: its numbers are others every time. Name them where a receiver has to know them, or has to take it for a copy.
   *
   * @param overrides merged into the content and checked: objects are merged, items of a list are filled up, `null`
   *   leaves a field out. Amounts in fen, times as on the wire
   * @param options.url where it goes; the merchant's own address if absent
   * @throws {ControlError} 400: names the type or the field that does not exist, or the value that does not fit
   * @example await sandbox.control.notify('REFUND.CLOSED', { out_refund_no: 'R1', amount: { refund: 5 } })
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012068499
   */
  notify(eventType: NotificationType, overrides?: Json, options?: { readonly url?: string }): Promise<SentNotice>
}

export function noticeControl({ mchid, openid, world }: Desk<object>): ProductControl<NoticesControl> {
  async function send({ eventType, overrides = {}, url }: ReturnType<typeof readNotice>): Promise<SentNotice> {
    const [merchant, now] = await Promise.all([world.merchants.find(mchid), world.now()])
    if (!merchant) throw new Error(`sandbox: the merchant ${mchid} is gone`)
    const composed = await composeNotice(eventType, overrides, { merchant, openid, now })
    const notice: Notice = { ...composed, ...(typeof url === 'string' && { url }) }
    await world.entities.transaction(async (unit) => {
      await unit.lock(notices, mchid, notice.number)
      const event = { type: 'notified', at: now, detail: { eventType } }
      const work = { kind: 'notify' as const, eventType: eventTypeOnWire(eventType), dueAt: now }
      await unit.save(notices, changed(notice, [event], [work]))
    })
    return { eventType, outOrderNo: notice.number, content: notice.content }
  }

  return {
    members: {
      notify: async (eventType, overrides, { url } = {}) => send(readNotice({ eventType, overrides, url }, '')),
    },
    routes: [
      {
        method: 'GET',
        path: '/notices',
        about: '可以发送的全部通知类型，APIv2 的以 v2/ 开头 · every type of notification that can be sent',
        handle: async () => {
          const known = Object.entries(await documentedNotifications())
          return { notices: known.map(([eventType, { title }]) => ({ eventType, title })) }
        },
      },
      {
        method: 'POST',
        path: '/notices',
        about: '发送一条任意类型的通知：eventType，可填 overrides 与 url · send a notification of any type',
        handle: taking(readNotice, send),
      },
    ],
  }
}

const jsonObject: Read<Json> = (value, field) => {
  if (!isObject(value)) throw invalid(field, 'an object', value)
  return value
}

const readNotice = object({
  eventType: text(/^[\w./-]{1,100}$/, 'an event type, which GET /_sandbox/api/notices lists'),
  overrides: optional(jsonObject),
  url: optional(notifyUrl),
})
