import type { Trade } from '../../kernel/ledger/trade.ts'
import { discountOf, settlementTotal } from '../../kernel/ledger/voucher.ts'
import { type Payment, tradeTypes } from './payment.ts'

/** Converts a paid order to a line of the trade bill. */
export function tradeOf(payment: Payment): Trade {
  const { appid, mchid, out_trade_no, surface, terms, transaction_id = '', payer = '', bank_type = 'OTHERS' } = payment
  const { total, currency, description, attach, device_id } = terms
  const { vouchers } = payment
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
    ...(vouchers && { coupon: discountOf(vouchers), settlement_total: settlementTotal(total, vouchers) }),
    description,
    attach,
  }
}

/** Converts the reversal of a payment by code to a line of the trade bill, which looks like a full refund. */
export function reversalOf(payment: Payment): Trade {
  const { reversal, out_trade_no, terms, vouchers } = payment
  const at = reversal?.at ?? 0
  return {
    ...tradeOf(payment),
    refund: {
      refund_id: reversal?.refund_id ?? '0',
      // The merchant assigns no number to a reversal.
      out_refund_no: out_trade_no,
      requested: terms.total,
      ...(vouchers && {
        settlement_refund: settlementTotal(terms.total, vouchers),
        coupon: discountOf(vouchers, 'CASH'),
      }),
      type: 'ORIGINAL',
      status: 'SUCCESS',
      requestedAt: at,
      succeededAt: at,
      isReversal: true,
    },
  }
}
