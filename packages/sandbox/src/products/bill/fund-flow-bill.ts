import type { MovementKind } from '../../kernel/ledger/movement.ts'
import type { AccountEntry, Parts } from '../../kernel/ledger/statements.ts'
import type { BillPolicy } from './policy.ts'
import { escapeInFundBill, printCount, printTime, printValues, printYuan } from './print.ts'

const COLUMNS =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
const SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

/**
 * Yields the lines of a fund bill (资金账单): column names, rows, column names of the summary, summary. Empty for a day
 * without rows. A movement within the account, such as a settlement, has no row.
 *
 * @param mchid the account's owner
 * @param opening the balance at the start of the day
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071249
 */
export async function* fundFlowBill(
  mchid: string,
  opening: Parts,
  entries: AsyncIterable<AccountEntry>,
  { fundFlowBalance }: BillPolicy,
): AsyncGenerator<string, void> {
  let { available, pending } = opening
  const income = { count: 0, amount: 0 }
  const expense = { count: 0, amount: 0 }
  for await (const entry of entries) {
    available += entry.available
    pending += entry.pending
    const amount = entry.available + entry.pending
    if (amount === 0) continue
    if (income.count + expense.count === 0) yield COLUMNS
    const side = amount > 0 ? income : expense
    side.count++
    side.amount += Math.abs(amount)
    const { business, type, applicant } = nameOf(entry)
    const time = printTime(entry.at)
    yield printValues([
      time,
      entry.businessNumber,
      `${mchid}${time.slice(0, 10).replaceAll('-', '')}${String(entry.id).padStart(10, '0')}`,
      business,
      type,
      amount > 0 ? '收入' : '支出',
      printYuan(Math.abs(amount)),
      printYuan(fundFlowBalance === 'total' ? available + pending : available),
      applicant === 'API' ? `${mchid}API` : applicant,
      escapeInFundBill(entry.note ?? ''),
      escapeInFundBill(entry.voucherNumber),
    ])
  }
  const count = income.count + expense.count
  if (count === 0) return
  yield SUMMARY
  yield printValues([
    printCount(count),
    printCount(income.count),
    printYuan(income.amount),
    printCount(expense.count),
    printYuan(expense.amount),
  ])
}

/** 业务名称, 业务类型 and 资金变更提交申请人 of a movement. */
interface FlowName {
  readonly business: string
  readonly type: string
  readonly applicant: 'system' | 'API'
}

const names: Readonly<Record<Exclude<MovementKind, NoRow>, FlowName>> = {
  payment: { business: '交易', type: '交易', applicant: 'system' },
  fee: { business: '交易', type: '扣除交易手续费', applicant: 'system' },
  refund: { business: '退款', type: '退款', applicant: 'API' },
  refund_fee: { business: '退款', type: '退还交易手续费', applicant: 'system' },
  refund_closed: { business: '退款', type: '退款关闭', applicant: 'system' },
  refund_fee_closed: { business: '退款', type: '扣除交易手续费', applicant: 'system' },
  recharge: { business: '充值/提现', type: '充值', applicant: 'system' },
  withdrawal: { business: '充值/提现', type: '提现', applicant: 'system' },
  voucher_lock: { business: '代金券/立减/折扣', type: '锁定', applicant: 'API' },
  voucher_release: { business: '代金券/立减/折扣', type: '退回', applicant: 'system' },
  voucher_refund: { business: '代金券/立减/折扣', type: '退回', applicant: 'system' },
}

/** Movements that change no merchant account's total. */
type NoRow = 'settlement' | 'refund_success'

function nameOf({ kind }: AccountEntry): FlowName {
  if (kind === 'settlement' || kind === 'refund_success') throw new Error(`sandbox: ${kind} changed an account`)
  return names[kind]
}
