import { type TimelineEvent, type Work, changed, unchanged } from '../../kernel/machine/change.ts'
import type { PaidOrder, RefundTally } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import { isBalance, receivedAccountOf } from './banks.ts'
import type { RefundContext } from './context.ts'
import type { RefundChange, RefundDecision } from './decision.ts'
import { feeOfRefund } from './fee.ts'
import { costOf, fundsFor, refuseFrom } from './funds.ts'
import { takenMovements } from './movements.ts'
import { refuseGoods } from './goods.ts'
import type { Funds, Refund, RefundTerms } from './refund.ts'
import { amountsOf, tallyShares, voucherSharesOf } from './shares.ts'
import { aboveRest, otherAmount, otherTotal, overdue, refusals } from './refusals.ts'

export interface RefundCommand {
  readonly mchid: string
  readonly out_refund_no: string
  /** The sub-merchant that a partner names; a direct merchant's order has none. */
  readonly sub_mchid?: string | undefined
  /** Set for a request through APIv2, with its appid. */
  readonly v2?: { readonly appid: string }
  /** Set for a refund made on the merchant platform. */
  readonly byHand?: true
  /** The number as sent, even if `transaction_id` identifies the order. */
  readonly out_trade_no?: string | undefined
  readonly terms: RefundTerms
}

/** The order of a refund request: its product, its number there, and its payment if it is paid. */
export interface AskedOrder {
  readonly product: string
  readonly number: string
  readonly paid: PaidOrder | undefined
}

/**
 * Creates a refund (申请退款), or answers a repeated request.
 *
 * @param existing the refund with this number
 */
export function createRefund(
  existing: Refund | undefined,
  order: AskedOrder | undefined,
  command: RefundCommand,
  ctx: RefundContext,
): RefundDecision {
  if (existing) return repeat(existing, order?.paid, command, ctx)
  if (!order) return refusals.orderNotExist
  const { paid } = order
  if (!paid) return refusals.orderUnpaid
  return refuseTerms(paid, command, ctx) ?? refuseAmount(paid, command, ctx) ?? accept({ ...order, paid }, command, ctx)
}

function repeat(
  existing: Refund,
  paid: PaidOrder | undefined,
  { terms }: RefundCommand,
  { now, policy }: RefundContext,
): RefundDecision {
  if (paid?.transaction_id !== existing.order.transaction_id) return refusals.otherOrder
  const { refund, total } = existing.terms
  if (refund !== terms.refund || total !== terms.total) return otherAmount(policy)
  return isTooSoon(existing.createdAt, now, policy) ? aboveRest(policy) : unchanged(existing)
}

function refuseTerms(
  paid: PaidOrder,
  { sub_mchid, out_trade_no, terms }: RefundCommand,
  { now, policy }: RefundContext,
): Refusal | undefined {
  if (sub_mchid !== paid.sub_mchid) return refusals.otherThanOrdered
  if (out_trade_no !== undefined && out_trade_no !== paid.out_trade_no) return refusals.otherThanOrdered
  if (terms.total !== paid.total) return otherTotal(policy)
  if (now - paid.paidAt > policy.refundWithinMs) return overdue(policy)
  return refuseFrom(terms, paid) ?? refuseGoods(terms, paid)
}

function refuseAmount(
  { refunds, total }: PaidOrder,
  { terms }: RefundCommand,
  { now, policy, payerAccount }: RefundContext,
): Refusal | undefined {
  if (refunds.amount === total) return refusals.refundedWholly
  if (refunds.numbers.length >= policy.maxRefundsPerOrder) return refusals.tooMany
  if (refunds.amount + terms.refund > total) return aboveRest(policy)
  if (refunds.requestedAt !== undefined && isTooSoon(refunds.requestedAt, now, policy)) return aboveRest(policy)
  return payerAccount === 'closed' ? refusals.payerGone : undefined
}

function isTooSoon(last: number, now: number, { refundIntervalMs }: RefundContext['policy']): boolean {
  return now - last < refundIntervalMs
}

function accept(
  { product, number, paid }: AskedOrder & { readonly paid: PaidOrder },
  command: RefundCommand,
  ctx: RefundContext,
): RefundDecision {
  const { now, policy, ids } = ctx
  const { mchid, out_refund_no, v2, byHand, terms } = command
  const { vouchers } = paid
  const shares = vouchers && voucherSharesOf(paid, terms.refund)
  const { settlement_refund } = amountsOf({ terms, order: { vouchers }, ...(shares && { shares }) })
  const fee = feeOfRefund(paid, settlement_refund)
  const funds = fundsFor(terms, settlement_refund, fee, paid, ctx.balance)
  if (funds === 'short' && policy.refundWithoutFunds === 'refuse') return refusals.notEnough
  const { transaction_id, out_trade_no, payer, bank_type, profitSharing, trade, refunds, unsettled } = paid
  const refund: Refund = {
    mchid,
    appid: v2?.appid ?? paid.appid,
    out_refund_no,
    refund_id: ids.refundId(now),
    ...(v2 && { v2: true }),
    ...(byHand && { byHand }),
    state: 'PROCESSING',
    order: {
      product,
      number,
      transaction_id,
      out_trade_no,
      payer,
      bank_type,
      profitSharing,
      trade,
      ...(vouchers && { vouchers }),
    },
    terms,
    fee,
    ...(shares && { shares }),
    receivedAccount: receivedAccountOf(bank_type, ids.cardTail()),
    channel: 'ORIGINAL',
    createdAt: now,
  }
  const tally: RefundTally = {
    ...refunds,
    numbers: [...refunds.numbers, out_refund_no],
    amount: refunds.amount + terms.refund,
    fee: refunds.fee + fee,
    requestedAt: now,
    ...(shares && { vouchers: tallyShares(refunds.vouchers, shares, 1) }),
  }
  const events = [{ type: 'accepted', at: now, detail: { refund: terms.refund, transaction_id } }]
  if (typeof funds === 'object') return takeFunds(refund, { refunds: tally, unsettled }, funds, events, ctx)
  const dueAt = funds === 'short' ? nextLook(refund, ctx) : arrivalOf(refund, ctx)
  return {
    ...changed({ ...refund, dueAt }, events, [processAt(dueAt)]),
    order: { refunds: tally, unsettled },
  }
}

/** The merchant pays for an accepted refund, which arrives later. */
export function takeFunds(
  refund: Refund,
  { refunds, unsettled }: Pick<PaidOrder, 'refunds' | 'unsettled'>,
  funds: Funds,
  events: readonly TimelineEvent[],
  ctx: RefundContext,
): RefundChange {
  const dueAt = arrivalOf(refund, ctx)
  const taken = { ...refund, funds, dueAt }
  const left = unsettled === undefined ? undefined : unsettled - costOf(funds, refund.fee).pending
  return {
    ...changed(taken, events, [processAt(dueAt)], takenMovements(taken, ctx.now)),
    order: { refunds, unsettled: left },
  }
}

/** When to look for funds again; the last time is when the refund is closed. */
export function nextLook({ createdAt }: Pick<Refund, 'createdAt'>, { now, policy }: RefundContext): number {
  return Math.min(now + policy.refundFundsRetryMs, createdAt + policy.closeRefundWithoutFundsAfterMs)
}

/** When money that leaves now arrives. */
export function arrivalOf({ order }: Pick<Refund, 'order'>, { now, policy }: RefundContext): number {
  return now + (isBalance(order.bank_type) ? policy.refundToBalanceMs : policy.refundToBankMs)
}

export function processAt(dueAt: number): Work {
  return { kind: 'process', dueAt }
}
