import { type Account, type AccountPart, merchantAccount, userAccount } from './account.ts'
import { type Movement, gather, move, scatter } from './movement.ts'
import { type MerchantTerms, feeOn } from './terms.ts'
import { type Voucher, discountOf, settlementTotal, voucherPayers } from './voucher.ts'

/** Money that a user pays a merchant. */
export interface Income {
  /** Virtual instant, ms. */
  readonly at: number
  readonly payer: string
  /** The merchant who receives the money. */
  readonly mchid: string
  /** Total of the order in fen, vouchers included. */
  readonly amount: number
  /** Vouchers that pay a part of it. */
  readonly vouchers?: readonly Voucher[] | undefined
  readonly businessNumber: string
  readonly voucherNumber: string
  readonly note?: string
}

/**
 * Returns the movements of a payment, of its fee, and of the settlement if nothing delays it.
 *
 * @param isShared the money may be shared with others, so it stays frozen
 */
export function incomeMovements(income: Income, terms: MerchantTerms, isShared = false): Movement[] {
  const { at, payer, mchid, amount, vouchers, businessNumber, voucherNumber, note } = income
  const settled = settlementTotal(amount, vouchers)
  const pending = merchantAccount(mchid, 'BASIC', 'pending')
  const about = { at, businessNumber, voucherNumber }
  const fee = feeOn(settled, terms)
  return [
    {
      ...about,
      kind: 'payment',
      ...(note !== undefined && { note }),
      postings: gather([[userAccount(payer), amount - discountOf(vouchers)], ...voucherPayers(vouchers)], pending),
    },
    ...(fee > 0 ? [{ ...about, kind: 'fee' as const, postings: move(pending, 'wechat/fees', fee) }] : []),
    ...(terms.settle === 'T0' && !isShared ? settlementMovements({ ...about, mchid, amount: settled - fee }) : []),
  ]
}

/**
 * Returns the movements that undo a payment: the user gets everything back at once. The fee moves first, so that an
 * account with just enough money never goes below zero in between.
 *
 * @param fee the fen of the fee that WeChat Pay gives back
 * @param part the part of the account that holds the money
 * @param accountOf returns the account that gets the money of a voucher back
 */
export function reversalMovements(
  income: Income,
  fee: number,
  part: AccountPart,
  accountOf: (voucher: Voucher) => Account,
): Movement[] {
  const { payer, mchid, amount, vouchers = [], note: _ofOrder, ...about } = income
  const account = merchantAccount(mchid, 'BASIC', part)
  const inCash = amount - discountOf(vouchers)
  const refund: Movement = {
    ...about,
    kind: 'refund',
    postings: scatter(account, [
      [userAccount(payer), inCash],
      ['wechat/refunds', discountOf(vouchers, 'CASH')],
    ]),
  }
  return [
    ...(fee > 0 ? [{ ...about, kind: 'refund_fee' as const, postings: move('wechat/fees', account, fee) }] : []),
    refund,
    ...voucherRefunds(
      about,
      vouchers.map((voucher) => ({ voucher, amount: voucher.amount })),
      accountOf,
    ),
  ]
}

/** Returns the movements that give refunded money of `CASH` vouchers from the transit account back to their creators. */
export function voucherRefunds(
  about: Omit<Movement, 'kind' | 'postings'>,
  returns: readonly { readonly voucher: Voucher; readonly amount: number }[],
  accountOf: (voucher: Voucher) => Account,
): Movement[] {
  const inMoney = returns.filter(({ voucher, amount }) => voucher.type === 'CASH' && amount > 0)
  return inMoney.map(({ voucher, amount }) => {
    const postings = move('wechat/refunds', accountOf(voucher), amount)
    return Object.assign({ kind: 'voucher_refund', postings } as const, about)
  })
}

/** Returns the movements that make held money available, after its day of settlement or after unfreezing. */
export function settlementMovements({
  at,
  mchid,
  amount,
  businessNumber,
  voucherNumber,
}: Omit<Income, 'payer' | 'note'>): Movement[] {
  if (amount === 0) return []
  const postings = move(merchantAccount(mchid, 'BASIC', 'pending'), merchantAccount(mchid), amount)
  return [{ at, kind: 'settlement', businessNumber, voucherNumber, postings }]
}
