import type { PolicyOptions } from '../../../kernel/world/policy.ts'

const DAY = 86_400_000

/** Limits of combined orders, and choices where production's behaviour is undocumented. */
export interface CombinedPolicy {
  /** Minimum number of sub orders of a merchant. */
  readonly combineMinSubOrders: number
  /** Maximum number of sub orders of a merchant. */
  readonly combineMaxSubOrders: number
  /** Maximum number of sub orders of a partner, which may also create a combined order with a single one. */
  readonly combineMaxSubOrdersOfPartner: number
  /** Maximum amount of a sub order in fen; the sum has no limit. */
  readonly combineMaxAmount: number
  /** Latest `time_expire`, ms from the creation; a later one is moved to it. */
  readonly combineLatestTimeExpireMs: number
  /** Spelling of refusal codes: the tables of combined orders print `NOAUTH`, all others `NO_AUTH`. */
  readonly combineCodeStyle: 'v2' | 'v3'
  /** Code of the refusal to close a paid order. */
  readonly combineClosePaid: 'ORDER_PAID' | 'INVALID_REQUEST'
  /** The answer to closing a closed order. */
  readonly combineCloseAgain: 'accept' | 'refuse'
  /** `trade_state` of a refunded sub order: platforms get `REFUND`, all others `SUCCESS`. */
  readonly combineRefundedState: 'SUCCESS' | 'REFUND'
  /** Whether the query of ordinary orders finds sub orders. */
  readonly subOrderOrdinaryQuery: 'refuse' | 'answer'
}

export const combinedPolicy: PolicyOptions<CombinedPolicy> = {
  combineMinSubOrders: { default: 2, meaning: '普通商户的合单至少几笔子单；服务商一笔也可以' },
  combineMaxSubOrders: { default: 10, meaning: '普通商户的合单最多几笔子单' },
  combineMaxSubOrdersOfPartner: { default: 50, meaning: '服务商的合单最多几笔子单' },
  combineMaxAmount: { default: 1_000_000_000, meaning: '合单里每笔子单的金额上限（分）；总额没有另外的上限' },
  combineLatestTimeExpireMs: { default: 7 * DAY, meaning: '合单晚于下单之后这么久（毫秒）的 time_expire 提前到此' },
  combineCodeStyle: {
    default: 'v2',
    choices: ['v2', 'v3'],
    meaning: '合单接口错误码的写法：官方错误表至今写作 NOAUTH、RULELIMIT、ORDERNOTEXIST，或与其他接口一样带下划线',
  },
  combineClosePaid: {
    default: 'ORDER_PAID',
    choices: ['ORDER_PAID', 'INVALID_REQUEST'],
    meaning: '关闭已支付的合单时的错误码；官方只说不能关，错误表没有这一行',
  },
  combineCloseAgain: {
    default: 'accept',
    choices: ['accept', 'refuse'],
    meaning: '再次关闭已关闭的合单：与普通订单一样成功，或答错误表里的 ORDER_CLOSED',
  },
  combineRefundedState: {
    default: 'SUCCESS',
    choices: ['SUCCESS', 'REFUND'],
    meaning: '查询合单时退过款的子单的 trade_state：普通商户与服务商的文档说 SUCCESS 是终态，平台收付通的文档有 REFUND',
  },
  subOrderOrdinaryQuery: {
    default: 'refuse',
    choices: ['refuse', 'answer'],
    meaning: '用普通支付的查单接口查合单的子单：答“订单不存在”，或照样应答',
  },
}
