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
import { type PaymentCall, contextOf, queryable } from './call.ts'
import { requireParties, requireRole } from './parties.ts'
import { termsOf } from './prepay-terms.ts'

type Creation = CallTo<
  'payTransactionsJsapi' | 'payTransactionsApp' | 'payTransactionsNative' | 'payTransactionsH5',
  PaymentPolicy
>

/** Ordinary payments of a direct merchant through APIv3. */
export const directRoutes: Routes<PaymentPolicy> = {
  payTransactionsJsapi: { act: create('jsapi', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payTransactionsApp: { act: create('app', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payTransactionsNative: { act: create('native', (payment) => ({ code_url: codeUrl(payment) })) },
  payTransactionsH5: { act: create('h5', (payment, origin) => ({ h5_url: h5Url(payment, origin) })) },
  payTransactionByOutTradeNo: {
    act: async (call) => {
      const { world, merchant, params } = call
      requireOwn(call)
      return present(call, await world.entities.find(payments, merchant.mchid, params.out_trade_no))
    },
  },
  payTransactionById: {
    act: async (call) => {
      const { world, merchant, params } = call
      requireOwn(call)
      const { transaction_id } = params
      return present(call, await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transaction_id))
    },
  },
  payTransactionByOutTradeNoClose: {
    async act(call) {
      requireRole(call, undefined)
      await decide(call, payments, call.params.out_trade_no, (payment) => closePayment(payment, contextOf(call)))
      return undefined
    },
  },
}

function create(surface: Surface, answer: (payment: Payment, origin: string) => object) {
  return async (call: Creation): Promise<object> => {
    const { appid, mchid: _own, ...others } = call.body
    const { payer, ...body } = { payer: undefined, ...others }
    const { mchid } = call.merchant
    await requireParties(call, {})
    const terms = termsOf(body, { openid: payer && 'openid' in payer ? payer.openid : undefined })
    const command = { mchid, appid, out_trade_no: body.out_trade_no, surface, terms }
    const context = contextOf(call)
    const payment = await decide(call, payments, body.out_trade_no, (existing) => prepay(existing, command, context))
    return answer(payment, call.origin)
  }
}

type Query = CallTo<'payTransactionByOutTradeNo' | 'payTransactionById', PaymentPolicy>

/** Checks that the merchant named in a query is the signing one. */
function requireOwn({ query, merchant }: Query): void {
  requireRole({ merchant }, undefined)
  if (query.mchid !== merchant.mchid) throw new Refused(refusals.otherMerchant)
}

async function present(call: PaymentCall, found: Payment | undefined): Promise<object> {
  const payment = queryable(call, found)
  if (!payment) throw new Refused(refusals.notExist)
  return presentAsked(call, payment)
}
