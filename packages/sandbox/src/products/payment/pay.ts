import { type Income, incomeMovements, settlementMovements } from '../../kernel/ledger/income.ts'
import { afterSettlement, afterUnfreezing, heldOf, releasesOf, withoutHeld } from '../../kernel/ledger/held-money.ts'
import { feeOn } from '../../kernel/ledger/terms.ts'
import {
  type Change,
  type Decision,
  type TimelineEvent,
  type Work,
  changed,
  unchanged,
} from '../../kernel/machine/change.ts'
import type { PaymentContext } from './context.ts'
import { failCodePayment } from './code/fail.ts'
import { type Payment, type PaymentEvent, type ScannedCode, isShared, payeeOf } from './payment.ts'
import { type CashierProblem, problem } from './refusals.ts'

/** The user who stands before the cashier, and how the payment is going to end. */
export interface Payer {
  readonly openid: string
  /** Wire value of `bank_type`: `OTHERS` for the balance. */
  readonly bank_type: string
  readonly outcome: 'success' | 'not_enough' | 'bank_failed' | 'cancelled'
}

/**
 * The user pays (支付) with the prepay they were given. A failed attempt leaves the order unpaid and payable, and by the
 * same user only.
 *
 * @param prepayId the `prepay_id` that was launched; the newest if absent
 */
export function pay(
  payment: Payment,
  payer: Payer,
  prepayId: string | undefined,
  ctx: PaymentContext,
): Decision<Payment> {
  return failedAttempt(payment, payer, prepayId, ctx) ?? settle(payment, payer, ctx)
}

/**
 * Why an attempt to pay fails, if it does: nobody, or not this user, can pay the order, or the payment is going to fail.
 *
 * @param prepayId the `prepay_id` that was launched; the newest if absent
 */
export function failedAttempt(
  payment: Payment,
  { openid, outcome }: Payer,
  prepayId: string | undefined,
  ctx: Pick<PaymentContext, 'now'>,
): Extract<Decision<Payment>, { outcome: 'refused' }> | undefined {
  const refused = problemOf(payment, prepayId, openid, ctx)
  if (refused) return problem(refused)
  if (outcome === 'success') return undefined
  // Who closes the dialog for the password has given up; after any other failure it stays open.
  if (payment.code && outcome === 'cancelled') {
    return { ...problem(outcome), remember: failCodePayment(payment, payment.code, 'cancelled', 'PAYERROR', ctx.now) }
  }
  const event = { type: 'payment_failed', at: ctx.now, detail: { reason: outcome } }
  return { ...problem(outcome), remember: changed({ ...payment, openedBy: openid }, [event]) }
}

/**
 * The day of settlement has come: what was paid becomes available to the merchant, unless it is frozen. Does nothing to
 * an order of which nothing waits for that.
 */
export function settlePayment(payment: Payment, { now }: Pick<PaymentContext, 'now'>): Change<Payment> {
  return payment.unsettled === undefined ? unchanged(payment) : released(payment, afterSettlement(payment), [], now)
}

/**
 * Nothing of the order is shared any more. Does nothing to one that is not frozen.
 *
 * @param by number of the request that asks for it; absent when the time is over
 */
export function unfreezePayment(payment: Payment, { now }: Pick<PaymentContext, 'now'>, by?: string): Change<Payment> {
  if (!payment.frozen) return unchanged(payment)
  const event = { type: 'unfrozen', at: now, detail: { amount: payment.unsettled ?? 0 } }
  return released(payment, afterUnfreezing(payment, by), [event], now)
}

function released(
  payment: Payment,
  { held, released: amount }: ReturnType<typeof afterSettlement>,
  events: readonly TimelineEvent[],
  now: number,
): Change<Payment> {
  const movements = settlementMovements({ ...incomeOf(payment, now), amount })
  return changed({ ...withoutHeld(payment), ...held }, events, [], movements)
}

/** Why this user cannot pay the order, whatever is in their wallet. */
export function problemOf(
  payment: Payment,
  prepayId: string | undefined,
  openid: string,
  { now }: Pick<PaymentContext, 'now'>,
): CashierProblem | undefined {
  const only = payment.terms.openid ?? payment.openedBy
  return unpayable(payment, prepayId, now) ?? (only !== undefined && only !== openid ? 'other_user' : undefined)
}

/** Why nobody can pay an order now, whoever they are. */
export function unpayable(
  { state, prepay, code, terms }: Payment,
  prepayId: string | undefined,
  now: number,
): CashierProblem | undefined {
  if (state === 'SUCCESS' || state === 'REFUND') return 'paid'
  if (state === 'CLOSED') return 'closed'
  if (state === 'REVOKED') return 'reversed'
  if (code) return code.asksUntil !== undefined && now < code.asksUntil ? undefined : 'failed'
  if (!prepay || now >= prepay.expiresAt || (prepayId !== undefined && prepayId !== prepay.id)) return 'expired_prepay'
  return terms.timeExpire !== undefined && now > terms.timeExpire ? 'past_time_expire' : undefined
}

/**
 * The order is paid, and what follows: the notification, the settlement, the money in the book. Of the orders in a
 * combined one the merchant hears together, and not here.
 */
export function settle(
  order: Payment,
  payer: Pick<Payer, 'openid' | 'bank_type'>,
  ctx: PaymentContext,
): Change<Payment> {
  const { now, ids, terms } = ctx
  const { prepay: _used, code, ...payment } = order
  const { total } = payment.terms
  const transaction_id = ids.transactionId(now)
  const { openid, bank_type } = payer
  const fee = feeOn(total, terms)
  const paid: Payment = {
    ...payment,
    ...(code && { code: answered(code) }),
    state: 'SUCCESS',
    transaction_id,
    paidAt: now,
    payer: openid,
    openedBy: openid,
    bank_type,
    fee,
    ...heldOf(total - fee, terms, isShared(payment)),
  }
  const work: Work[] = []
  // The answer or a query tells of a payment by code; there is no notification.
  if (!code && !payment.partOf) work.push({ kind: 'notify', eventType: eventOf(payment, ctx), dueAt: now })
  work.push(...releasesOf(now, terms, isShared(payment)))
  const event = { type: 'paid', at: now, detail: { transaction_id, total, bank_type } }
  return changed(paid, [event], work, incomeMovements(incomeOf(paid, now), terms, isShared(payment)))
}

function answered({ asksUntil: _over, ...code }: ScannedCode): ScannedCode {
  return code
}

function eventOf({ v2 }: Pick<Payment, 'v2'>, { policy }: PaymentContext): PaymentEvent {
  return v2 && policy.v2OrderNotification === 'v2' ? 'v2/transaction-success' : 'TRANSACTION.SUCCESS'
}

export function incomeOf(payment: Payment, at: number): Income {
  const { payer = '', transaction_id = '', out_trade_no, terms } = payment
  return {
    at,
    payer,
    mchid: payeeOf(payment),
    amount: terms.total,
    businessNumber: transaction_id,
    voucherNumber: out_trade_no,
    note: terms.description,
  }
}
