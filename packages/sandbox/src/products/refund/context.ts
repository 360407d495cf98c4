import type { Account } from '../../kernel/ledger/account.ts'
import type { Balance } from '../../kernel/ledger/balance.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type * as machine from '../../kernel/machine/context.ts'
import type { RefundIds } from './ids.ts'
import type { RefundPolicy } from './policy.ts'

export interface RefundContext extends machine.Context<RefundPolicy, RefundIds> {
  /** The merchant's balance. */
  readonly balance: Pick<Balance, 'available' | 'pending'>
  /** Whether the user can still receive money. */
  readonly payerAccount: 'normal' | 'closed'
  /** Returns the account that gets the money of a voucher back. */
  readonly accountOf: (voucher: Voucher) => Account
}
