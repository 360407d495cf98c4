import type { Fee } from './order.ts'

/** A fee as sent: its count has a default. */
export type SentFee = Omit<Fee, 'fee_count'> & Partial<Pick<Fee, 'fee_count'>>

export function withCount({ fee_name, fee_count = 1, fee_amount, fee_desc }: SentFee): Fee {
  return { fee_name, fee_count, fee_amount, fee_desc }
}
