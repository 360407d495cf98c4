import { randomDigits } from '../../kernel/world/random-digits.ts'

/** Creates the numbers that WeChat Pay assigns; injected, so that decisions depend only on their input. */
export interface CouponIds {
  stockId(): string
  couponId(): string
}

export const randomCouponIds: CouponIds = {
  stockId: () => `1${randomDigits(15)}`,
  couponId: () => `${randomDigits(1).replace('0', '9')}${randomDigits(15)}`,
}
