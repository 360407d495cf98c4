import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Refund, RefundState } from './refund.ts'
import { amountsOf } from './shares.ts'

/** Fields of APIv2. Undefined ones are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** Wire value of `refund_status`. */
const states: Readonly<Record<RefundState, string>> = {
  PROCESSING: 'PROCESSING',
  SUCCESS: 'SUCCESS',
  CLOSED: 'REFUNDCLOSE',
  ABNORMAL: 'CHANGE',
}

/** The answer to a request: the refund is accepted, but its state is not included. */
export function presentRefundV2(refund: Refund): Wire {
  const { out_refund_no, refund_id, order, terms } = refund
  const { total, currency } = terms
  const { payer_total, payer_refund, settlement_total, settlement_refund, discount_refund } = amountsOf(refund)
  const coupons = couponFields(refund)
  return {
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    out_refund_no,
    refund_id,
    refund_fee: terms.refund,
    settlement_refund_fee: settlement_refund,
    total_fee: total,
    ...(settlement_total !== total && { settlement_total_fee: settlement_total }),
    fee_type: currency,
    cash_fee: payer_total,
    cash_refund_fee: payer_refund,
    coupon_refund_fee: discount_refund,
    coupon_refund_count: coupons.length,
    ...Object.fromEntries(coupons.flatMap((fields, place) => numbered(fields, place))),
  }
}

/**
 * The answer to a query: refunds of one order, with the index of each in its field names.
 *
 * @param count the order's number of refunds; only for a query by order
 */
export function presentRefundsV2(refunds: readonly [Refund, ...Refund[]], count?: number): Wire {
  const [first] = refunds
  const { order, terms } = first
  const { payer_total, settlement_total } = amountsOf(first)
  return {
    total_refund_count: count,
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    total_fee: terms.total,
    ...(settlement_total !== terms.total && { settlement_total_fee: settlement_total }),
    fee_type: terms.currency,
    cash_fee: payer_total,
    refund_count: refunds.length,
    ...Object.fromEntries(
      refunds.flatMap((refund, place) => [
        ...numbered(lineOf(refund), place),
        ...couponFields(refund).flatMap((fields, index) => numbered(fields, `${place}_${index}`)),
      ]),
    ),
  }
}

/** The content of the refund notification (退款结果通知), which only the decryption of `req_info` authenticates. */
export function presentRefundNotificationV2(refund: Refund): Wire {
  const { appid, mchid, out_refund_no, refund_id, order, terms, byHand } = refund
  const { total, refund: amount } = terms
  const { settlement_total, settlement_refund, payer_refund } = amountsOf(refund)
  return {
    return_code: 'SUCCESS',
    appid,
    mch_id: mchid,
    sub_mch_id: order.trade.sub_mchid,
    req_info: {
      transaction_id: order.transaction_id,
      out_trade_no: order.out_trade_no,
      refund_id,
      out_refund_no,
      total_fee: total,
      settlement_total_fee: settlement_total,
      refund_fee: amount,
      settlement_refund_fee: settlement_refund,
      cash_refund_fee: payer_refund,
      refund_status: states[refund.state],
      success_time: timeOf(refund),
      refund_recv_accout: refund.receivedAccount,
      refund_account: accountOf(refund),
      refund_request_source: byHand ? 'VENDOR_PLATFORM' : 'API',
    },
  }
}

function lineOf(refund: Refund): Wire {
  const { out_refund_no, refund_id, channel, terms, shares } = refund
  const { settlement_refund, discount_refund } = amountsOf(refund)
  return {
    out_refund_no,
    refund_id,
    refund_channel: channel,
    refund_fee: terms.refund,
    settlement_refund_fee: settlement_refund,
    ...(shares && { coupon_refund_fee: discount_refund, coupon_refund_count: shares.length }),
    refund_status: states[refund.state],
    refund_account: accountOf(refund),
    refund_recv_accout: refund.receivedAccount,
    refund_success_time: timeOf(refund),
  }
}

/** The fields of each voucher that is given back, without their numbers. */
function couponFields({ shares = [] }: Refund): Wire[] {
  return shares.map(({ voucher, amount }) => ({
    coupon_type: voucher.type === 'NOCASH' ? 'NO_CASH' : voucher.type,
    coupon_refund_id: voucher.coupon_id,
    coupon_refund_fee: amount,
  }))
}

function numbered(fields: Wire, place: number | string): [string, unknown][] {
  return Object.entries(fields).map(([name, value]) => [`${name}_${place}`, value])
}

/** Formats a time: `2026-03-01 10:00:00`. */
function timeOf({ succeededAt }: Refund): string | undefined {
  return succeededAt === undefined ? undefined : beijingTime(succeededAt).slice(0, 19).replace('T', ' ')
}

function accountOf({ funds }: Refund): string {
  return funds?.pending === 0 ? 'REFUND_SOURCE_RECHARGE_FUNDS' : 'REFUND_SOURCE_UNSETTLED_FUNDS'
}
