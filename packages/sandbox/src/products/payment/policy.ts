import type { PolicyOptions } from '../../kernel/world/policy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Bounds of ordinary payments; documented, and short ones make tests quick. */
export interface PaymentPolicy {
  /** How long `prepay_id` and `code_url` are good, ms. */
  readonly prepayLifetimeMs: number
  /** An unpaid order is closed after this, ms. */
  readonly closeUnpaidAfterMs: number
  /** Where an earlier `time_expire` is moved to, ms from the creation. */
  readonly earliestTimeExpireMs: number
  /** Where a later `time_expire` is moved to, ms from the creation. */
  readonly latestTimeExpireMs: number
}

export const paymentPolicy: PolicyOptions<PaymentPolicy> = {
  prepayLifetimeMs: { default: 2 * HOUR, meaning: 'prepay_id 与 code_url 多久（毫秒）有效' },
  closeUnpaidAfterMs: { default: 7 * DAY, meaning: '未支付的订单多久（毫秒）之后自动关闭' },
  earliestTimeExpireMs: { default: MINUTE, meaning: '早于下单之后这么久（毫秒）的 time_expire 顺延到此' },
  latestTimeExpireMs: { default: 15 * DAY, meaning: '晚于下单之后这么久（毫秒）的 time_expire 提前到此' },
}
