import type { Requests } from '../../../generated/requests.ts'
import type { Routes } from '../../../kernel/product.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import { requireSubMchid } from '../../payment/index.ts'
import { refunds } from '../entity.ts'
import { findOrder } from '../orders.ts'
import { presentRefundV2, presentRefundsV2 } from '../present-v2.ts'
import type { Refund, RefundTerms } from '../refund.ts'
import { refusals } from '../refusals.ts'
import { type Policy, applyFor, ofSubMerchant } from './call.ts'

type RefundFields = Requests['v2SecapiPayRefund']['body']
type QueryCall = CallTo<'v2PayRefundquery', Policy>

/** Number of refunds in one answer to a query by order. */
const PAGE = 10

/** Refunds through APIv2, which has other field names for the same refunds. */
export const v2Routes: Routes<Policy> = {
  v2SecapiPayRefund: {
    async act(call) {
      const fields = call.body
      const { appid, out_refund_no, transaction_id, out_trade_no } = fields
      // The transaction's number takes precedence.
      const numbers = transaction_id ? { transaction_id } : { out_trade_no }
      const asked = { out_refund_no, sub_mchid: subMchid(fields), v2: { appid }, terms: termsOf(fields) }
      return presentRefundV2(await applyFor(call, numbers, asked))
    },
  },
  v2PayRefundquery: {
    async act(call) {
      const { refund_id, out_refund_no } = call.body
      return refund_id || out_refund_no ? queryOne(call) : queryOrder(call)
    },
  },
}

async function queryOne(call: QueryCall): Promise<object> {
  const { world, merchant, body: fields } = call
  const { mchid } = merchant
  const { refund_id, out_refund_no = '' } = fields
  const refund = refund_id
    ? await world.entities.findByKey(refunds, mchid, 'refund_id', refund_id)
    : await world.entities.find(refunds, mchid, out_refund_no)
  return presentRefundsV2([ofSubMerchant(call, refund, subMchid(fields))])
}

async function queryOrder(call: QueryCall): Promise<object> {
  const { world, merchant, body: fields } = call
  const { mchid } = merchant
  requireSubMchid(merchant, subMchid(fields))
  const { transaction_id, out_trade_no, offset } = fields
  const order = await findOrder(world.entities, mchid, transaction_id ? { transaction_id } : { out_trade_no })
  const { numbers = [] } = order?.paid?.refunds ?? {}
  const first = Number(offset || 0)
  if (numbers.length === 0) throw new Refused(refusals.refundNotExist)
  if (first >= numbers.length) throw new Refused(refusals.offsetTooFar)
  const page: Refund[] = []
  for (const number of numbers.slice(first, first + PAGE)) {
    page.push(ofSubMerchant(call, await world.entities.find(refunds, mchid, number), subMchid(fields)))
  }
  const [one, ...others] = page
  if (!one) throw new Refused(refusals.refundNotExist)
  return presentRefundsV2([one, ...others], numbers.length)
}

/** An empty field counts as absent. */
function subMchid({ sub_mch_id }: { readonly sub_mch_id?: string }): string | undefined {
  return sub_mch_id || undefined
}

function termsOf(fields: RefundFields): RefundTerms {
  const { refund_fee_type: currency = 'CNY', refund_desc, refund_account, notify_url } = fields
  if (currency !== 'CNY') throw new Refused(notUnderstood('refund_fee_type参数格式有误'))
  return {
    refund: amountOf(fields, 'refund_fee'),
    total: amountOf(fields, 'total_fee'),
    currency,
    reason: refund_desc,
    notify_url: notify_url || undefined,
    funds_account: refund_account === 'REFUND_SOURCE_RECHARGE_FUNDS' ? 'AVAILABLE' : undefined,
  }
}

function amountOf(fields: RefundFields, name: 'refund_fee' | 'total_fee'): number {
  const amount = Number(fields[name])
  if (amount < 1) throw new Refused(notUnderstood(`invalid ${name}`))
  return amount
}
