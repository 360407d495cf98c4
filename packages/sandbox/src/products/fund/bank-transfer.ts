import { type MerchantAccount, bankAccount, merchantAccount } from '../../kernel/ledger/account.ts'
import { move } from '../../kernel/ledger/movement.ts'
import { type Change, changed } from '../../kernel/machine/change.ts'

/** A transfer between a merchant's bank and one of its accounts: a recharge (充值) or a withdrawal (提现). */
export interface BankTransfer {
  readonly mchid: string
  /** WeChat Pay's number of the transfer. */
  readonly number: string
  readonly account: MerchantAccount
  /** Amount in fen into the account; negative out of it. Never 0. */
  readonly amount: number
  /** Virtual instant, ms. */
  readonly at: number
}

/** Moves the money, which arrives at once. */
export function transfer(bankTransfer: BankTransfer): Change<BankTransfer> {
  const { mchid, number, account, amount, at } = bankTransfer
  const [bank, own] = [bankAccount(mchid), merchantAccount(mchid, account)]
  const kind = amount > 0 ? 'recharge' : 'withdrawal'
  const postings = amount > 0 ? move(bank, own, amount) : move(own, bank, -amount)
  return changed(
    bankTransfer,
    [{ type: kind, at, detail: { account, amount: Math.abs(amount) } }],
    [],
    [{ at, kind, businessNumber: number, voucherNumber: number, postings }],
  )
}
