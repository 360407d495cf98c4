import type { PolicyOptions } from '../../kernel/world/policy.ts'
import { type CodePolicy, codePolicy } from './code/policy.ts'
import { type CombinedPolicy, combinedPolicy } from './combined/policy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Bounds of payments, ordinary, by code and combined; documented, and short ones make tests quick. */
export interface PaymentPolicy extends CodePolicy, CombinedPolicy {
  /** How long `prepay_id` and `code_url` are good, ms. */
  readonly prepayLifetimeMs: number
  /** How long `h5_url` can be opened, ms. */
  readonly h5UrlLifetimeMs: number
  /** An unpaid order is closed after this, ms. */
  readonly closeUnpaidAfterMs: number
  /** Where an earlier `time_expire` is moved to, ms from the creation. */
  readonly earliestTimeExpireMs: number
  /** Where a later `time_expire` is moved to, ms from the creation. */
  readonly latestTimeExpireMs: number
  /** Code of creating an order that is paid already; only the numeric table knows of it, which has no codes. */
  readonly createPaidOrderCode: 'ORDER_PAID' | 'INVALID_REQUEST'
  /** Code of closing an order that does not exist (404 or 400); the page of closing lists none. */
  readonly closeUnknownOrderCode: 'ORDER_NOT_EXIST' | 'INVALID_REQUEST'
  /** What closing a closed order through APIv2 comes to; APIv3 closes it again. */
  readonly v2CloseAgain: 'refuse' | 'accept'
  /** APIv2 refuses to close an order that is younger, ms. */
  readonly v2CloseMinAgeMs: number
  /** How the payment of an order that was made through APIv2 is told. */
  readonly v2OrderNotification: 'v2' | 'v3'
}

export const paymentPolicy: PolicyOptions<PaymentPolicy> = {
  prepayLifetimeMs: { default: 2 * HOUR, meaning: 'prepay_id 与 code_url 多久（毫秒）有效' },
  h5UrlLifetimeMs: { default: 5 * MINUTE, meaning: 'h5_url 多久（毫秒）之内可以打开' },
  closeUnpaidAfterMs: { default: 7 * DAY, meaning: '未支付的订单多久（毫秒）之后自动关闭' },
  earliestTimeExpireMs: { default: MINUTE, meaning: '早于下单之后这么久（毫秒）的 time_expire 顺延到此' },
  latestTimeExpireMs: { default: 15 * DAY, meaning: '晚于下单之后这么久（毫秒）的 time_expire 提前到此' },
  createPaidOrderCode: {
    default: 'ORDER_PAID',
    choices: ['ORDER_PAID', 'INVALID_REQUEST'],
    meaning: 'APIv3 以已支付订单的单号再下单时的错误码；官方错误表没有这一行，只有数字错误码 268449538',
  },
  closeUnknownOrderCode: {
    default: 'ORDER_NOT_EXIST',
    choices: ['ORDER_NOT_EXIST', 'INVALID_REQUEST'],
    meaning: 'APIv3 关闭不存在的订单时的错误码（404 或 400）；关单的错误表没有这一行，查单的有 404',
  },
  v2CloseAgain: {
    default: 'refuse',
    choices: ['refuse', 'accept'],
    meaning: 'APIv2 再次关闭已关闭的订单：答 ORDERCLOSED，或照样成功（APIv3 总是成功）',
  },
  v2CloseMinAgeMs: {
    default: 0,
    meaning: 'APIv2 下单之后多久（毫秒）之内不能关单；旧文档说五分钟',
  },
  v2OrderNotification: {
    default: 'v2',
    choices: ['v2', 'v3'],
    meaning: '用 APIv2 下的单，支付通知的格式：随下单接口，或一律 APIv3',
  },
  ...codePolicy,
  ...combinedPolicy,
}
