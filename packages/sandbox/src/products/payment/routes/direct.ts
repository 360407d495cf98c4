import type { Implementation } from '../../../kernel/product.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
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
import { type PrepayBody, termsOf } from './prepay-terms.ts'

/** A creation by the merchant that sells, as sent. */
interface DirectBody extends PrepayBody {
  readonly appid: string
  readonly mchid: string
  readonly payer?: { readonly openid?: string }
}

/** Ordinary payments of a direct merchant through APIv3. */
export const directRoutes: Readonly<Record<string, Implementation<PaymentPolicy>>> = {
  payTransactionsJsapi: { act: create('jsapi', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payTransactionsApp: { act: create('app', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  payTransactionsNative: { act: create('native', (payment) => ({ code_url: codeUrl(payment) })) },
  payTransactionsH5: { act: create('h5', (payment, origin) => ({ h5_url: h5Url(payment, origin) })) },
  payTransactionByOutTradeNo: {
    act: async (call) => {
      const { world, merchant, params } = call
      requireOwn(call)
      return present(call, await world.entities.find(payments, merchant.mchid, params['out_trade_no'] ?? ''))
    },
  },
  payTransactionById: {
    act: async (call) => {
      const { world, merchant, params } = call
      requireOwn(call)
      const transactionId = params['transaction_id'] ?? ''
      return present(call, await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transactionId))
    },
  },
  payTransactionByOutTradeNoClose: {
    async act(call) {
      requireRole(call, undefined)
      await decide(call, payments, call.params['out_trade_no'] ?? '', (payment) =>
        closePayment(payment, contextOf(call)),
      )
      return undefined
    },
  },
}

function create(surface: Surface, answer: (payment: Payment, origin: string) => object): Act<PaymentPolicy> {
  return async (call) => {
    const { appid, mchid: _own, payer, ...body } = call.body as DirectBody
    const { mchid } = call.merchant
    await requireParties(call, {})
    const terms = termsOf(body, { openid: payer?.openid })
    const command = { mchid, appid, out_trade_no: body.out_trade_no, surface, terms }
    const context = contextOf(call)
    const payment = await decide(call, payments, body.out_trade_no, (existing) => prepay(existing, command, context))
    return answer(payment, call.origin)
  }
}

/** A query names the merchant once more; it has to be the one that signs. */
function requireOwn({ query, merchant }: PaymentCall): void {
  requireRole({ merchant }, undefined)
  if (query['mchid'] !== merchant.mchid) throw new Refused(refusals.otherMerchant)
}

async function present(call: PaymentCall, found: Payment | undefined): Promise<object> {
  const payment = queryable(call, found)
  if (!payment) throw new Refused(refusals.notExist)
  return presentAsked(call, payment)
}
