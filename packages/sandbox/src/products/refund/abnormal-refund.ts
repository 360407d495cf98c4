import { isDeepStrictEqual } from 'node:util'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import { isDebitCard, receivedAccountOf } from './banks.ts'
import type { RefundContext } from './context.ts'
import { processAt } from './create-refund.ts'
import type { RefundDecision } from './decision.ts'
import type { Refund, AbnormalRefund } from './refund.ts'
import { refusals } from './refusals.ts'

export interface AbnormalRefundCommand {
  readonly refund_id: string
  readonly type: AbnormalRefund['type']
  readonly bank_type: string
  /** The card number in plaintext. */
  readonly bank_account: string
  readonly real_name: string
}

/**
 * The merchant redirects an abnormal refund (发起异常退款) to another card of the user, or to its own bank. The money takes
 * as long as a refund to a card; until then the refund stays abnormal.
 */
export function applyAbnormalRefund(
  refund: Refund | undefined,
  command: AbnormalRefundCommand,
  ctx: RefundContext,
): RefundDecision {
  if (refund?.refund_id !== command.refund_id) return refusals.refundNotExist
  const abnormalRefund = abnormalRefundOf(command)
  if (refund.abnormalRefund)
    return isDeepStrictEqual(refund.abnormalRefund, abnormalRefund) ? unchanged(refund) : refusals.otherAbnormalRefund
  if (refund.state !== 'ABNORMAL') return refusals.notAbnormal
  if (command.type === 'USER_BANK_CARD' && !isDebitCard(command.bank_type)) return refusals.bankNotSupported
  const { now, policy } = ctx
  const dueAt = now + policy.refundToBankMs
  const event = { type: 'abnormal_refund_accepted', at: now, detail: { type: abnormalRefund.type } }
  return changed({ ...refund, abnormalRefund, dueAt }, [event], [processAt(dueAt)])
}

function abnormalRefundOf({ type, bank_type, bank_account, real_name }: AbnormalRefundCommand): AbnormalRefund {
  if (type === 'MERCHANT_BANK_CARD') return { type, receivedAccount: '商户结算银行账户' }
  return { type, receivedAccount: receivedAccountOf(bank_type, bank_account.slice(-4)), payee: real_name }
}
