import { type Change, type Decision, changed, unchanged } from '../../kernel/machine/change.ts'
import type { PaymentContext } from './context.ts'
import { codeRefusals } from './code/refusals.ts'
import { type Payment, isPaid } from './payment.ts'
import { refusals, withCode } from './refusals.ts'

/**
 * The merchant closes an order (关单). Closing a closed order succeeds again; sub orders close only with the combined
 * order.
 */
export function closePayment(
  payment: Payment | undefined,
  { now, policy }: Pick<PaymentContext, 'now' | 'policy'>,
): Decision<Payment> {
  if (!payment || payment.partOf) return withCode(refusals.notExist, policy.closeUnknownOrderCode)
  if (isPaid(payment)) return refusals.paidBefore
  if (payment.surface === 'code') return codeRefusals.onlyReversible
  if (payment.state === 'CLOSED') return unchanged(payment)
  return closed(payment, 'merchant', now)
}

/** Closes through APIv2, which refuses to close an order twice. */
export function closePaymentV2(
  payment: Payment | undefined,
  { now, policy }: Pick<PaymentContext, 'now' | 'policy'>,
): Decision<Payment> {
  if (payment?.partOf) return closePayment(payment, { now, policy })
  if (payment?.state === 'REVOKED') return refusals.closedBefore
  if (payment?.state === 'CLOSED' && policy.v2CloseAgain === 'refuse') return refusals.closedBefore
  if (payment?.state === 'NOTPAY' && now - payment.createdAt < policy.v2CloseMinAgeMs) return refusals.closedTooSoon
  return closePayment(payment, { now, policy })
}

/** Closes an order that nobody paid in time. Does nothing if the order changed meanwhile, or its time has not come. */
export function closeUnpaid(
  payment: Payment,
  { now, policy }: Pick<PaymentContext, 'now' | 'policy'>,
): Change<Payment> {
  const isDue = payment.state === 'NOTPAY' && now - payment.createdAt >= policy.closeUnpaidAfterMs
  return isDue ? closed(payment, 'time', now) : unchanged(payment)
}

/** @param by the actor that closes it, for its timeline */
export function closed({ prepay: _dead, ...payment }: Payment, by: 'merchant' | 'time', now: number): Change<Payment> {
  return changed({ ...payment, state: 'CLOSED', closedAt: now }, [{ type: 'closed', at: now, detail: { by } }])
}
