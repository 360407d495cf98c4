import { type Income, incomeMovements, settlementMovements } from '../../kernel/ledger/income.ts'
import {
  type UnfreezingRequest,
  afterSettlement,
  afterUnfreezing,
  heldOf,
  releasesOf,
  withoutHeld,
} from '../../kernel/ledger/held-money.ts'
import { feeOn } from '../../kernel/ledger/terms.ts'
import { type Voucher, discountOf, settlementTotal } from '../../kernel/ledger/voucher.ts'
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
import { isObject } from '../../kernel/validate/check-value.ts'
import { isLoopbackAddress } from '../../kernel/world/loopback.ts'
import { type CashierProblem, problem } from './refusals.ts'

/** The user at the cashier, and the outcome that the payment will have. */
export interface Payer {
  readonly openid: string
  /** Wire value of `bank_type`: `OTHERS` for the balance. */
  readonly bank_type: string
  readonly outcome: 'success' | 'not_enough' | 'bank_failed' | 'cancelled'
  /** Vouchers (代金券) that pay a part of the order. For a combined order, {@link SubOrder}s have their own. */
  readonly vouchers?: readonly Voucher[]
}

/**
 * Lets the user pay (支付) with a prepay. After a failed attempt only the same user can still pay the order.
 *
 * @param prepayId the `prepay_id` that the front end launched; the newest if absent
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
 * Returns why an attempt to pay fails, if it does: nobody can pay the order, this user cannot, or the outcome is a
 * failure.
 *
 * @param prepayId the `prepay_id` that the front end launched; the newest if absent
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
  // A user who closes the password dialog has given up. After any other failure the dialog stays open.
  if (payment.code && outcome === 'cancelled') {
    return { ...problem(outcome), remember: failCodePayment(payment, payment.code, 'cancelled', 'PAYERROR', ctx.now) }
  }
  const event = { type: 'payment_failed', at: ctx.now, detail: { reason: outcome } }
  return { ...problem(outcome), remember: changed({ ...payment, openedBy: openid }, [event]) }
}

/**
 * Makes paid money available on the day of settlement, unless it is frozen. Does nothing to an order without pending
 * money.
 */
export function settlePayment(payment: Payment, { now }: Pick<PaymentContext, 'now'>): Change<Payment> {
  return payment.unsettled === undefined ? unchanged(payment) : released(payment, afterSettlement(payment), [], now)
}

/**
 * Unfreezes the money of an order, because nothing will be shared any more. Does nothing if it is not frozen.
 *
 * @param request absent when the time is over
 */
export function unfreezePayment(
  payment: Payment,
  { now }: Pick<PaymentContext, 'now'>,
  request?: UnfreezingRequest,
): Change<Payment> {
  if (!payment.frozen) return unchanged(payment)
  const event = { type: 'unfrozen', at: now, detail: { amount: payment.unsettled ?? 0 } }
  return released(payment, afterUnfreezing(payment, now, request), [event], now)
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

/** Returns why this user cannot pay the order, whatever is in their wallet. */
export function problemOf(
  payment: Payment,
  prepayId: string | undefined,
  openid: string,
  { now }: Pick<PaymentContext, 'now'>,
): CashierProblem | undefined {
  const only = payment.terms.openid ?? payment.openedBy
  return unpayable(payment, prepayId, now) ?? (only !== undefined && only !== openid ? 'other_user' : undefined)
}

/** Returns why no user can pay the order now. */
export function unpayable(
  { state, surface, prepay, code, terms }: Payment,
  prepayId: string | undefined,
  now: number,
): CashierProblem | undefined {
  if (state === 'SUCCESS' || state === 'REFUND') return 'paid'
  if (state === 'CLOSED') return 'closed'
  if (state === 'REVOKED') return 'reversed'
  if (code) return code.asksUntil !== undefined && now < code.asksUntil ? undefined : 'failed'
  if (!prepay || now >= prepay.expiresAt || (prepayId !== undefined && prepayId !== prepay.id)) return 'expired_prepay'
  if (terms.timeExpire !== undefined && now > terms.timeExpire) return 'past_time_expire'
  return surface === 'h5' && hasWrongScene(terms) ? 'bad_h5_scene' : undefined
}

/**
 * Whether the merchant gave an H5 order an address that no user's phone has: the server's own.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791845
 */
function hasWrongScene({ rest: { scene_info } }: Payment['terms']): boolean {
  return isObject(scene_info) && isLoopbackAddress(String(scene_info['payer_client_ip']))
}

/**
 * Marks the order as paid and adds the consequences: notification, settlement, movements of money. For the orders in a
 * combined order, one common notification is sent elsewhere.
 */
export function settle(
  order: Payment,
  payer: Pick<Payer, 'openid' | 'bank_type' | 'vouchers'>,
  ctx: PaymentContext,
): Change<Payment> {
  const { now, ids, terms } = ctx
  const { prepay: _used, code, ...payment } = order
  const { total } = payment.terms
  const transaction_id = ids.transactionId(now)
  const { openid, bank_type, vouchers = [] } = payer
  const settled = settlementTotal(total, vouchers)
  const fee = feeOn(settled, terms)
  const paid: Payment = {
    ...payment,
    ...(code && { code: answered(code) }),
    state: 'SUCCESS',
    transaction_id,
    paidAt: now,
    payer: openid,
    openedBy: openid,
    bank_type,
    ...(vouchers.length > 0 && { vouchers }),
    fee,
    ...heldOf(settled - fee, terms, isShared(payment)),
  }
  const work: Work[] = []
  // The merchant learns the outcome of a payment by code from the answer or a query. There is no notification.
  if (!code && !payment.partOf) work.push({ kind: 'notify', eventType: eventOf(payment, ctx), dueAt: now })
  work.push(...releasesOf(now, terms, isShared(payment)))
  const discount = discountOf(vouchers)
  const event = {
    type: 'paid',
    at: now,
    detail: { transaction_id, total, bank_type, ...(discount > 0 && { discount }) },
  }
  return changed(paid, [event], work, incomeMovements(incomeOf(paid, now), terms, isShared(payment)))
}

function answered({ asksUntil: _over, ...code }: ScannedCode): ScannedCode {
  return code
}

function eventOf({ v2 }: Pick<Payment, 'v2'>, { policy }: PaymentContext): PaymentEvent {
  return v2 && policy.v2OrderNotification === 'v2' ? 'v2/transaction-success' : 'TRANSACTION.SUCCESS'
}

export function incomeOf(payment: Payment, at: number): Income {
  const { payer = '', transaction_id = '', out_trade_no, terms, vouchers } = payment
  return {
    at,
    payer,
    mchid: payeeOf(payment),
    amount: terms.total,
    vouchers,
    businessNumber: transaction_id,
    voucherNumber: out_trade_no,
    note: terms.description,
  }
}
