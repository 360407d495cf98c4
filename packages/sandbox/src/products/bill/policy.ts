import type { PolicyOptions } from '../../kernel/world/policy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Limits of bills, and choices where production's behaviour is undocumented. */
export interface BillPolicy {
  /** Time from the end of a day until its bills are created, ms. */
  readonly billReadyAfterMs: number
  /** Lifetime of `download_url`, ms. */
  readonly billUrlLifetimeMs: number
  /** Content of the column 账户结余 of a fund bill: the whole balance, or the available part. */
  readonly fundFlowBalance: 'total' | 'available'
  /** Decimals of 手续费 in a trade bill. */
  readonly billFeeDecimals: 2 | 5
  /** Whether a refund's row shows the order's amounts as 0.00. */
  readonly refundRowZeros: boolean
}

export const billPolicy: PolicyOptions<BillPolicy> = {
  billReadyAfterMs: {
    default: 9 * HOUR,
    meaning: '一天结束之后多久（毫秒）出账单，此前答 STATEMENT_CREATING；文档说 9 点开始生成，建议 10 点后下载',
  },
  billUrlLifetimeMs: { default: 5 * MINUTE, meaning: '账单的 download_url 多久（毫秒）有效' },
  fundFlowBalance: {
    default: 'total',
    choices: ['total', 'available'],
    meaning: '资金账单的“账户结余”是账户里的全部，还是可用余额',
  },
  billFeeDecimals: {
    default: 5,
    choices: [2, 5],
    meaning: '交易账单的手续费印几位小数：真实文件是 5 位，文档写的是 2 位',
  },
  refundRowZeros: { default: true, meaning: '退款行的应结订单金额、代金券金额与订单金额印 0.00；否则重复订单的金额' },
}
