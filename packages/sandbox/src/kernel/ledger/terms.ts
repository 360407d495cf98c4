/** How a merchant is charged and settled. */
export interface MerchantTerms {
  /** WeChat Pay's fee in basis points, 0 to 10,000: 60 is 0.60 %. */
  readonly feeRate: number
  /** Time when money becomes available: at once, or at 09:00 on the first or seventh day after the payment. */
  readonly settle: 'T0' | 'T1' | 'T7'
  /** Days after the payment during which money that may be shared stays frozen. Default 30; a platform has 180. */
  readonly unfreezeAfterDays?: number
}

export const defaultMerchantTerms: MerchantTerms = { feeRate: 60, settle: 'T0' }

/**
 * Returns the fee on an amount, rounded half up to a fen. It computes with integers only: the rate is in basis points.
 *
 * @param amount fen
 */
export function feeOn(amount: number, { feeRate }: Pick<MerchantTerms, 'feeRate'>): number {
  return Number((2n * BigInt(amount) * BigInt(feeRate) + 10_000n) / 20_000n)
}

const DAY = 86_400_000
const BEIJING = 8 * 3_600_000

/** Returns when money that came in at `now` becomes available: 09:00 Beijing time on the day that the terms say. */
export function settlementTime(now: number, { settle }: Pick<MerchantTerms, 'settle'>): number {
  const startOfDay = Math.floor((now + BEIJING) / DAY) * DAY - BEIJING
  return startOfDay + (settle === 'T7' ? 7 : 1) * DAY + 9 * 3_600_000
}
