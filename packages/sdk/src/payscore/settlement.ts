import { requireObject } from '../shared/require-object.ts'
import { isFen } from '../formats/fen.ts'
import { isUnset } from './checks.ts'

/** The fields of a query's answer or a notification's resource that show where the money is. */
export interface SettleableOrder {
  readonly state: string
  readonly finish_type?: number | null
  /** Amount in fen. */
  readonly total_amount?: number | null
  readonly pay_succ_time?: string | null
  readonly finish_transaction_id?: string | null
}

export interface Settlement {
  /**
   * - `created`: the user has to confirm
   * - `running`: the service is in use
   * - `awaiting-payment`: finished, but not paid yet
   * - `paid`: paid through WeChat Pay, or through your own channel and synchronised
   * - `free`: finished with nothing to pay
   * - `revoked`, `expired`: closed without charge
   * - `unknown`: the fields contradict each other, or the state is new. Never treat it as paid; query again
   */
  readonly status: 'created' | 'running' | 'awaiting-payment' | 'paid' | 'free' | 'revoked' | 'expired' | 'unknown'
  /** Whether the order is final, apart from refunds: `paid`, `free`, `revoked`, `expired`. */
  readonly settled: boolean
  /** Amount in fen that the user still owes. */
  readonly due: number
  /** Amount in fen that the user has paid. */
  readonly paid: number
}

/**
 * Determines where the money of an order is. The state alone does not show it: a finished order with nothing to pay
 * stays `FINISHED` for ever, but is settled.
 *
 * @example
 * settlement({ state: 'FINISHED', total_amount: 0 }) // { status: 'free', settled: true, due: 0, paid: 0 }
 */
export function settlement(order: SettleableOrder): Settlement {
  const status = statusOf(requireObject('settlement', 'order', order))
  const total = order.total_amount ?? 0
  return {
    status,
    settled: status === 'paid' || status === 'free' || status === 'revoked' || status === 'expired',
    due: status === 'awaiting-payment' ? total : 0,
    paid: status === 'paid' ? total : 0,
  }
}

function statusOf({
  state,
  finish_type,
  total_amount,
  pay_succ_time,
  finish_transaction_id,
}: SettleableOrder): Settlement['status'] {
  const hasPayment = !isUnset(pay_succ_time) || !isUnset(finish_transaction_id)
  // Some answers use 0 for "no amount".
  const noTotal = total_amount === undefined || total_amount === null || total_amount === 0
  if (hasPayment && state !== 'USER_PAID') return 'unknown'
  switch (state) {
    case 'CREATED':
      return noTotal ? 'created' : 'unknown'
    case 'USER_ACCEPTED':
      return noTotal ? 'running' : 'unknown'
    case 'FINISHED':
      if (!isFen(total_amount) || (finish_type === 1 && total_amount > 0)) return 'unknown'
      return total_amount > 0 ? 'awaiting-payment' : 'free'
    case 'USER_PAID':
      return isFen(total_amount) && total_amount > 0 && finish_type !== 1 ? 'paid' : 'unknown'
    case 'REVOKED':
      return noTotal ? 'revoked' : 'unknown'
    case 'EXPIRED':
      return noTotal ? 'expired' : 'unknown'
    default:
      return 'unknown'
  }
}
