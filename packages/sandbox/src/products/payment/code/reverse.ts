import { type Change, type Decision, changed, unchanged } from '../../../kernel/machine/change.ts'
import type { Account } from '../../../kernel/ledger/account.ts'
import type { Balance } from '../../../kernel/ledger/balance.ts'
import { withoutHeld } from '../../../kernel/ledger/held-money.ts'
import { reversalMovements } from '../../../kernel/ledger/income.ts'
import { type Voucher, settlementTotal } from '../../../kernel/ledger/voucher.ts'
import { incomeOf } from '../pay.ts'
import type { Payment } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { refusals } from '../refusals.ts'
import type { CodeIds } from './ids.ts'
import { codeRefusals, refundedBefore } from './refusals.ts'

export interface ReversalContext {
  /** Virtual instant, ms. */
  readonly now: number
  readonly policy: PaymentPolicy
  readonly ids: CodeIds
  /** The balance of the merchant who received the payment. */
  readonly balance: Pick<Balance, 'available'>
  /** Returns the account that gets the money of a voucher back. */
  readonly accountOf: (voucher: Voucher) => Account
}

/**
 * Reverses a payment by code (撤销): nobody can pay it any more, and the user gets the paid money back, including the
 * fee. Repeating the reversal succeeds.
 */
export function reversePayment(payment: Payment | undefined, ctx: ReversalContext): Decision<Payment> {
  if (!payment) return refusals.notExist
  if (payment.surface !== 'code') return codeRefusals.notByCode
  const { now, policy } = ctx
  switch (payment.state) {
    case 'REVOKED':
      return unchanged(payment)
    case 'REFUND':
      return refundedBefore(policy)
    case 'USERPAYING':
      return now - payment.createdAt < policy.reverseWhilePayingAfterMs
        ? codeRefusals.stillPaying
        : revoked(payment, { at: now })
    case 'SUCCESS':
      return giveBack(payment, ctx)
    default:
      return revoked(payment, { at: now })
  }
}

function giveBack(payment: Payment, { now, policy, ids, balance, accountOf }: ReversalContext): Decision<Payment> {
  const { paidAt = now, fee = 0, unsettled, terms, vouchers } = payment
  if (now - paidAt > policy.reverseWithinMs) return codeRefusals.reverseExpired
  if (unsettled === undefined && balance.available < settlementTotal(terms.total, vouchers) - fee)
    return codeRefusals.notCovered
  const refund_id = ids.reversalId(now)
  const income = { ...incomeOf(payment, now), businessNumber: refund_id }
  const change = revoked(payment, { at: now, refund_id })
  const part = unsettled === undefined ? 'available' : 'pending'
  return { ...change, movements: reversalMovements(income, fee, part, accountOf) }
}

function revoked({ code, ...order }: Payment, reversal: NonNullable<Payment['reversal']>): Change<Payment> {
  const { asksUntil: _over, ...scanned } = code!
  const payment = withoutHeld(order)
  return changed({ ...payment, code: scanned, state: 'REVOKED', reversal }, [{ type: 'reversed', at: reversal.at }])
}
