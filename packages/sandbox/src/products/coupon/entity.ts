import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { Coupon } from './coupon.ts'
import type { Stock } from './stock.ts'

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
  notice: (_, eventType) => {
    throw new Error(`sandbox: nobody is told of coupons, so there is no ${eventType}`)
  },
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
  notice: (_, eventType) => {
    throw new Error(`sandbox: stocks are not announced, so there is no ${eventType}`)
  },
}
