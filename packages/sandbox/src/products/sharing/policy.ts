import type { PolicyOptions } from '../../kernel/world/policy.ts'

/** Bounds of profit sharing. */
export interface SharingPolicy {
  /** Nothing of an order is shared or unfrozen before this, ms after the payment. */
  readonly sharingFromMs: number
}

export const sharingPolicy: PolicyOptions<SharingPolicy> = {
  sharingFromMs: { default: 60_000, meaning: '支付之后多久（毫秒）才能请求分账与解冻剩余资金' },
}
