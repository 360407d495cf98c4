import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { CouponRule } from './stock.ts'

/** Wire value of a coupon's `status`. `RECOVER` and `REVOKED` of the documentation never occur here. */
export const couponStates = ['SENDED', 'USED', 'EXPIRED'] as const
export type CouponState = (typeof couponStates)[number]

/** A coupon (代金券) that a user has. */
export interface Coupon {
  /** The creator of its stock. */
  readonly mchid: string
  readonly coupon_id: string
  readonly stock_id: string
  /** The stock's number: the creator's `out_request_no`. */
  readonly stockNumber: string
  readonly openid: string
  readonly state: CouponState
  readonly rule: CouponRule
  /** The sending, if a request sent it. */
  readonly sending?: CouponSending
  readonly createdAt: number
  /** Validity, virtual instants in ms; the end is exclusive. */
  readonly beginsAt: number
  readonly endsAt: number
  readonly use?: CouponUse
}

export interface CouponSending {
  /** The merchant that sent it. */
  readonly mchid: string
  readonly appid: string
  readonly out_request_no: string
}

/** The payment in which a coupon was used (核销). */
export interface CouponUse {
  /** Virtual instant, ms. */
  readonly at: number
  /** The merchant that received the money. */
  readonly mchid: string
  readonly transaction_id: string
  readonly amount: number
  readonly goods?: Voucher['goods']
  /** The creator's address for such events at that time, if it had one. */
  readonly notify_url?: string
}

/** Converts a coupon to the voucher of a payment. */
export function voucherOf(
  { mchid, coupon_id, stock_id, stockNumber, rule }: Coupon,
  amount: number,
  goods?: Voucher['goods'],
): Voucher {
  return {
    coupon_id,
    stock_id,
    creator: { mchid, out_request_no: stockNumber },
    name: rule.name,
    scope: rule.available_items ? 'SINGLE' : 'GLOBAL',
    type: rule.no_cash ? 'NOCASH' : 'CASH',
    amount,
    contributor: rule.contributor,
    ...(goods && { goods }),
  }
}
