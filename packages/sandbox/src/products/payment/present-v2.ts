import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { discountOf } from '../../kernel/ledger/voucher.ts'
import { openidsOf } from './openids.ts'
import { type Payment, isPaid, tradeTypes } from './payment.ts'
import { descriptions } from './present.ts'
import { voucherFieldsV2 } from './promotion.ts'

/** Fields of APIv2. Undefined ones are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** The answer to a query. An order that is unpaid, or no longer paid, has few fields. */
export function presentPaymentV2(payment: Payment): Wire {
  const { out_trade_no, state, terms } = payment
  return {
    device_info: terms.device_id,
    out_trade_no,
    attach: terms.attach,
    trade_state: state,
    trade_state_desc: descriptions[state],
    ...paidFields(payment),
  }
}

/** The answer to a successful payment by code. */
export function presentCodePaymentV2(payment: Payment): Wire {
  const { out_trade_no, terms } = payment
  return { device_info: terms.device_id, ...paidFields(payment), out_trade_no, attach: terms.attach }
}

/** The content of the payment notification (支付结果通知). */
export function presentNotificationV2(payment: Payment): Wire {
  const { appid, mchid, sub_appid, sub_mchid, out_trade_no, terms } = payment
  return {
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    appid,
    mch_id: mchid,
    sub_appid,
    sub_mch_id: sub_mchid,
    device_info: terms.device_id,
    out_trade_no,
    attach: terms.attach,
    ...paidFields(payment),
  }
}

function paidFields(payment: Payment): Wire {
  const { surface, bank_type, terms, transaction_id, paidAt, vouchers } = payment
  if (!isPaid(payment) || paidAt === undefined) return {}
  const { total, currency } = terms
  const { openid, sub_openid } = openidsOf(payment)
  return {
    openid,
    is_subscribe: 'N',
    sub_openid,
    ...(sub_openid !== undefined && { sub_is_subscribe: 'N' }),
    trade_type: tradeTypes[surface],
    bank_type,
    total_fee: total,
    fee_type: currency,
    cash_fee: total - discountOf(vouchers),
    cash_fee_type: currency,
    ...voucherFieldsV2(total, vouchers),
    transaction_id,
    time_end: beijingDigits(paidAt),
  }
}
