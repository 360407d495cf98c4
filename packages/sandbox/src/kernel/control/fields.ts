import { text } from './input.ts'

/** Reads a merchant's own number under its product's name. */
export const outOrderNo = text(
  /^[\w|*@-]{1,64}$/,
  'a number of the merchant’s: out_order_no, out_trade_no, out_refund_no',
)

export const openid = text(/^[\w-]{1,128}$/, 'an openid: 1 to 128 letters, digits, _ or -')

/** The latest instant of a JavaScript date, ms since the epoch. */
export const LAST_INSTANT = 8_640_000_000_000_000
