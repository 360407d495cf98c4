import type { Routes } from '../../../kernel/product.ts'
import { type Reply, success } from '../../../kernel/protocol/reply.ts'
import { takeCodePayment, takeReversal } from '../code/decide.ts'
import type { Payment } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { presentPayment } from '../present.ts'
import type { PaymentCall } from './call.ts'
import { ofParties, requireParties, requireRole } from './parties.ts'
import { type PrepayBody, termsOf } from './prepay-terms.ts'

/** Payments by code (付款码支付) and their reversal through APIv3, for direct merchants and partners. */
export const codeRoutes: Routes<PaymentPolicy> = {
  payTransactionsCodepay: {
    async reply(call) {
      const { appid, mchid: _own, payer, ...body } = call.body
      await requireParties(call, {})
      return answer(call, { appid }, payer.auth_code, body)
    },
  },
  payPartnerTransactionsCodepay: {
    async reply(call) {
      const { sp_appid, sp_mchid: _own, sub_mchid, sub_appid, payer, ...body } = call.body
      const appid = sp_appid ?? call.merchant.appids[0] ?? ''
      const parties = { sub_mchid, ...(sub_appid !== undefined && { sub_appid }) }
      await requireParties(call, parties)
      return answer(call, { appid, ...parties }, payer.auth_code, body)
    },
  },
  payTransactionByOutTradeNoReverse: {
    async act(call) {
      requireRole(call, undefined)
      const { appid, mchid, out_trade_no } = await takeReversal(call, call.params.out_trade_no, (payment) => payment)
      return { appid, mchid, out_trade_no }
    },
  },
  payPartnerTransactionByOutTradeNoReverse: {
    async act(call) {
      const own = await ofParties(call, call.body)
      const reversed = await takeReversal(call, call.params.out_trade_no, own)
      const { appid, mchid, sub_appid, sub_mchid, out_trade_no } = reversed
      return { sp_appid: appid, sp_mchid: mchid, sub_appid, sub_mchid, out_trade_no }
    },
  },
}

async function answer(
  call: PaymentCall,
  parties: Pick<Payment, 'appid' | 'sub_mchid' | 'sub_appid'>,
  auth_code: string,
  body: PrepayBody,
): Promise<Reply> {
  const { mchid } = call.merchant
  const { out_trade_no } = body
  const command = { ...parties, mchid, out_trade_no, auth_code, surface: 'code', terms: termsOf(body, {}) } as const
  const { payment } = await takeCodePayment(call, command)
  if (payment.state !== 'USERPAYING') return success(presentPayment(payment))
  return { ...success({ trade_state: payment.state }), status: call.world.policy.codepayUserPayingStatus }
}
