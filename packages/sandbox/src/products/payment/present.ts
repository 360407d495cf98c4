import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import { discountOf } from '../../kernel/ledger/voucher.ts'
import { openidsOf } from './openids.ts'
import { type Payment, isPaid, tradeTypes } from './payment.ts'
import { presentVouchers } from './promotion.ts'

/** The forms in which merchants see an order. Undefined members are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** Wire value of `trade_state_desc`. */
export const descriptions: Readonly<Record<Payment['state'], string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  USERPAYING: '需要用户输入支付密码',
  PAYERROR: '支付失败，请撤销订单',
  REVOKED: '订单已撤销',
}

/**
 * The answer to a query, and the resource of the payment notification. Unpaid and reversed orders have few fields.
 */
export function presentPayment(payment: Payment): Wire {
  const { out_trade_no, state, terms, paidAt, vouchers } = payment
  const { total, currency, device_id } = terms
  const known = { ...partiesOf(payment), out_trade_no, trade_state: state, trade_state_desc: descriptions[state] }
  const scene_info = device_id === undefined ? undefined : { device_id }
  if (!isPaid(payment) || paidAt === undefined) return { ...known, amount: { total, currency }, scene_info }
  return {
    ...known,
    transaction_id: payment.transaction_id,
    trade_type: tradeTypes[payment.surface],
    bank_type: payment.bank_type,
    attach: terms.attach,
    success_time: beijingTime(paidAt),
    payer: payerOf(payment),
    amount: { total, payer_total: total - discountOf(vouchers), currency, payer_currency: currency },
    scene_info,
    promotion_detail: presentVouchers(vouchers),
  }
}

/** The selling parties. A partner's order names both sides, under its own field names. */
function partiesOf({ appid, mchid, sub_appid, sub_mchid }: Payment): Wire {
  return sub_mchid === undefined ? { appid, mchid } : { sp_appid: appid, sp_mchid: mchid, sub_appid, sub_mchid }
}

function payerOf(payment: Payment): Wire {
  const { openid, sub_openid } = openidsOf(payment)
  return payment.sub_mchid === undefined ? { openid } : { sp_openid: openid, sub_openid }
}
