import type { Trade, TradeRefund } from '../../kernel/ledger/trade.ts'
import type { Refund } from './refund.ts'
import { amountsOf, discountRefund } from './shares.ts'

/**
 * Converts a refund to a line of the trade bill: the line of its order, with the refund.
 *
 * @param asOf creation time of the bill, ms
 */
export function tradeOf(refund: Refund, asOf: number): Trade {
  const { order, refund_id, out_refund_no, terms, createdAt, succeededAt, shares } = refund
  const status = statusOf(refund, asOf)
  return {
    ...order.trade,
    refund: {
      refund_id,
      out_refund_no,
      requested: terms.refund,
      ...(shares && {
        settlement_refund: amountsOf(refund).settlement_refund,
        coupon: discountRefund(shares, 'CASH'),
      }),
      type: 'ORIGINAL',
      status,
      requestedAt: createdAt,
      ...(status === 'SUCCESS' && { succeededAt }),
    },
  }
}

/** The bill's own status words, for the state at the creation of the bill. */
function statusOf({ abnormalAt, succeededAt, closedAt }: Refund, asOf: number): TradeRefund['status'] {
  const hasHappened = (at: number | undefined) => at !== undefined && at <= asOf
  if (hasHappened(succeededAt)) return 'SUCCESS'
  if (hasHappened(closedAt)) return 'FAIL'
  return hasHappened(abnormalAt) ? 'CHANGE' : 'PROCESSING'
}
