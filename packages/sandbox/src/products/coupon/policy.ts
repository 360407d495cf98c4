import type { PolicyOptions } from '../../kernel/world/policy.ts'

const DAY = 86_400_000

/** Limits of vouchers, and choices where production's behaviour is undocumented. */
export interface CouponPolicy {
  /** The choice of the cashier if nobody says which vouchers the user takes. */
  readonly favorAtCashier: 'best' | 'none'
  /** Whether a coupon is usable again after a full refund within its validity. */
  readonly favorReturnOn: 'never' | 'full'
  /** Whether vouchers may pay the whole order, or leave the user one fen. */
  readonly favorZeroPay: 'one_fen' | 'allowed'
  /** Code of the refusal to send one more coupon to a user who has them all. */
  readonly favorLimitCode: 'RULE_LIMIT' | 'REQUEST_BLOCKED'
  /** Code of the refusal to start a paused stock. */
  readonly favorStartPausedCode: 'PARAM_ERROR' | 'INVALID_REQUEST'
  /** Time after its creation before which a stock cannot be started, ms. */
  readonly favorStartAfterMs: number
  /** Whether merchants may send the stocks of others. */
  readonly favorOtherSenders: 'nobody' | 'everybody'
  /** Maximum amount in fen that a user gets from a creator in a calendar month. */
  readonly favorUserMonthMax: number
  /** Latest begin of a stock's validity, ms from its creation. */
  readonly favorBeginWithinMs: number
  /** Maximum length of a stock's validity, ms. */
  readonly favorMaxRangeMs: number
}

export const couponPolicy: PolicyOptions<CouponPolicy> = {
  favorAtCashier: {
    default: 'best',
    choices: ['best', 'none'],
    meaning: '没有指定用哪些代金券时，收银台替用户选优惠最大的（与生产一样），或一张也不用',
  },
  favorReturnOn: {
    default: 'never',
    choices: ['never', 'full'],
    meaning:
      '订单在券的有效期内全额退款之后，代金券是否可以再用：退款文档说只有银行立减金可以（never），代金券的常见问题说全额退款就可以（full）',
  },
  favorZeroPay: {
    default: 'one_fen',
    choices: ['one_fen', 'allowed'],
    meaning: '代金券之和不少于订单金额时：用户至少付 1 分，或可以付 0 元；没有公布',
  },
  favorLimitCode: {
    default: 'RULE_LIMIT',
    choices: ['RULE_LIMIT', 'REQUEST_BLOCKED'],
    meaning: '用户领满之后再发券的错误码：错误表里“用户已达最大领券次数”与“用户被限领拦截”都有',
  },
  favorStartPausedCode: {
    default: 'PARAM_ERROR',
    choices: ['PARAM_ERROR', 'INVALID_REQUEST'],
    meaning: '激活已暂停的批次时的错误码：“非法的批次状态”或“活动已结束或未激活”',
  },
  favorStartAfterMs: {
    default: 0,
    meaning: '创建批次之后多久（毫秒）才能激活；生产上要等卡包信息注册完成，之前答“卡包信息尚未注册完成，请稍后重试”',
  },
  favorOtherSenders: {
    default: 'nobody',
    choices: ['nobody', 'everybody'],
    meaning: '不是批次创建方的商户能否发放：没有授权，答“批次不支持跨商户发券”，或个个都有授权',
  },
  favorUserMonthMax: {
    default: 500_000,
    meaning: '一个自然月里一个商户最多发给一个用户的代金券总额（分），超过时答“暂时无法领取，请联系商家处理。”',
  },
  favorBeginWithinMs: { default: 365 * DAY, meaning: '批次的开始时间最晚在创建之后多久（毫秒）' },
  favorMaxRangeMs: { default: 90 * DAY, meaning: '批次的有效期最长多久（毫秒）' },
}
