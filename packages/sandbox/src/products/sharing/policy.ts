import type { PolicyOptions } from '../../kernel/world/policy.ts'

/** Limits of profit sharing. */
export interface SharingPolicy {
  /** Time after the payment before which nothing of an order can be shared or unfrozen, ms. */
  readonly sharingFromMs: number
}

export const sharingPolicy: PolicyOptions<SharingPolicy> = {
  sharingFromMs: { default: 60_000, meaning: '支付之后多久（毫秒）才能请求分账与解冻剩余资金' },
}
