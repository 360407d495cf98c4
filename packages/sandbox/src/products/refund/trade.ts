import type { Trade, TradeRefund } from '../../kernel/ledger/trade.ts'
import type { Refund } from './refund.ts'

/**
 * A refund in the trade bill: its order's line, and what is refunded.
 *
 * @param asOf when the bill is made, ms
 */
export function tradeOf(refund: Refund, asOf: number): Trade {
  const { order, refund_id, out_refund_no, terms, createdAt, succeededAt } = refund
  const status = statusOf(refund, asOf)
  return {
    ...order.trade,
    refund: {
      refund_id,
      out_refund_no,
      requested: terms.refund,
      type: 'ORIGINAL',
      status,
      requestedAt: createdAt,
      ...(status === 'SUCCESS' && { succeededAt }),
    },
  }
}

/** The bill's own words; what happened after it was made is not in it. */
function statusOf({ abnormalAt, succeededAt, closedAt }: Refund, asOf: number): TradeRefund['status'] {
  const hasHappened = (at: number | undefined) => at !== undefined && at <= asOf
  if (hasHappened(succeededAt)) return 'SUCCESS'
  if (hasHappened(closedAt)) return 'FAIL'
  return hasHappened(abnormalAt) ? 'CHANGE' : 'PROCESSING'
}
