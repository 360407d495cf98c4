import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Refund } from './refund.ts'

/** The shapes in which merchants see a refund. Keys that are `undefined` are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** Answer to an application, a query and an abnormal refund. Nobody pays with vouchers here: all amounts are cash. */
export function presentRefund(refund: Refund): Wire {
  const { refund_id, out_refund_no, order, terms, state, fee } = refund
  const { total, refund: amount, from, currency } = terms
  return {
    refund_id,
    out_refund_no,
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    channel: refund.channel,
    user_received_account: refund.receivedAccount,
    success_time: timeOf(refund.succeededAt),
    create_time: beijingTime(refund.createdAt),
    status: state,
    funds_account: fundsAccountOf(refund),
    amount: {
      total,
      refund: amount,
      from,
      payer_total: total,
      payer_refund: amount,
      settlement_refund: amount,
      settlement_total: total,
      discount_refund: 0,
      currency,
      refund_fee: fee,
    },
  }
}

/** Resource of a refund notification: `refund_status` is what the answers call `status`. */
export function presentRefundNotification(refund: Refund): Wire {
  const { mchid, out_refund_no, refund_id, order, terms, state } = refund
  const { total, refund: amount } = terms
  const { sub_mchid } = order.trade
  return {
    ...(sub_mchid === undefined ? { mchid } : { sp_mchid: mchid, sub_mchid }),
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    refund_id,
    out_refund_no,
    refund_status: state,
    success_time: timeOf(refund.succeededAt),
    user_received_account: refund.receivedAccount,
    amount: { total, refund: amount, payer_total: total, payer_refund: amount },
  }
}

function timeOf(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : beijingTime(instant)
}

/** What is not settled is called by the reason: shares that may be due, or the day that has not come. */
function fundsAccountOf({ funds, order, terms }: Refund): string {
  if (!funds) return terms.funds_account ?? 'AVAILABLE'
  if (funds.pending === 0) return 'AVAILABLE'
  if (funds.available > 0) return 'BASIC'
  return order.profitSharing ? 'UNAVAILABLE' : 'UNSETTLED'
}
