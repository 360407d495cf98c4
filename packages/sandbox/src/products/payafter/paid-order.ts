import { defaultMerchantTerms, feeOn } from '../../kernel/ledger/terms.ts'
import { type PaidOrders, noRefunds } from '../../kernel/machine/paid-order.ts'
import { payafterOrders } from './entity.ts'
import type { PayafterOrder } from './order.ts'
import { unfreezeOrder } from './pay-order.ts'
import type { PayafterPolicy } from './policy.ts'
import { tradeOf } from './trade.ts'

/**
 * Reads deductions for refunds. Refunds find them by `finish_transaction_id`. Their `out_trade_no` is WeChat Pay's own
 * number for the service order; the merchant's `out_order_no` does not find them.
 */
export const paidDeductions: PaidOrders<PayafterOrder, PayafterPolicy> = {
  kind: payafterOrders,
  outTradeNoKey: 'order_id',
  read(order) {
    const { finish_transaction_id, paidAt, complete, pay_type } = order
    const isCollected = finish_transaction_id !== undefined && pay_type !== 'MchChannelPayType'
    if (!isCollected || paidAt === undefined || !complete) return undefined
    const { total_amount: total, profit_sharing = false } = complete
    return {
      appid: order.appid,
      transaction_id: finish_transaction_id,
      out_trade_no: order.order_id,
      paidAt,
      payer: order.openid ?? '',
      bank_type: 'OTHERS',
      total,
      // Orders from earlier versions do not store the fee.
      fee: order.fee ?? feeOn(total, defaultMerchantTerms),
      unsettled: order.unsettled,
      frozen: order.frozen,
      unfreezing: order.unfreezing,
      profitSharing: profit_sharing,
      trade: tradeOf(order),
      refunds: order.refunds ?? noRefunds,
    }
  },
  withRefunds: ({ unsettled: _before, ...order }, { refunds, unsettled }) => ({
    ...order,
    refunds,
    ...(unsettled !== undefined && { unsettled }),
  }),
  unfreeze: (order, now, request) => unfreezeOrder(order, { now }, request),
}
