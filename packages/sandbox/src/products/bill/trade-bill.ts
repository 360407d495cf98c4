import type { TradeEntry } from '../../kernel/ledger/statements.ts'
import type { TradeBillType } from './bill.ts'
import type { BillPolicy } from './policy.ts'
import { escapeInTradeBill, printCount, printRate, printTime, printValues, printYuan } from './print.ts'

/** A payment or refund with the fee rate in basis points. */
export interface TradeRow extends TradeEntry {
  readonly feeRate: number
}

/**
 * Yields the lines of a trade bill (交易账单): column names, rows, column names of the summary, summary. Empty for a day
 * without rows.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071246
 */
export async function* tradeBill(
  type: TradeBillType,
  rows: AsyncIterable<TradeRow>,
  policy: BillPolicy,
): AsyncGenerator<string, void> {
  const { columns, summary } = layouts[type]
  const totals = { count: 0, settlement: 0, refund: 0, couponRefund: 0, fee: 0, total: 0, requested: 0 }
  for await (const row of rows) {
    const { refund } = row.trade
    if (type !== 'ALL' && (type === 'REFUND') !== (refund !== undefined)) continue
    if (totals.count === 0) yield columns.join(',')
    const amounts = amountsOf(row, policy)
    totals.count++
    for (const name of amountNames) totals[name] += amounts[name]
    yield printValues(columns.map((column) => values[column](row, amounts, policy)))
  }
  if (totals.count === 0) return
  yield summary.join(',')
  yield printValues(summary.map((name) => summaryValues[name](totals, policy)))
}

/** The amounts of a row in fen. */
interface Amounts {
  readonly settlement: number
  readonly coupon: number
  readonly refund: number
  readonly couponRefund: number
  readonly fee: number
  readonly total: number
  readonly requested: number
}

const amountNames = ['settlement', 'refund', 'couponRefund', 'fee', 'total', 'requested'] as const

function amountsOf({ trade, fee }: TradeEntry, { refundRowZeros }: BillPolicy): Amounts {
  const { total, coupon = 0, settlement_total: settlement = total, refund } = trade
  const order = refund && refundRowZeros ? { total: 0, coupon: 0, settlement: 0 } : { total, coupon, settlement }
  const { requested = 0, settlement_refund = requested, coupon: couponRefund = 0 } = refund ?? {}
  return { ...order, refund: settlement_refund, couponRefund, fee, requested }
}

type Value = (row: TradeRow, amounts: Amounts, policy: BillPolicy) => string

const values = {
  交易时间: ({ at }) => printTime(at),
  公众账号ID: ({ trade }) => trade.appid,
  商户号: ({ trade }) => trade.mchid,
  特约商户号: ({ trade }) => trade.sub_mchid ?? '0',
  设备号: ({ trade }) => merchantText(trade.device_info, trade),
  微信订单号: ({ trade }) => trade.transaction_id,
  商户订单号: ({ trade }) => trade.out_trade_no,
  用户标识: ({ trade }) => trade.openid,
  交易类型: ({ trade }) => trade.trade_type,
  交易状态: ({ trade: { refund } }) => (!refund ? 'SUCCESS' : refund.isReversal ? 'REVOKED' : 'REFUND'),
  付款银行: ({ trade }) => trade.bank_type,
  货币种类: ({ trade }) => trade.currency,
  应结订单金额: (_, { settlement }) => printYuan(settlement),
  代金券金额: (_, { coupon }) => printYuan(coupon),
  退款申请时间: ({ trade: { refund } }) => (refund ? printTime(refund.requestedAt) : ''),
  退款成功时间: ({ trade: { refund } }) => (refund?.succeededAt === undefined ? '' : printTime(refund.succeededAt)),
  微信退款单号: ({ trade: { refund } }) => refund?.refund_id ?? '0',
  商户退款单号: ({ trade: { refund } }) => refund?.out_refund_no ?? '0',
  退款金额: (_, { refund }) => printYuan(refund),
  充值券退款金额: (_, { couponRefund }) => printYuan(couponRefund),
  退款类型: ({ trade: { refund } }) => refund?.type ?? '',
  退款状态: ({ trade: { refund } }) => refund?.status ?? '',
  商品名称: ({ trade }) => merchantText(trade.description, trade),
  商户数据包: ({ trade }) => merchantText(trade.attach, trade),
  手续费: (_, { fee }, policy) => printFee(fee, policy),
  费率: ({ feeRate }) => printRate(feeRate),
  订单金额: (_, { total }) => printYuan(total),
  申请退款金额: (_, { requested }) => printYuan(requested),
  费率备注: () => '',
} as const satisfies Record<string, Value>

type Column = keyof typeof values

type Totals = Readonly<Record<(typeof amountNames)[number] | 'count', number>>

const summaryValues = {
  总交易单数: ({ count }) => printCount(count),
  应结订单总金额: ({ settlement }) => printYuan(settlement),
  退款总金额: ({ refund }) => printYuan(refund),
  充值券退款总金额: ({ couponRefund }) => printYuan(couponRefund),
  手续费总金额: ({ fee }, policy) => printFee(fee, policy),
  订单总金额: ({ total }) => printYuan(total),
  申请退款总金额: ({ requested }) => printYuan(requested),
} as const satisfies Record<string, (totals: Totals, policy: BillPolicy) => string>

const ofRefunds: ReadonlySet<Column> = new Set(['退款申请时间', '退款成功时间'])
const ofSomeRefund: ReadonlySet<Column> = new Set([
  '微信退款单号',
  '商户退款单号',
  '退款金额',
  '充值券退款金额',
  '退款类型',
  '退款状态',
  '申请退款金额',
])
const allColumns = Object.keys(values) as Column[]
const wholeSummary = Object.keys(summaryValues) as (keyof typeof summaryValues)[]

const layouts: Readonly<
  Record<
    TradeBillType,
    { readonly columns: readonly Column[]; readonly summary: readonly (keyof typeof summaryValues)[] }
  >
> = {
  ALL: { columns: allColumns.filter((name) => !ofRefunds.has(name)), summary: wholeSummary },
  SUCCESS: {
    columns: allColumns.filter((name) => !ofRefunds.has(name) && !ofSomeRefund.has(name)),
    summary: ['总交易单数', '应结订单总金额', '手续费总金额', '订单总金额'],
  },
  REFUND: { columns: allColumns, summary: wholeSummary },
}

/** Prints a fee. Fees here are whole fen; production's bills print fractions of a fen too. */
function printFee(fen: number, { billFeeDecimals }: BillPolicy): string {
  return `${printYuan(fen)}${'0'.repeat(billFeeDecimals - 2)}`
}

function merchantText(text: string | undefined, { refund }: TradeEntry['trade']): string {
  return text === undefined ? '' : escapeInTradeBill(text, refund ? 'refund' : 'payment')
}
