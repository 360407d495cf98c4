import { type AccountPart, merchantAccount, userAccount } from './account.ts'
import { type Movement, move } from './movement.ts'
import { type MerchantTerms, feeOn } from './terms.ts'

/** Money that a user pays a merchant. */
export interface Income {
  /** Virtual instant, ms. */
  readonly at: number
  readonly payer: string
  /** The merchant who receives the money. */
  readonly mchid: string
  /** Fen. */
  readonly amount: number
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
  const { at, payer, mchid, amount, businessNumber, voucherNumber, note } = income
  const pending = merchantAccount(mchid, 'BASIC', 'pending')
  const about = { at, businessNumber, voucherNumber }
  const fee = feeOn(amount, terms)
  return [
    {
      ...about,
      kind: 'payment',
      ...(note !== undefined && { note }),
      postings: move(userAccount(payer), pending, amount),
    },
    ...(fee > 0 ? [{ ...about, kind: 'fee' as const, postings: move(pending, 'wechat/fees', fee) }] : []),
    ...(terms.settle === 'T0' && !isShared ? settlementMovements({ ...about, mchid, amount: amount - fee }) : []),
  ]
}

/**
 * Returns the movements that undo a payment: the user gets everything back at once. The fee moves first, so that an
 * account with just enough money never goes below zero in between.
 *
 * @param fee the fen of the fee that WeChat Pay gives back
 * @param part the part of the account that holds the money
 */
export function reversalMovements(income: Income, fee: number, part: AccountPart): Movement[] {
  const { payer, mchid, amount, note: _ofOrder, ...about } = income
  const account = merchantAccount(mchid, 'BASIC', part)
  const refund: Movement = { ...about, kind: 'refund', postings: move(account, userAccount(payer), amount) }
  return fee > 0 ? [{ ...about, kind: 'refund_fee', postings: move('wechat/fees', account, fee) }, refund] : [refund]
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
