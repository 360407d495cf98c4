import { type Change, type Work, changed, unchanged } from '../../../kernel/machine/change.ts'
import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { CodeFailure, Payment, ScannedCode } from '../payment.ts'
import { codeRefusals } from './refusals.ts'

/** Refusals by the reason why a payment by code failed. */
export const failures: Readonly<Record<CodeFailure, Refusal>> = {
  not_enough: codeRefusals.notEnough,
  card_not_supported: codeRefusals.cardNotSupported,
  bank_failed: codeRefusals.bankFailed,
  cancelled: codeRefusals.cancelled,
  no_password: codeRefusals.passwordMissing,
}

/** The payment has failed finally: the merchant reverses the order and scans another code. */
export function failCodePayment(
  payment: Payment,
  { asksUntil: _over, ...code }: ScannedCode,
  failure: CodeFailure,
  state: 'PAYERROR' | 'NOTPAY',
  now: number,
): Change<Payment> {
  const event = { type: 'payment_failed', at: now, detail: { reason: failure } }
  return changed({ ...payment, state, code: { ...code, failure } }, [event])
}

/** The user has not entered the password in time. Does nothing if the payment changed meanwhile. */
export function endUserPaying(payment: Payment, { now }: { readonly now: number }): Change<Payment> {
  const { state, code } = payment
  const isDue = state === 'USERPAYING' && code?.asksUntil !== undefined && now >= code.asksUntil
  return isDue ? failCodePayment(payment, code, 'no_password', 'PAYERROR', now) : unchanged(payment)
}

/** Schedules {@link endUserPaying}. */
export function userPayingEnds(dueAt: number): Work {
  return { kind: 'end_user_paying', dueAt }
}
