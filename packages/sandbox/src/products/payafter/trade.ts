import type { Trade } from '../../kernel/ledger/trade.ts'
import type { PayafterOrder } from './order.ts'

/**
 * Converts a paid order to a line of the trade bill. A deduction has the type `AUTH`, a number that WeChat Pay
 * assigned, and both numbers of the service order in its data packet.
 */
export function tradeOf(order: PayafterOrder): Trade {
  const { appid, mchid, order_id, out_order_no, openid = '', create, complete, finish_transaction_id = '' } = order
  const isDeduction = order.paidBy !== 'user'
  return {
    appid,
    mchid,
    transaction_id: finish_transaction_id,
    out_trade_no: isDeduction ? order_id : out_order_no,
    openid,
    trade_type: isDeduction ? 'AUTH' : 'JSAPI',
    bank_type: 'OTHERS',
    currency: 'CNY',
    total: complete?.total_amount ?? 0,
    description: create.service_introduction,
    attach: isDeduction ? `wxzff|${order_id}|${out_order_no}` : create.attach,
  }
}
