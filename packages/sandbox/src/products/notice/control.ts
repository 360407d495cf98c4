import type { NotificationType } from '../../generated/notifications.ts'
import { invalid } from '../../kernel/control/control-error.ts'
import { type Read, notifyUrl, object, optional, text } from '../../kernel/control/input.ts'
import { withBody } from '../../kernel/control/route.ts'
import { changed } from '../../kernel/machine/change.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { isObject } from '../../kernel/validate/check-value.ts'
import { composeNotice, documentedNotifications } from './compose-notice.ts'
import { eventTypeOnWire, notices } from './entity.ts'
import type { Notice } from './notice.ts'

type Json = Readonly<Record<string, unknown>>

/** A notification that was sent. */
export interface SentNotice {
  readonly eventType: string
  /** The number with which to find its delivery: `control.deliveries({ outOrderNo })`. */
  readonly outOrderNo: string
  /** The content before encryption and signing, except fields that are encrypted within it. */
  readonly content: Json
}

/** Commands that send notifications without an event. */
export interface NoticesControl {
  /**
   * Sends a documented notification, signed and encrypted, with made-up content whose numbers differ every time. Pass
   * numbers that the receiver must know, or that must make it a duplicate.
   *
   * @param overrides merged into the content and checked: objects are merged, list items are completed, `null` removes
   *   a field. Amounts in fen, times as on the wire
   * @param options.url the destination. Default: the merchant's own address
   * @throws {ControlError} 400: names the unknown type or field, or the invalid value
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
      notify: async (eventType, overrides, options = {}) => {
        const { url } = readDestination(options, '')
        return send(readNotice({ eventType, overrides, url }, ''))
      },
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
        handle: withBody(readNotice, send),
      },
    ],
  }
}

const jsonObject: Read<Json> = (value, field) => {
  if (!isObject(value)) throw invalid(field, 'an object', value)
  return value
}

const readDestination = object({ url: optional(notifyUrl) })
const readNotice = object({
  eventType: text(/^[\w./-]{1,100}$/, 'an event type, which GET /_sandbox/api/notices lists'),
  overrides: optional(jsonObject),
  url: optional(notifyUrl),
})
