import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { Coupon } from './coupon.ts'
import type { Callback, Holder, Sending } from './holder.ts'
import { presentUse } from './present.ts'
import type { Stock } from './stock.ts'

/** The event of a used coupon. */
export const COUPON_USE = 'COUPON.USE'

/** `summary` of each notification, by event type. */
export const couponNotifications: Readonly<Record<typeof COUPON_USE, string>> = { [COUPON_USE]: '用券成功' }

/** How coupons are stored. A used coupon is still listed for its user. */
export const coupons: EntityKind<Coupon, unknown> = {
  product: 'coupon',
  row: ({ mchid, coupon_id, state, openid, createdAt }) => ({
    mchid,
    number: coupon_id,
    state,
    openid,
    open: state !== 'EXPIRED',
    createdAt,
  }),
  keys: () => ({}),
  pointless: ({ state }) => (state === 'SENDED' ? [] : ['expire']),
  notice: (coupon) => ({
    summary: couponNotifications[COUPON_USE],
    url: coupon.use?.notify_url,
    body: presentUse(coupon),
    originalType: 'coupon',
    associatedData: 'coupon',
  }),
}

/** How stocks are stored: under the creator's number. */
export const stocks: EntityKind<Stock, unknown> = {
  product: 'coupon-stock',
  row: ({ mchid, out_request_no, state, endedAt, createdAt }) => ({
    mchid,
    number: out_request_no,
    state,
    open: endedAt === undefined,
    createdAt,
  }),
  keys: ({ stock_id }) => ({ stock_id }),
  pointless: ({ endedAt }) => (endedAt === undefined ? [] : ['end']),
  notice: neverAnnounced,
}

/** How the counts of a user are stored: under the creator of the stocks. */
export const holders: EntityKind<Holder, unknown> = {
  product: 'coupon-holder',
  row: ({ mchid, openid }) => ({ mchid, number: openid, state: 'COUNTED', open: false, createdAt: 0 }),
  keys: () => ({}),
  pointless: () => [],
  notice: neverAnnounced,
}

/** How requests to send coupons are stored: under the sender's number. */
export const sendings: EntityKind<Sending, unknown> = {
  product: 'coupon-sending',
  row: ({ mchid, out_request_no, creator, createdAt }) => ({
    mchid,
    number: out_request_no,
    // A reset of the creator deletes the coupon, and with it what another merchant's repetition would answer.
    subMchid: creator,
    state: 'SENT',
    open: false,
    createdAt,
  }),
  keys: ({ coupon_id }) => ({ coupon_id }),
  pointless: () => [],
  notice: neverAnnounced,
}

/** A merchant has one address for events of its coupons. */
export const CALLBACK = 'callback'

/** How the addresses for events are stored. */
export const callbacks: EntityKind<Callback, unknown> = {
  product: 'coupon-callback',
  row: ({ mchid, updatedAt }) => ({ mchid, number: CALLBACK, state: 'SET', open: false, createdAt: updatedAt }),
  keys: () => ({}),
  pointless: () => [],
  notice: neverAnnounced,
}

function neverAnnounced(_: unknown, eventType: string): never {
  throw new Error(`sandbox: nobody is told of this, so there is no ${eventType}`)
}
