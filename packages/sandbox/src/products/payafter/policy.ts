/**
 * Where production's behaviour is undocumented, the sandbox has to choose. Every choice is one of these options, so that
 * a test can switch it and show that the merchant's program survives the other reading as well.
 */
export interface SandboxPolicy {
  /** Answer 400 to requests without `Accept` or `User-Agent`, as measured on other APIs. */
  readonly requireAcceptAndUserAgent: boolean
  /** Refuse a nonce that the merchant used within the five-minute window. */
  readonly rejectNonceReplay: boolean
  /** Sign errors too, once the request's own signature was good. */
  readonly signErrors: boolean
  /** Answer what is played without state by the spec's examples, instead of 404. */
  readonly exampleAnswers: boolean

  /** Refuse fields that the API does not have, instead of ignoring them. */
  readonly strictExtraFields: boolean
  /** Refuse characters that take four bytes in UTF-8 (emoji). */
  readonly refuseFourByteCharacters: boolean
  /** What length limits of text count. */
  readonly lengthUnit: 'characters' | 'bytes'
  /** Require `Wechatpay-Serial` on every creation, not only when a sensitive field is sent. */
  readonly requireSerialOnCreate: boolean
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number
  /** Deepest nesting of a JSON body. */
  readonly maxJsonDepth: number

  /** `code` when a repeated call differs from the first. */
  readonly reentryCode: 'INVALID_REQUEST' | 'PARAM_ERROR'
  /** Compare sensitive fields, by plaintext, when a creation is repeated. */
  readonly reentryComparesSensitiveFields: boolean
  /** Compare `finish_ticket` when a completion is repeated. */
  readonly reentryComparesTicket: boolean
  /** Answer an identical creation on a revoked or expired order as if the order lived. */
  readonly reissueDeadOrders: boolean
  /** What contradicts itself within the request is refused before the order is even looked up. */
  readonly arithmeticBeforeState: boolean
  /** A completion without `finish_ticket` is refused for that before the order is looked up. */
  readonly ticketBeforeState: boolean

  /** A user who has this many running orders is refused another. */
  readonly maxRunningOrders: number
  /** An order unpaid for this long (ms) makes its user overdue. */
  readonly overdueAfterMs: number
  /** A creation that fails the evaluation uses its `out_order_no` up. */
  readonly failedCreateBurnsNumber: boolean
  /** Answer with a `package` also for orders without confirmation. */
  readonly packageForNoConfirm: boolean
  /** Real times must have the precision (14 or 8 digits) of the first one given. */
  readonly samePrecision: boolean
  /** Refuse `real_service_end_location` where the rules say to leave it out. */
  readonly refuseRedundantEndLocation: boolean

  /** State after a completion with `finish_type` 1. */
  readonly stateAfterFinishType1: 'REVOKED' | 'FINISHED'
  /** State after a completion with total 0. */
  readonly stateAfterZeroTotal: 'FINISHED' | 'USER_PAID'
  /** Time from the completion to the first deduction, ms. */
  readonly firstDeductionDelayMs: number
  /** Time from each failed deduction to the next, ms; the last entry repeats for ever. */
  readonly deductionRetryDelaysMs: readonly number[]
  /** How long a deduction is under way, ms; meanwhile neither a sync nor a payment by the user is possible. */
  readonly deductionTakesMs: number
  /** Whether `paid_time` of a sync may be 8 digits, and which moment of the day it then means. */
  readonly datePaidTime: 'refuse' | 'day_start' | 'day_end'
  /** Refuse a `paid_time` equal to the moment of completion or of the sync call. */
  readonly strictSyncTimes: boolean
  /** Give a synchronised order a `finish_transaction_id`. */
  readonly transactionIdAfterSync: boolean

  /** In a query, `service_start_time` of an `OnAccept` order becomes the moment of confirmation. */
  readonly resolveOnAccept: boolean
  /** How a query shows fields that are not set. */
  readonly unsetFields: 'omitted' | 'empty'
  /** Send PAYSCORE.USER_ACCEPTED when an order without confirmation is created. */
  readonly notifyNoConfirmAccepted: boolean
  /** Send PAYSCORE.USER_PAID when WeChat Pay has collected the money. */
  readonly notifyPaid: boolean
  /** Send PAYSCORE.USER_PAID as well when the merchant reports a payment of its own channel. */
  readonly notifySynced: boolean
}

/** One row of the documentation's table. */
export interface PolicyOption<Value = SandboxPolicy[keyof SandboxPolicy]> {
  readonly default: Value
  /** What else it may be, where the type alone does not say. */
  readonly choices?: readonly Value[]
  /** In Chinese, for the documentation. */
  readonly meaning: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Every option with its default and its meaning; the documentation's table is made from it. */
export const policyOptions: { readonly [Name in keyof SandboxPolicy]: PolicyOption<SandboxPolicy[Name]> } = {
  requireAcceptAndUserAgent: { default: true, meaning: '缺少 Accept 或 User-Agent 的请求答 400（其他接口实测如此）' },
  rejectNonceReplay: { default: false, meaning: '五分钟内重复使用的 nonce_str 视为重放，拒绝' },
  signErrors: { default: false, meaning: '验签通过之后的 4xx、5xx 应答也带签名' },
  exampleAnswers: {
    default: true,
    meaning: '没有状态模拟的接口检查请求之后按文档示例应答（Sandbox-Answer: example）；关闭则答 404',
  },
  strictExtraFields: { default: false, meaning: '拒绝接口没有定义的字段；默认忽略' },
  refuseFourByteCharacters: { default: true, meaning: '拒绝 UTF-8 编码为四字节的字符（如 emoji）' },
  lengthUnit: { default: 'characters', choices: ['characters', 'bytes'], meaning: '字符串长度按字符还是按字节计算' },
  requireSerialOnCreate: {
    default: false,
    meaning: '创建订单一律要求 Wechatpay-Serial 请求头；默认只在传了敏感字段时要求',
  },
  maxBodyBytes: { default: 1024 * 1024, meaning: '请求体的字节上限' },
  maxJsonDepth: { default: 32, meaning: '请求体 JSON 的嵌套层数上限' },
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
    default: 'refuse',
    choices: ['refuse', 'day_start', 'day_end'],
    meaning: '同步的 paid_time 可否为 8 位，以及此时表示当天的开始还是结束',
  },
  strictSyncTimes: { default: false, meaning: '同步的 paid_time 必须严格晚于完结、早于调用；默认允许相等' },
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

export const defaultPolicy: SandboxPolicy = createPolicy()

/**
 * The defaults with some options changed.
 *
 * @example createPolicy({ unsetFields: 'empty', maxRunningOrders: 100 })
 * @throws {TypeError} names the option that does not exist or cannot have the value
 */
export function createPolicy(changes: Partial<SandboxPolicy> = {}): SandboxPolicy {
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(policyOptions, name)) throw new TypeError(`policy.${name} does not exist`)
  }
  const values = Object.entries<PolicyOption>(policyOptions).map(([name, option]) => {
    const change = changes[name as keyof SandboxPolicy]
    const value: unknown = change === undefined ? option.default : change
    if (!isAllowed(option, value))
      throw new TypeError(`policy.${name}: expected ${expected(option)}, received ${describe(value)}`)
    return [name, value]
  })
  return Object.fromEntries(values) as SandboxPolicy
}

function isAllowed({ default: standard, choices }: PolicyOption, value: unknown): boolean {
  if (choices) return choices.some((choice) => choice === value)
  if (Array.isArray(standard)) return Array.isArray(value) && value.length > 0 && value.every(isAmount)
  return typeof standard === 'number' ? isAmount(value) : typeof value === typeof standard
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}

function expected({ default: standard, choices }: PolicyOption): string {
  if (choices) return choices.map((choice) => `'${String(choice)}'`).join(' or ')
  if (Array.isArray(standard)) return 'a list of numbers from 0'
  return typeof standard === 'number' ? 'a number from 0' : `a ${typeof standard}`
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
