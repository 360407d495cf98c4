import { type TimelineEvent, changed, unchanged } from '../../kernel/machine/change.ts'
import type { Movement } from '../../kernel/ledger/movement.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { RefundContext } from './context.ts'
import { nextLook, processAt, takeFunds } from './create-refund.ts'
import type { RefundChange } from './decision.ts'
import { costOf, fundsFor } from './funds.ts'
import { closedMovements, successMovements } from './movements.ts'
import type { RefundPolicy } from './policy.ts'
import type { Funds, Refund, RefundEvent } from './refund.ts'
import { amountsOf, tallyShares } from './shares.ts'

/**
 * WeChat Pay processes a due refund: it looks for funds, or lets the money arrive. Does nothing if the refund changed
 * meanwhile.
 */
export function processRefund(refund: Refund, paid: PaidOrder, ctx: RefundContext): RefundChange {
  if (refund.dueAt === undefined || ctx.now < refund.dueAt) return unchanged(refund)
  if (refund.state === 'ABNORMAL') return succeed(refund, paid, ctx)
  if (!refund.funds) return lookForFunds(refund, paid, ctx)
  switch (refund.outcome ?? (ctx.payerAccount === 'closed' ? 'abnormal' : ctx.policy.refundOutcome)) {
    case 'success':
      return succeed(refund, paid, ctx)
    case 'abnormal':
      return fail(refund, ctx)
    default:
      return close(refund, paid, 'decided', ctx)
  }
}

function lookForFunds(refund: Refund, paid: PaidOrder, ctx: RefundContext): RefundChange {
  const { createdAt, terms, fee } = refund
  const { now, policy } = ctx
  const funds = fundsFor(terms, amountsOf(refund).settlement_refund, fee, paid, ctx.balance)
  if (typeof funds === 'object') return takeFunds(refund, paid, funds, [{ type: 'funds_taken', at: now }], ctx)
  if (funds === 'missing') return close(refund, paid, 'funds_missing', ctx)
  if (now >= createdAt + policy.closeRefundWithoutFundsAfterMs) return close(refund, paid, 'no_funds', ctx)
  const dueAt = nextLook(refund, ctx)
  return changed({ ...refund, dueAt }, [], [processAt(dueAt)])
}

function succeed({ dueAt: _now, ...refund }: Refund, paid: PaidOrder, ctx: RefundContext): RefundChange {
  const { now, policy } = ctx
  const { abnormalRefund } = refund
  const arrived: Refund = {
    ...refund,
    state: 'SUCCESS',
    succeededAt: now,
    ...(abnormalRefund && { channel: 'OTHER_BANKCARD', receivedAccount: abnormalRefund.receivedAccount }),
  }
  const event = { type: 'succeeded', at: now, detail: { received_account: arrived.receivedAccount } }
  const change = announced(arrived, event, successMovements(arrived, ctx.accountOf, now), policy)
  const { shares } = arrived
  if (!shares) return change
  const { refunds, unsettled, total } = paid
  const tally = { ...refunds, arrived: (refunds.arrived ?? 0) + arrived.terms.refund }
  return {
    ...change,
    order: { refunds: tally, unsettled },
    returns: shares.map(({ voucher, amount }) => ({ voucher, amount, isWhole: tally.arrived === total })),
  }
}

function fail({ dueAt: _none, ...refund }: Refund, { now, policy }: RefundContext): RefundChange {
  return announced({ ...refund, state: 'ABNORMAL', abnormalAt: now }, { type: 'abnormal', at: now }, [], policy)
}

/** The merchant gets its money back, and the order its refundable amount. */
function close(
  { dueAt: _over, funds, ...refund }: Refund,
  paid: PaidOrder,
  reason: string,
  { now, policy }: RefundContext,
): RefundChange {
  const closed: Refund = { ...refund, ...(funds && { funds }), state: 'CLOSED', closedAt: now }
  const feeBack = funds && policy.feeOfClosedRefund === 'kept' ? 0 : refund.fee
  const { refunds, unsettled } = paid
  const { shares } = refund
  const tally = {
    ...refunds,
    amount: refunds.amount - refund.terms.refund,
    fee: refunds.fee - feeBack,
    ...(shares && { vouchers: tallyShares(refunds.vouchers, shares, -1) }),
  }
  const event = { type: 'closed', at: now, detail: { reason } }
  const returned = funds && returnedTo(funds, unsettled)
  return {
    ...announced(closed, event, returned ? closedMovements(closed, returned, feeBack, now) : [], policy),
    order: {
      refunds: tally,
      unsettled: unsettled === undefined || !returned ? unsettled : unsettled + costOf(returned, feeBack).pending,
    },
  }
}

/** The parts to which the money returns; unsettled money that was settled meanwhile returns to the available part. */
function returnedTo({ available, pending }: Funds, unsettled: number | undefined): Funds {
  return unsettled === undefined ? { available: available + pending, pending: 0 } : { available, pending }
}

/** Notifies the merchant in the format of the API of the request. */
function announced(
  refund: Refund,
  event: TimelineEvent,
  movements: readonly Movement[],
  policy: RefundPolicy,
): RefundChange {
  const eventType = eventOf(refund, policy)
  return changed(refund, [event], eventType ? [{ kind: 'notify', eventType, dueAt: event.at }] : [], movements)
}

function eventOf({ state, terms, v2 }: Refund, { refundWithoutNotifyUrl }: RefundPolicy): RefundEvent | undefined {
  const form = v2 ? 'v2' : terms.notify_url === undefined ? refundWithoutNotifyUrl : 'v3'
  if (form === 'v2') return 'v2/refund-processed'
  return form === 'v3' && state !== 'PROCESSING' ? `REFUND.${state}` : undefined
}
