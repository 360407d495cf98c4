import { Refused } from '../../../kernel/protocol/refused.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { beLateIfAsked } from '../code/negative-test.ts'
import { payments } from '../entity.ts'
import type { Payment } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { presentPaymentV2 } from '../present-v2.ts'
import { refusals } from '../refusals.ts'
import { type PaymentCall, queryable } from './call.ts'
import { requireRole } from './parties.ts'

type QueryCall = CallTo<'v2PayOrderquery' | 'v2XdcApiv2sandboxPayOrderquery', PaymentPolicy>

/** Answers a query (查询订单) by either number; the transaction's takes precedence. */
export async function queryV2({ body, merchant, world, ...call }: QueryCall): Promise<object> {
  const {
    sub_mch_id,
    transaction_id,
    out_trade_no = '',
  } = { sub_mch_id: undefined, transaction_id: undefined, ...body }
  const payment = transaction_id
    ? await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transaction_id)
    : await world.entities.find(payments, merchant.mchid, out_trade_no)
  const own = ofSubMerchant({ merchant }, sub_mch_id, queryable({ world }, payment))
  if (!own) throw new Refused(refusals.notExist)
  await beLateIfAsked({ ...call, world }, own)
  return presentPaymentV2(own)
}

/** Checks that a partner names the order's sub-merchant; an order of another one counts as missing. */
export function ofSubMerchant(
  { merchant }: Pick<PaymentCall, 'merchant'>,
  sub_mch_id: string | undefined,
  payment: Payment | undefined,
): Payment | undefined {
  requireRole({ merchant }, sub_mch_id)
  return payment?.sub_mchid === sub_mch_id ? payment : undefined
}
