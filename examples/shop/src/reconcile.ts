import type { WechatPay } from 'wechatpay-ts'
import { NoBillError, tradeBill } from 'wechatpay-ts/bills'
import type { Sale } from './shop.ts'

/** The comparison of a day's bill with the shop's own books. Amounts in fen. */
export interface Reconciliation {
  readonly payments: number
  readonly refunds: number
  /** Payments minus refunds, before fees. */
  readonly total: number
  /** Rows or sales that do not match; empty if all match. */
  readonly differences: readonly string[]
}

/**
 * Compares the trade bill of a day (交易账单) with the sales of that day. Every row must be a known sale or refund, and
 * each of those must have a row.
 *
 * @param day `2026-03-01`, Beijing time
 */
export async function reconcile(wxpay: WechatPay, sales: Iterable<Sale>, day: string): Promise<Reconciliation> {
  const expected = entriesOf(sales, day)
  const differences: string[] = []
  const counted = { payments: 0, refunds: 0, total: 0 }
  for await (const [number, amount] of rowsOf(wxpay, day)) {
    if (amount > 0) counted.payments++
    else counted.refunds++
    counted.total += amount
    const own = expected.get(number)
    expected.delete(number)
    if (own === undefined) differences.push(`${number}：账单有 ${amount} 分，店里没有`)
    else if (own !== amount) differences.push(`${number}：账单为 ${amount} 分，店里为 ${own} 分`)
  }
  for (const [number, amount] of expected) differences.push(`${number}：店里有 ${amount} 分，账单没有`)
  return { ...counted, differences }
}

/** The shop's entries by its own numbers: payments, and refunds as negative amounts. */
function entriesOf(sales: Iterable<Sale>, day: string): Map<string, number> {
  const entries = new Map<string, number>()
  for (const { out_trade_no, total, paidAt, returns } of sales) {
    if (paidAt?.startsWith(day)) entries.set(out_trade_no, total)
    for (const { out_refund_no, amount, refundedAt } of returns.values())
      if (refundedAt?.startsWith(day)) entries.set(out_refund_no, -amount)
  }
  return entries
}

async function* rowsOf(wxpay: WechatPay, bill_date: string): AsyncGenerator<[number: string, amount: number]> {
  try {
    await using bill = await tradeBill(wxpay, { query: { bill_date } })
    for await (const row of bill.rows()) {
      if (row.trade_state === 'REFUND') yield [row.out_refund_no ?? '', -(row.refund_amount ?? 0)]
      else yield [row.out_trade_no ?? '', row.total ?? 0]
    }
  } catch (error) {
    // WeChat Pay has no bill for a day without payments.
    if (!(error instanceof NoBillError)) throw error
  }
}
