import { DAY_MS, dayOf, startOfDay } from '../../kernel/clock/beijing-day.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { World } from '../../kernel/world/world.ts'
import { type Coupon, type Stock, coupons } from '../coupon/index.ts'
import { type PaymentPolicy, paidPayments } from '../payment/index.ts'
import { refunds } from '../refund/index.ts'
import type { BillPolicy } from './policy.ts'
import { printTime, printYuan } from './print.ts'

export type FlowPolicy = BillPolicy & PaymentPolicy

/** A file about a stock of vouchers (代金券批次): the uses of its coupons (核销明细), or the refunds of orders with them. */
export interface StockFlow {
  readonly stock_id: string
  readonly flow: 'use' | 'refund'
}

/** Hour of the next day in Beijing from which the files exist. */
const READY_AT_HOUR = 10
const HOUR_MS = 3_600_000

/** Columns as live files have them; no page publishes them. */
const COLUMNS =
  '批次id,优惠id,优惠类型,优惠金额（元）,订单总金额（元）,交易类型,支付单号,消耗时间,消耗商户号,设备号,银行流水号,单品信息'
const SUMMARY = '总条数'

/** Returns the instant from which the files of a stock exist, ms: ten o'clock on the day after its end. */
export function flowReadyAt({ terms }: Pick<Stock, 'terms'>): number {
  return (startOfDay(dayOf(terms.endsAt)) ?? terms.endsAt) + DAY_MS + READY_AT_HOUR * HOUR_MS
}

/**
 * Yields the lines of the file: column names, rows, the name of the count, the count. Empty without rows.
 *
 * @param mchid the creator of the stock
 */
export async function* stockFlowLines(
  mchid: string,
  { stock_id, flow }: StockFlow,
  world: Pick<World<FlowPolicy>, 'entities'>,
): AsyncGenerator<string, void> {
  let count = 0
  for await (const coupon of world.entities.each(coupons, mchid, 'USED')) {
    if (coupon.stock_id !== stock_id) continue
    for (const row of await rowsOf(coupon, flow, world)) {
      if (count++ === 0) yield COLUMNS
      yield row
    }
  }
  if (count === 0) return
  yield SUMMARY
  yield `\`${count}`
}

async function rowsOf(
  coupon: Coupon,
  flow: StockFlow['flow'],
  { entities }: Pick<World<FlowPolicy>, 'entities'>,
): Promise<string[]> {
  const { use } = coupon
  const payment = use && (await entities.findOfAny(paidPayments.kind, 'transaction_id', use.transaction_id))
  const order = payment && paidPayments.read(payment)
  // A reset of the merchant that got the money takes the order away.
  if (!use || !order) return []
  if (flow === 'use') return [rowOf(coupon, order, { name: '支付', at: use.at, amount: use.amount })]
  const { mchid } = paidPayments.kind.row(payment)
  const found = await Promise.all(order.refunds.numbers.map((number) => entities.find(refunds, mchid, number)))
  return found.flatMap((refund) => {
    const share = refund?.shares?.find(({ voucher }) => voucher.coupon_id === coupon.coupon_id)
    return refund?.succeededAt === undefined || !share
      ? []
      : [rowOf(coupon, order, { name: '退款', at: refund.succeededAt, amount: share.amount })]
  })
}

interface Event {
  readonly name: '支付' | '退款'
  /** Virtual instant, ms. */
  readonly at: number
  /** Fen of the voucher. */
  readonly amount: number
}

function rowOf({ stock_id, coupon_id, rule, use }: Coupon, order: PaidOrder, { name, at, amount }: Event): string {
  const ticked = [
    stock_id,
    coupon_id,
    rule.available_items ? '单品代金券' : '全场代金券',
    printYuan(amount),
    printYuan(order.total),
    name,
    order.transaction_id,
    printTime(at),
    use?.mchid ?? '',
  ]
  const quoted = [order.trade.device_info ?? '', '', use?.goods ? JSON.stringify(use.goods) : '']
  return [...ticked.map((value) => `\`${value}`), ...quoted.map((value) => `"${value.replaceAll('"', '""')}"`)].join(
    ',',
  )
}
