import type { PolicyOptions } from '../../kernel/world/policy.ts'
import type { CouponPolicy } from '../coupon/index.ts'
import { type CodePolicy, codePolicy } from './code/policy.ts'
import { type CombinedPolicy, combinedPolicy } from './combined/policy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** All options that payments read: their own, and those of the vouchers that users pay with. */
export interface PaymentPolicy extends PaymentOptions, CouponPolicy {}

/** Limits of ordinary, code and combined payments. Short values make tests quick. */
export interface PaymentOptions extends CodePolicy, CombinedPolicy {
  /** Lifetime of `prepay_id` and `code_url`, ms. */
  readonly prepayLifetimeMs: number
  /** Time in which `h5_url` can be opened, ms. */
  readonly h5UrlLifetimeMs: number
  /** Time after which an unpaid order is closed, ms. */
  readonly closeUnpaidAfterMs: number
  /** Earliest `time_expire`, ms from the creation; an earlier one is moved to it. */
  readonly earliestTimeExpireMs: number
  /** Latest `time_expire`, ms from the creation; a later one is moved to it. */
  readonly latestTimeExpireMs: number
  /** Code of the refusal to create a paid order. Only the numeric table documents it, without a code. */
  readonly createPaidOrderCode: 'ORDER_PAID' | 'INVALID_REQUEST'
  /** Code of the refusal to close an unknown order (404 or 400), which the page of the operation does not list. */
  readonly closeUnknownOrderCode: 'ORDER_NOT_EXIST' | 'INVALID_REQUEST'
  /** Result of closing a closed order through APIv2. APIv3 accepts it. */
  readonly v2CloseAgain: 'refuse' | 'accept'
  /** APIv2 refuses to close an order younger than this, ms. */
  readonly v2CloseMinAgeMs: number
  /** Format of the payment notification for an order created through APIv2. */
  readonly v2OrderNotification: 'v2' | 'v3'
  /** Whether such a notification in XML has a `sign_type`. Merchants have received both. */
  readonly v2NotificationSignType: 'absent' | 'present'
}

export const paymentPolicy: PolicyOptions<PaymentOptions> = {
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
  v2NotificationSignType: {
    default: 'absent',
    choices: ['absent', 'present'],
    meaning: 'XML 支付通知里有没有 sign_type（两种都有商户收到过）；没有时看 sign 是 32 位还是 64 位，有时它也参与签名',
  },
  ...codePolicy,
  ...combinedPolicy,
}
