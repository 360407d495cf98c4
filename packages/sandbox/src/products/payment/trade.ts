import type { Trade } from '../../kernel/ledger/trade.ts'
import { type Payment, tradeTypes } from './payment.ts'

/** A paid order in the trade bill. */
export function tradeOf(payment: Payment): Trade {
  const { appid, mchid, out_trade_no, surface, terms, transaction_id = '', payer = '', bank_type = 'OTHERS' } = payment
  const { total, currency, description, attach, device_id } = terms
  return {
    appid,
    mchid,
    sub_mchid: payment.sub_mchid,
    device_info: device_id,
    transaction_id,
    out_trade_no,
    openid: payer,
    trade_type: tradeTypes[surface],
    bank_type,
    currency,
    total,
    description,
    attach,
  }
}
