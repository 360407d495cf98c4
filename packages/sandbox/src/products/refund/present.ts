import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Refund } from './refund.ts'
import { amountsOf } from './shares.ts'

/** The forms in which merchants see a refund. Undefined members are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** The answer to a request, a query and an abnormal refund. */
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
      ...amountsOf(refund),
      currency,
      refund_fee: fee,
    },
    promotion_detail: refund.shares?.map(({ voucher, amount: refund_amount }) => ({
      promotion_id: voucher.coupon_id,
      scope: voucher.scope,
      type: voucher.type === 'CASH' ? 'COUPON' : 'DISCOUNT',
      amount: voucher.amount,
      refund_amount,
    })),
  }
}

/** The resource of a refund notification. Its `refund_status` is the `status` of answers. */
export function presentRefundNotification(refund: Refund): Wire {
  const { mchid, out_refund_no, refund_id, order, terms, state } = refund
  const { total, refund: amount } = terms
  const { sub_mchid } = order.trade
  const { payer_total, payer_refund } = amountsOf(refund)
  return {
    ...(sub_mchid === undefined ? { mchid } : { sp_mchid: mchid, sub_mchid }),
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    refund_id,
    out_refund_no,
    refund_status: state,
    success_time: timeOf(refund.succeededAt),
    user_received_account: refund.receivedAccount,
    amount: { total, refund: amount, payer_total, payer_refund },
  }
}

function timeOf(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : beijingTime(instant)
}

/**
 * The name of the funds. Unsettled money is named by its reason: pending profit sharing, or a settlement day to come.
 */
function fundsAccountOf({ funds, order, terms }: Refund): string {
  if (!funds) return terms.funds_account ?? 'AVAILABLE'
  if (funds.pending === 0) return 'AVAILABLE'
  if (funds.available > 0) return 'BASIC'
  return order.profitSharing ? 'UNAVAILABLE' : 'UNSETTLED'
}
