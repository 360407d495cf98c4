import type { Requests } from '../../../generated/requests.ts'
import type { Routes } from '../../../kernel/product.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { requireCny } from '../../../kernel/validate/require-cny.ts'
import { violation } from '../../../kernel/validate/violations.ts'
import { type AbnormalRefundCommand, applyAbnormalRefund } from '../abnormal-refund.ts'
import { decideWithOrder, subjectOf } from '../decide-with-order.ts'
import { refunds } from '../entity.ts'
import { presentRefund } from '../present.ts'
import { refusals } from '../refusals.ts'
import type { FromPart, RefundTerms, AbnormalRefund } from '../refund.ts'
import { type Policy, type RefundCall, accepted, applyFor, ofSubMerchant } from './call.ts'

type RefundBody = Requests['refundDomesticRefunds']['body']
type AbnormalRefundBody = Requests['refundDomesticRefundApplyAbnormalRefund']['body']

/** Refunds through APIv3. */
export const v3Routes: Routes<Policy> = {
  refundDomesticRefunds: {
    async act(call) {
      const { body } = call
      const { out_refund_no, out_trade_no, sub_mchid } = body
      await requireMerchant(call, sub_mchid)
      const asked = { out_refund_no, out_trade_no, sub_mchid, terms: termsOf(body) }
      return presentRefund(await applyFor(call, body, asked))
    },
  },
  refundDomesticRefund: {
    async act(call) {
      const { world, merchant, params, query } = call
      await requireMerchant(call, query.sub_mchid)
      const refund = await world.entities.find(refunds, merchant.mchid, params.out_refund_no)
      return presentRefund(ofSubMerchant(call, refund, query.sub_mchid))
    },
  },
  refundDomesticRefundApplyAbnormalRefund: {
    async act(call) {
      const { world, merchant, now } = call
      const { body } = call
      const command = abnormalRefundOf(call.params.refund_id, body)
      const found = await world.entities.find(refunds, merchant.mchid, body.out_refund_no)
      const subject = subjectOf(ofSubMerchant(call, found, body.sub_mchid), now)
      return presentRefund(
        accepted(await decideWithOrder(world, subject, (refund, _, ctx) => applyAbnormalRefund(refund, command, ctx))),
      )
    },
  },
}

/** Refuses an unknown merchant number, which differs from another sub-merchant's. */
async function requireMerchant({ world }: RefundCall, sub_mchid: string | undefined): Promise<void> {
  if (sub_mchid === undefined || (await world.merchants.find(sub_mchid))) return
  throw new Refused(refusals.noSuchMerchant)
}

function termsOf({ reason, notify_url, funds_account, amount, goods_detail }: RefundBody): RefundTerms {
  // A partner may omit the currency.
  const { refund, total, from } = amount
  const currency = requireCny(amount.currency, '/amount', '退款币种')
  const goods = goods_detail?.map(({ merchant_goods_id: goods_id, refund_quantity: quantity, refund_amount }) => {
    return { goods_id, quantity, amount: refund_amount }
  })
  return { refund, total, currency, reason, notify_url, funds_account, from: from?.map(partOf), goods }
}

/** A part without an account gets an empty one, which is refused later. */
function partOf({ account = '', amount = 0 }: NonNullable<RefundBody['amount']['from']>[number]): FromPart {
  return { account, amount }
}

function abnormalRefundOf(refund_id: string, body: AbnormalRefundBody): AbnormalRefundCommand {
  const { bank_type = '', bank_account = '', real_name = '' } = body
  return { refund_id, type: typeOf(body), bank_type, bank_account, real_name }
}

function typeOf({ type }: AbnormalRefundBody): AbnormalRefund['type'] {
  if (type === 'USER_BANK_CARD' || type === 'MERCHANT_BANK_CARD') return type
  const field = { source: 'body', pointer: '/type', title: '异常退款处理方式' } as const
  throw new Refused(violation.notOneOf(field, type, ['USER_BANK_CARD', 'MERCHANT_BANK_CARD']))
}
