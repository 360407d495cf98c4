import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { Notice } from './notice.ts'

/** How notices are stored: one per number, the last one that was sent. */
export const notices: EntityKind<Notice, object> = {
  product: 'notice',
  row: ({ mchid, number, eventType, openid, createdAt }) => ({
    mchid,
    number,
    state: eventType,
    openid,
    open: false,
    createdAt,
  }),
  keys: () => ({}),
  pointless: () => [],
  notice: ({ content, xml, summary, originalType, url, serviceId, amount }) => ({
    summary,
    url,
    serviceId,
    amount,
    ...(xml ?? { body: content, originalType, associatedData: originalType }),
  }),
}

/**
 * The event type on the wire. Receivers of profit sharing get the type of a payment; the content distinguishes them.
 */
export function eventTypeOnWire(eventType: string): string {
  return eventType.startsWith('PROFITSHARING.') ? 'TRANSACTION.SUCCESS' : eventType
}

/** The `summary` of the envelope: the documented title without the word "notification". */
export function summaryOf(eventType: string, title: string): string {
  if (eventType === 'PROFITSHARING.SUCCESS') return '分账'
  if (eventType === 'PROFITSHARING.RETURN') return '分账回退'
  return title.replace(/(?:结果)?(?:回调)?通知$/, '') || title
}
