import { merchantAccount, userAccount } from './account.ts'
import { type Movement, move } from './movement.ts'
import { type MerchantTerms, feeOn } from './terms.ts'

/** Money that a user pays a merchant. */
export interface Income {
  /** Virtual instant, ms. */
  readonly at: number
  readonly payer: string
  /** The merchant who gets it. */
  readonly mchid: string
  /** Fen. */
  readonly amount: number
  readonly businessNumber: string
  readonly voucherNumber: string
  readonly note?: string
}

/** The payment, its fee, and the settlement where nothing delays it. */
export function incomeMovements(income: Income, terms: MerchantTerms): Movement[] {
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
    ...(terms.settle === 'T0' ? settlementMovements({ ...about, mchid, amount: amount - fee }) : []),
  ]
}

/** What was not settled at once becomes available. */
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
