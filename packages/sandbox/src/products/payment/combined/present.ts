import { beijingTime } from '../../../kernel/clock/beijing-time.ts'
import { discountOf } from '../../../kernel/ledger/voucher.ts'
import { openidsOf } from '../openids.ts'
import { type Payment, type SubOrder, type TradeState, tradeTypes } from '../payment.ts'
import { presentVouchers } from '../promotion.ts'

/** The forms in which merchants see a combined order. Undefined members are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/**
 * The answer to a query, and the resource of the payment notification. An unpaid order has few fields.
 *
 * @param stateOf returns a sub order's state. Default: the combined order's state
 */
export function presentCombined(order: Payment, stateOf?: (sub: SubOrder) => TradeState | undefined): Wire {
  const { appid, mchid, out_trade_no, state, terms, paidAt, subOrders = [] } = order
  return {
    combine_appid: appid,
    combine_mchid: mchid,
    combine_out_trade_no: out_trade_no,
    scene_info: terms.device_id === undefined ? undefined : { device_id: terms.device_id },
    sub_orders: subOrders.map((sub) => presentSubOrder(order, sub, stateOf?.(sub) ?? state)),
    combine_payer_info: paidAt === undefined ? undefined : { openid: openidsOf(order).openid },
  }
}

function presentSubOrder(order: Payment, sub: SubOrder, trade_state: TradeState): Wire {
  const { mchid, sub_mchid, sub_appid, out_trade_no } = sub
  const known = { mchid, sub_mchid, sub_appid, out_trade_no, trade_state }
  return order.paidAt === undefined ? known : { ...known, ...paidFields(order, sub, order.paidAt) }
}

function paidFields(order: Payment, { sub_appid, transaction_id, ...sub }: SubOrder, paidAt: number): Wire {
  const { attach, total, currency, vouchers } = sub
  return {
    sub_openid: sub_appid === undefined ? undefined : openidsOf(order).sub_openid,
    transaction_id,
    trade_type: tradeTypes[order.surface],
    bank_type: order.bank_type,
    attach,
    success_time: beijingTime(paidAt),
    amount: { total_amount: total, currency, payer_amount: total - discountOf(vouchers), payer_currency: currency },
    promotion_detail: presentVouchers(vouchers),
  }
}
