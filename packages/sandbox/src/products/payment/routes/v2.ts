import type { Routes } from '../../../kernel/product.ts'
import { decide } from '../../../kernel/protocol/decide.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import { closePaymentV2 } from '../close.ts'
import { payments } from '../entity.ts'
import { surfaces, tradeTypes } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { prepay } from '../prepay.ts'
import { contextOf } from './call.ts'
import { requireParties } from './parties.ts'
import { codeUrl, h5Url } from './answers.ts'
import { ofSubMerchant, queryV2 } from './query-v2.ts'
import { termsOf } from './terms-v2.ts'

/** Ordinary payments through APIv2, which has other field names for the same orders. */
export const v2Routes: Routes<PaymentPolicy> = {
  v2PayUnifiedorder: { act: create },
  v2PayOrderquery: { act: queryV2 },
  v2PayCloseorder: {
    async act(call) {
      const { sub_mch_id, out_trade_no } = call.body
      await decide(call, payments, out_trade_no, (payment) =>
        closePaymentV2(ofSubMerchant(call, sub_mch_id, payment), contextOf(call)),
      )
      return { result_msg: 'OK' }
    },
  },
}

async function create(call: CallTo<'v2PayUnifiedorder', PaymentPolicy>): Promise<object> {
  const fields = call.body
  const { appid, sub_mch_id, sub_appid, out_trade_no, trade_type, total_fee, device_info } = fields
  const { mchid } = call.merchant
  const surface = surfaces.find((candidate) => tradeTypes[candidate] === trade_type)
  if (!surface) throw new Refused(notUnderstood('trade_type参数格式有误'))
  if (Number(total_fee) < 1) throw new Refused(notUnderstood('invalid total_fee'))
  await requireParties(call, { sub_mchid: sub_mch_id, sub_appid })
  const terms = termsOf(fields, surface)
  const v2 = { signType: call.signType ?? 'MD5' } as const
  const sub = { ...(sub_mch_id && { sub_mchid: sub_mch_id }), ...(sub_appid && { sub_appid }) }
  const command = { mchid, appid, ...sub, out_trade_no, surface, terms, v2 }
  const context = contextOf(call)
  const payment = await decide(call, payments, out_trade_no, (existing) => prepay(existing, command, context))
  return {
    device_info,
    trade_type,
    prepay_id: payment.prepay?.id,
    ...(surface === 'native' && { code_url: codeUrl(payment) }),
    ...(surface === 'h5' && { mweb_url: h5Url(payment, call.origin) }),
  }
}
