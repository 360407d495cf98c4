import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { decide } from '../../../kernel/protocol/decide.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { closePayment } from '../close.ts'
import { payments } from '../entity.ts'
import type { Payment, Surface } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { prepay } from '../prepay.ts'
import { refusals } from '../refusals.ts'
import { codeUrl, h5Url, presentAsked } from './answers.ts'
import { contextOf, queryable } from './call.ts'
import { ofParties, requireParties } from './parties.ts'
import { termsOf } from './prepay-terms.ts'

type Creation = CallTo<
  | 'payPartnerTransactionsJsapi'
  | 'payPartnerTransactionsApp'
  | 'payPartnerTransactionsNative'
  | 'payPartnerTransactionsH5',
  PaymentPolicy
>

/** Ordinary payments that a partner (服务商) creates for its special merchants, through APIv3. */
export const partnerRoutes: Routes<PaymentPolicy> = {
  payPartnerTransactionsJsapi: { act: create('jsapi', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payPartnerTransactionsApp: { act: create('app', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payPartnerTransactionsNative: { act: create('native', (payment) => ({ code_url: codeUrl(payment) })) },
  payPartnerTransactionsH5: { act: create('h5', (payment, origin) => ({ h5_url: h5Url(payment, origin) })) },
  payPartnerTransactionByOutTradeNo: {
    act: async (call) => {
      const { world, merchant, params } = call
      const own = await ofParties(call, call.query)
      const found = await world.entities.find(payments, merchant.mchid, params.out_trade_no)
      return presentAsked(call, own(queryable(call, found)))
    },
  },
  payPartnerTransactionById: {
    act: async (call) => {
      const { world, merchant, params } = call
      const own = await ofParties(call, call.query)
      const { transaction_id } = params
      const found = await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transaction_id)
      return presentAsked(call, own(queryable(call, found)))
    },
  },
  payPartnerTransactionByOutTradeNoClose: {
    async act(call) {
      const own = await ofParties(call, call.body)
      await decide(call, payments, call.params.out_trade_no, (payment) =>
        closePayment(own(payment?.partOf ? undefined : payment), contextOf(call)),
      )
      return undefined
    },
  },
}

function create(surface: Surface, answer: (payment: Payment, origin: string) => object) {
  return async (call: Creation): Promise<object> => {
    const { sp_appid, sp_mchid: _own, sub_mchid, sub_appid, ...others } = call.body
    const { payer, ...body } = { payer: undefined, ...others }
    const { mchid } = call.merchant
    await requireParties(call, { sub_mchid, sub_appid })
    const { sp_openid, sub_openid } = { sp_openid: undefined, sub_openid: undefined, ...payer }
    if (sub_openid !== undefined && sub_appid === undefined) throw new Refused(refusals.subOpenidAlone)
    const openid = sub_openid ?? sp_openid
    const terms = termsOf(body, { openid, ...(sub_openid !== undefined && { openidOf: 'sub' }) })
    const command = {
      mchid,
      appid: sp_appid,
      sub_mchid,
      ...(sub_appid !== undefined && { sub_appid }),
      out_trade_no: body.out_trade_no,
      surface,
      terms,
    }
    const context = contextOf(call)
    const payment = await decide(call, payments, body.out_trade_no, (existing) => prepay(existing, command, context))
    return answer(payment, call.origin)
  }
}
