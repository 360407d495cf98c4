import { paramError } from '../../../kernel/machine/refusal.ts'
import type { Implementation } from '../../../kernel/product.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import { decide } from '../../../kernel/protocol/decide.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { closePayment } from '../close.ts'
import { payments } from '../entity.ts'
import type { Payment, PaymentTerms, Surface } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { prepay } from '../prepay.ts'
import { presentPayment } from '../present.ts'
import { refusals } from '../refusals.ts'
import { codeUrl, h5Url } from './answers.ts'
import { type PaymentCall, contextOf, requireAppid } from './call.ts'

/** The body of a creation as sent. */
interface PrepayBody {
  readonly appid: string
  readonly mchid: string
  readonly description: string
  readonly out_trade_no: string
  readonly time_expire?: string
  readonly attach?: string
  readonly notify_url: string
  readonly amount: { readonly total: number; readonly currency?: string }
  readonly payer?: { readonly openid?: string }
  readonly scene_info?: { readonly device_id?: string }
  readonly [other: string]: unknown
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
      return present(await world.entities.find(payments, merchant.mchid, params['out_trade_no'] ?? ''))
    },
  },
  payTransactionById: {
    act: async (call) => {
      const { world, merchant, params } = call
      requireOwn(call)
      const transactionId = params['transaction_id'] ?? ''
      return present(await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transactionId))
    },
  },
  payTransactionByOutTradeNoClose: {
    async act(call) {
      await decide(call, payments, call.params['out_trade_no'] ?? '', (payment) =>
        closePayment(payment, contextOf(call)),
      )
      return undefined
    },
  },
}

function create(surface: Surface, answer: (payment: Payment, origin: string) => object): Act<PaymentPolicy> {
  return async (call) => {
    const body = call.body as PrepayBody
    const { mchid } = call.merchant
    requireAppid(call, body.appid)
    const command = { mchid, appid: body.appid, out_trade_no: body.out_trade_no, surface, terms: termsOf(body) }
    const context = contextOf(call)
    const payment = await decide(call, payments, body.out_trade_no, (existing) => prepay(existing, command, context))
    return answer(payment, call.origin)
  }
}

function termsOf(body: PrepayBody): PaymentTerms {
  const { appid: _, mchid: _mchid, out_trade_no: _number, time_expire, amount, payer, scene_info, ...others } = body
  const { description, attach, notify_url, ...rest } = others
  return {
    description,
    total: amount.total,
    currency: amount.currency ?? 'CNY',
    attach,
    notify_url,
    timeExpire: instantOf(time_expire),
    openid: payer?.openid,
    device_id: scene_info?.device_id,
    rest: { ...rest, scene_info },
  }
}

function instantOf(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const instant = Date.parse(time)
  if (Number.isNaN(instant)) throw new Refused(paramError('交易结束时间 time_expire 格式错误', 268435461))
  return instant
}

/** A query names the merchant once more; it has to be the one that signs. */
function requireOwn({ query, merchant }: PaymentCall): void {
  if (query['mchid'] !== merchant.mchid) throw new Refused(refusals.otherMerchant)
}

function present(payment: Payment | undefined): object {
  if (!payment) throw new Refused(refusals.notExist)
  return presentPayment(payment)
}
