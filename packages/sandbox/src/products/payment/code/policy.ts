import type { PolicyOptions } from '../../../kernel/world/policy.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** Limits of payments by code, and choices where production's behaviour is undocumented. */
export interface CodePolicy {
  /** Lifetime of a payment code, ms. */
  readonly authCodeLifetimeMs: number
  /** The `err_code` of APIv2 for a payment code that is malformed, unknown, expired or used. */
  readonly authCodeErrors: 'AUTH_CODE_INVALID' | 'by_kind'
  /** Maximum amount (fen) that a user pays without the password. */
  readonly passwordFreeTotal: number
  /** Maximum number of such payments per day. */
  readonly passwordFreePaymentsPerDay: number
  /** Time for which a user is asked for the password before the payment fails, ms. */
  readonly userPayingTimeoutMs: number
  /** Status of an APIv3 answer that only says `USERPAYING`. */
  readonly codepayUserPayingStatus: 202 | 200
  /** The state of an order whose payment failed at once. */
  readonly failedCodePaymentState: 'PAYERROR' | 'NOTPAY'
  /** While the user is asked for the password, a reversal is refused until this time after the payment, ms. */
  readonly reverseWhilePayingAfterMs: number
  /** Time after the payment in which a paid order can be reversed, ms. */
  readonly reverseWithinMs: number
  /** The code of a reversal after a refund. */
  readonly reverseAfterRefundCode: 'TRADE_ERROR' | 'INVALID_REQUEST'
  /** Delay of an answer that `Wechatpay-Negative-Test` requests, in real ms. */
  readonly negativeTestDelayMs: number
}

export const codePolicy: PolicyOptions<CodePolicy> = {
  authCodeLifetimeMs: { default: MINUTE, meaning: '付款码多久（毫秒）有效' },
  authCodeErrors: {
    default: 'AUTH_CODE_INVALID',
    choices: ['AUTH_CODE_INVALID', 'by_kind'],
    meaning:
      'APIv2 付款码格式有误、无法识别、已过期、已使用时的错误码：线上实测都是 AUTH_CODE_INVALID；by_kind 是错误码表里的分法，格式有误答 AUTH_CODE_ERROR，过期答 AUTHCODEEXPIRE',
  },
  passwordFreeTotal: { default: 100_000, meaning: '付款码支付不超过这个金额（分）时不用输密码' },
  passwordFreePaymentsPerDay: { default: 10, meaning: '一个用户一天几次付款码支付可以不输密码' },
  userPayingTimeoutMs: {
    default: MINUTE,
    meaning: '等用户输入密码，多久（毫秒）之后当作支付失败；没有公布',
  },
  codepayUserPayingStatus: {
    default: 202,
    choices: [202, 200],
    meaning: 'APIv3 付款码支付等用户输入密码时的 HTTP 状态码；应答只有 trade_state',
  },
  failedCodePaymentState: {
    default: 'PAYERROR',
    choices: ['PAYERROR', 'NOTPAY'],
    meaning: '付款码支付当场失败（余额不足、不支持的卡、银行异常）之后订单的状态',
  },
  reverseWhilePayingAfterMs: {
    default: 15 * SECOND,
    meaning: '用户正在输密码时，付款之后多久（毫秒）才能撤销；0 随时可以，很大的数一直不可以',
  },
  reverseWithinMs: { default: 7 * DAY, meaning: '支付成功之后多久（毫秒）以内可以撤销' },
  reverseAfterRefundCode: {
    default: 'TRADE_ERROR',
    choices: ['TRADE_ERROR', 'INVALID_REQUEST'],
    meaning: '撤销已经有退款的订单时的错误码',
  },
  negativeTestDelayMs: {
    default: SECOND,
    meaning: 'Wechatpay-Negative-Test 要求应答迟到时，迟多久（真实的毫秒）',
  },
}
