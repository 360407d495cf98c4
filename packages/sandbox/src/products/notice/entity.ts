import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { Notice } from './notice.ts'

/** How notices are kept: one for each number, the last one that was sent about it. */
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

/** Receivers of a share are told of it as of a payment; what it is about tells them apart. */
export function eventTypeOnWire(eventType: string): string {
  return eventType.startsWith('PROFITSHARING.') ? 'TRANSACTION.SUCCESS' : eventType
}

/** The `summary` of the envelope: the documented title without the word for notification. */
export function summaryOf(eventType: string, title: string): string {
  if (eventType === 'PROFITSHARING.SUCCESS') return '分账'
  if (eventType === 'PROFITSHARING.RETURN') return '分账回退'
  return title.replace(/(?:结果)?(?:回调)?通知$/, '') || title
}
