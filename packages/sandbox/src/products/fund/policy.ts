import type { PolicyOptions } from '../../kernel/world/policy.ts'

const HOUR = 3_600_000

/** Limits of balances, and choices where production's behaviour is undocumented. */
export interface FundPolicy {
  /** Who may query balances. Production allows only platforms and partners. */
  readonly balanceQueries: 'everybody' | 'nobody'
  /** Whether a platform may query the sandbox's other merchants as its second-level merchants (二级商户). */
  readonly secondLevelMerchants: 'nobodys' | 'everybodys'
  /** Time after the end of a day until its balances can be queried, ms. */
  readonly dayEndBalanceAfterMs: number
}

export const fundPolicy: PolicyOptions<FundPolicy> = {
  balanceQueries: {
    default: 'everybody',
    choices: ['everybody', 'nobody'],
    meaning: '谁可以用接口查余额：生产上只有收付通平台与服务商，普通商户答 NO_AUTH；沙箱的商户默认都可以',
  },
  secondLevelMerchants: {
    default: 'nobodys',
    choices: ['nobodys', 'everybodys'],
    meaning:
      '平台查二级商户余额（v3/ecommerce/fund）：沙箱里的其他商户不是它的二级商户，答“受理关系无效”；或者个个都是',
  },
  dayEndBalanceAfterMs: { default: 10 * HOUR, meaning: '一天结束之后多久（毫秒）可以查它的日终余额' },
}
