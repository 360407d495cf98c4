import type { Fee } from './order.ts'

/** A fee as sent, whose count has a default. */
export function withCount({ fee_name, fee_count = 1, fee_amount, fee_desc }: Fee): Fee {
  return { fee_name, fee_count, fee_amount, fee_desc }
}
