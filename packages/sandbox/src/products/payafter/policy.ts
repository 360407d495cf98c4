import type { PolicyOptions } from '../../kernel/world/policy.ts'

/** Choices about pay-after orders where production's behaviour is undocumented. */
export interface PayafterPolicy {
  /** `code` when a repeated call differs from the first. */
  readonly reentryCode: 'INVALID_REQUEST' | 'PARAM_ERROR'
  /** Whether a repeated creation compares sensitive fields, by plaintext. */
  readonly reentryComparesSensitiveFields: boolean
  /** Whether a repeated completion compares `finish_ticket`. */
  readonly reentryComparesTicket: boolean
  /** Whether an identical creation of a revoked or expired order is answered as if the order were open. */
  readonly reissueDeadOrders: boolean
  /** Whether contradictions within the request are refused before the order is looked up. */
  readonly arithmeticBeforeState: boolean
  /** Whether a missing `finish_ticket` is refused before the order is looked up. */
  readonly ticketBeforeState: boolean

  /** A user with this many running orders cannot get another. */
  readonly maxRunningOrders: number
  /** An order unpaid for this long (ms) makes its user overdue. */
  readonly overdueAfterMs: number
  /** Whether a creation that fails the evaluation uses up its `out_order_no`. */
  readonly failedCreateBurnsNumber: boolean
  /** Whether answers include a `package` for orders without confirmation too. */
  readonly packageForNoConfirm: boolean
  /** Whether actual times must have the precision (14 or 8 digits) of the first given time. */
  readonly samePrecision: boolean
  /** Whether a redundant `real_service_end_location` is refused. */
  readonly refuseRedundantEndLocation: boolean

  /** State after a completion with `finish_type` 1. */
  readonly stateAfterFinishType1: 'REVOKED' | 'FINISHED'
  /** State after a completion with total 0. */
  readonly stateAfterZeroTotal: 'FINISHED' | 'USER_PAID'
  /** Time from the completion to the first deduction, ms. */
  readonly firstDeductionDelayMs: number
  /** Time from each failed deduction to the next, ms; the last entry repeats for ever. */
  readonly deductionRetryDelaysMs: readonly number[]
  /** Duration of a deduction, ms; meanwhile neither a sync nor a payment by the user is possible. */
  readonly deductionTakesMs: number
  /** Whether `paid_time` of a sync may have 8 digits, and which moment of the day it then means. */
  readonly datePaidTime: 'refuse' | 'day_start' | 'day_end'
  /**
   * Whether `paid_time` must be after the completion and before the sync call; otherwise up to 60 s after the call is
   * allowed.
   */
  readonly strictSyncTimes: boolean
  /** Whether a synchronised order gets a `finish_transaction_id`. */
  readonly transactionIdAfterSync: boolean

  /** Whether a query shows `service_start_time` of an `OnAccept` order as the moment of confirmation. */
  readonly resolveOnAccept: boolean
  /** How a query shows unset fields. */
  readonly unsetFields: 'omitted' | 'empty'
  /** Whether PAYSCORE.USER_ACCEPTED is sent when an order without confirmation is created. */
  readonly notifyNoConfirmAccepted: boolean
  /** Whether PAYSCORE.USER_PAID is sent when WeChat Pay has collected the money. */
  readonly notifyPaid: boolean
  /** Whether PAYSCORE.USER_PAID is sent when the merchant reports a payment of its own channel. */
  readonly notifySynced: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const payafterPolicy: PolicyOptions<PayafterPolicy> = {
  reentryCode: {
    default: 'INVALID_REQUEST',
    choices: ['INVALID_REQUEST', 'PARAM_ERROR'],
    meaning: '重入参数与首次不一致时的错误码',
  },
  reentryComparesSensitiveFields: { default: true, meaning: '重复创建时比较敏感字段的明文；关闭则不比较' },
  reentryComparesTicket: { default: false, meaning: '重复完结时 finish_ticket 也必须相同' },
  reissueDeadOrders: {
    default: false,
    meaning: '对已撤销、已过期的订单以相同参数重复创建时仍答 200；默认答“当前订单状态不合法”',
  },
  arithmeticBeforeState: { default: true, meaning: '请求自身的矛盾（金额不平等）先于订单是否存在、状态是否允许报错' },
  ticketBeforeState: {
    default: false,
    meaning: '完结请求缺少 finish_ticket 时先报缺少字段；默认先报订单状态（只有 USER_ACCEPTED 的订单有凭证）',
  },
  maxRunningOrders: { default: 3, meaning: '用户进行中的订单达到这个数目，新订单综合评估不通过' },
  overdueAfterMs: { default: DAY, meaning: '完结后多久（毫秒）未付算超时未支付，其后该用户不能再下单' },
  failedCreateBurnsNumber: { default: false, meaning: '综合评估未通过的创建是否占用商户服务订单号' },
  packageForNoConfirm: { default: true, meaning: '免确认订单的创建应答也带 package' },
  samePrecision: { default: true, meaning: '实际时间的精度（14 位或 8 位）必须与创建时一致，OnAccept 之后用 14 位' },
  refuseRedundantEndLocation: { default: true, meaning: '按规则不应填写 real_service_end_location 时拒绝' },
  stateAfterFinishType1: {
    default: 'REVOKED',
    choices: ['REVOKED', 'FINISHED'],
    meaning: 'finish_type 为 1 的完结之后的订单状态',
  },
  stateAfterZeroTotal: {
    default: 'FINISHED',
    choices: ['FINISHED', 'USER_PAID'],
    meaning: '总金额为 0 的完结之后的订单状态',
  },
  firstDeductionDelayMs: { default: 1_000, meaning: '完结之后多久（毫秒）首次扣款' },
  deductionRetryDelaysMs: {
    default: [10 * MINUTE, HOUR, 6 * HOUR, DAY],
    meaning: '每次扣款失败后多久（毫秒）再扣，最后一项无限重复',
  },
  deductionTakesMs: {
    default: 0,
    meaning: '一次扣款要多久（毫秒）；扣款途中同步答“收款结果不明，请稍后重试”，用户也不能主动付款',
  },
  datePaidTime: {
    default: 'day_start',
    choices: ['refuse', 'day_start', 'day_end'],
    meaning: '同步的 paid_time 可否为 8 位，以及此时表示当天的开始还是结束',
  },
  strictSyncTimes: {
    default: false,
    meaning: '同步的 paid_time 必须严格晚于完结、早于调用；默认从完结起，到调用之后 60 秒',
  },
  transactionIdAfterSync: { default: false, meaning: '商户渠道收款（同步）之后也有 finish_transaction_id' },
  resolveOnAccept: {
    default: true,
    meaning: 'OnAccept 订单确认后，查询的 service_start_time 为确认时刻；关闭则仍为 OnAccept',
  },
  unsetFields: {
    default: 'omitted',
    choices: ['omitted', 'empty'],
    meaning: '查询应答中未设置的字段缺省，还是以空串、空数组出现',
  },
  notifyNoConfirmAccepted: { default: true, meaning: '免确认订单创建时发送 PAYSCORE.USER_ACCEPTED' },
  notifyPaid: { default: true, meaning: '微信支付收款成功时发送 PAYSCORE.USER_PAID' },
  notifySynced: { default: false, meaning: '商户渠道收款（同步）之后也发送 PAYSCORE.USER_PAID' },
}
