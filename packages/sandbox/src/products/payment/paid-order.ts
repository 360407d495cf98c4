import { defaultMerchantTerms, feeOn } from '../../kernel/ledger/terms.ts'
import { settlementTotal } from '../../kernel/ledger/voucher.ts'
import { type PaidOrders, noRefunds } from '../../kernel/machine/paid-order.ts'
import { payments } from './entity.ts'
import { unfreezePayment } from './pay.ts'
import { type Payment, isPaid, isShared } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { goodsOf } from './purchase.ts'
import { tradeOf } from './trade.ts'

/** Reads payments for refunds. From the first refund on, however small, `trade_state` is REFUND. */
export const paidPayments: PaidOrders<Payment, PaymentPolicy> = {
  kind: payments,
  read(payment) {
    const { transaction_id, paidAt, payer, bank_type, fee, terms, vouchers } = payment
    if (!isPaid(payment) || transaction_id === undefined || paidAt === undefined) return undefined
    return {
      appid: payment.appid,
      ...(payment.sub_mchid !== undefined && { sub_mchid: payment.sub_mchid }),
      transaction_id,
      out_trade_no: payment.out_trade_no,
      paidAt,
      payer: payer ?? '',
      bank_type: bank_type ?? 'OTHERS',
      total: terms.total,
      goods: goodsOf(terms),
      vouchers,
      // Payments from earlier versions do not store the fee.
      fee: fee ?? feeOn(settlementTotal(terms.total, vouchers), defaultMerchantTerms),
      unsettled: payment.unsettled,
      frozen: payment.frozen,
      unfreezing: payment.unfreezing,
      profitSharing: isShared(payment),
      trade: tradeOf(payment),
      refunds: payment.refunds ?? noRefunds,
    }
  },
  withRefunds: ({ unsettled: _before, ...payment }, { refunds, unsettled }) => ({
    ...payment,
    state: 'REFUND',
    refunds,
    ...(unsettled !== undefined && { unsettled }),
  }),
  unfreeze: (payment, now, request) => unfreezePayment(payment, { now }, request),
}
