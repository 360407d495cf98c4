import type { PolicyOptions } from '../../kernel/world/policy.ts'

/** Choices about vouchers where production's behaviour is undocumented. */
export interface CouponPolicy {
  /** The choice of the cashier if nobody says which vouchers the user takes. */
  readonly favorAtCashier: 'best' | 'none'
  /** Whether a coupon is usable again after a full refund within its validity. */
  readonly favorReturnOn: 'never' | 'full'
  /** Whether vouchers may pay the whole order, or leave the user one fen. */
  readonly favorZeroPay: 'one_fen' | 'allowed'
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
}
