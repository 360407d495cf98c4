import type { Account } from './account.ts'
import { voucherAccount } from './account.ts'

/** A voucher (代金券) that paid a part of an order. Amounts are fen. */
export interface Voucher {
  readonly coupon_id: string
  readonly stock_id: string
  /** The merchant that created the stock, and the number that it gave the stock. */
  readonly creator: { readonly mchid: string; readonly out_request_no: string }
  readonly name: string
  /** `GLOBAL` reduces the whole order, `SINGLE` some of its goods. */
  readonly scope: 'GLOBAL' | 'SINGLE'
  /** `CASH` (充值券) is paid from money that the creator locked; with `NOCASH` (免充值券) the seller gets less. */
  readonly type: 'CASH' | 'NOCASH'
  readonly amount: number
  /** The party that bears the discount. */
  readonly contributor: VoucherContributor
  /** The reduced goods of a `SINGLE` voucher. */
  readonly goods?: readonly VoucherGoods[]
}

export const voucherContributors = ['merchant', 'wechatpay', 'other'] as const
export type VoucherContributor = (typeof voucherContributors)[number]

/** A discounted line of an order, with the names of the order's `detail.goods_detail`. */
export interface VoucherGoods {
  readonly goods_id: string
  readonly quantity: number
  readonly unit_price: number
  readonly discount_amount: number
}

/** Sums the amounts of vouchers, of one type or of all, in fen. */
export function discountOf(vouchers: readonly Voucher[] = [], type?: Voucher['type']): number {
  return vouchers.reduce((sum, voucher) => sum + (type === undefined || voucher.type === type ? voucher.amount : 0), 0)
}

/** Returns the amount in fen on which the seller is settled and charged (应结订单金额): `NOCASH` vouchers reduce it. */
export function settlementTotal(total: number, vouchers: readonly Voucher[] = []): number {
  return total - discountOf(vouchers, 'NOCASH')
}

/** Returns the accounts that pay the `CASH` vouchers, each with its fen. */
export function voucherPayers(vouchers: readonly Voucher[] = []): (readonly [Account, number])[] {
  return vouchers
    .filter(({ type }) => type === 'CASH')
    .map(({ stock_id, amount }) => [voucherAccount(stock_id), amount])
}
