import { changed } from '../../../kernel/machine/change.ts'
import type { MerchantTerms } from '../../../kernel/ledger/terms.ts'
import { type Voucher, discountOf } from '../../../kernel/ledger/voucher.ts'
import type { PaymentContext } from '../context.ts'
import { type Payer, failedAttempt, settle } from '../pay.ts'
import { type Payment, type SubOrder, payeeOf } from '../payment.ts'
import { problem } from '../refusals.ts'
import type { CombinedDecision } from './decision.ts'
import { partsOf } from './entity.ts'

/**
 * The user pays a combined order: every sub order, or none.
 *
 * @param parts the current sub orders in the combined order's sequence
 * @param prepayId the launched `prepay_id`. Default: the newest
 * @param termsOf returns a merchant's fee and settlement
 * @param vouchers vouchers by sub order, in the same sequence. Default: none
 */
export function payCombined(
  order: Payment,
  parts: readonly Payment[],
  payer: Payer,
  prepayId: string | undefined,
  ctx: Omit<PaymentContext, 'terms'>,
  termsOf: (mchid: string) => MerchantTerms,
  vouchers: readonly (readonly Voucher[])[] = [],
): CombinedDecision {
  const failed = failedAttempt(order, payer, prepayId, ctx)
  if (failed) return failed
  // One of its merchants was reset meanwhile.
  if (parts.length < partsOf(order).length) return problem('unknown_order')
  const { prepay: _used, ...rest } = order
  const { openid, bank_type } = payer
  const { now: at } = ctx
  const paid = parts.map((part, index) =>
    settle(part, { ...payer, vouchers: vouchers[index] ?? [] }, { ...ctx, terms: termsOf(payeeOf(part)) }),
  )
  const entity: Payment = {
    ...rest,
    state: 'SUCCESS',
    paidAt: at,
    payer: openid,
    openedBy: openid,
    bank_type,
    subOrders: partsOf(order).map((sub, index) => paidAs(sub, paid[index]?.entity)),
  }
  const discount = discountOf(vouchers.flat())
  const event = { type: 'paid', at, detail: { total: order.terms.total, bank_type, ...(discount > 0 && { discount }) } }
  return { ...changed(entity, [event], [{ kind: 'notify', eventType: 'TRANSACTION.SUCCESS', dueAt: at }]), parts: paid }
}

function paidAs(sub: SubOrder, { transaction_id, vouchers }: Partial<Payment> = {}): SubOrder {
  return { ...sub, ...(transaction_id !== undefined && { transaction_id }), ...(vouchers && { vouchers }) }
}
