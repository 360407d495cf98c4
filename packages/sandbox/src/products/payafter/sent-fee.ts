import type { Fee } from './order.ts'

/** Adds the default count to a fee. */
export function withCount({ fee_name, fee_count = 1, fee_amount, fee_desc }: Fee): Fee {
  return { fee_name, fee_count, fee_amount, fee_desc }
}
