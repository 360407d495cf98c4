import type { SandboxOperation } from '../../../generated/operations.ts'
import type { Routes } from '../../../kernel/product.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import { NO_MERCHANT, userCodes } from '../code/codes-kept.ts'
import { takeCodePayment, takeReversal, userPaying } from '../code/decide.ts'
import { readCode } from '../code/pay-by-code.ts'
import { codeRefusals } from '../code/refusals.ts'
import { payments } from '../entity.ts'
import { openidsOf } from '../openids.ts'
import type { PaymentPolicy } from '../policy.ts'
import { presentCodePaymentV2 } from '../present-v2.ts'
import { requireParties } from './parties.ts'
import { ofSubMerchant, queryV2 } from './query-v2.ts'
import { termsOf } from './terms-v2.ts'

/** Payments by code through APIv2, including WeChat Pay's test system, whose paths have a prefix. */
export const codeRoutesV2: Routes<PaymentPolicy> = {
  v2PayMicropay: { act: (call) => pay(call, false) },
  v2SecapiPayReverse: { act: reverse },
  v2ToolsAuthcodetoopenid: { act: openidOfCode, adapt: requiring('appid', 'auth_code') },
  v2XdcApiv2sandboxPayMicropay: {
    act: (call) => pay(call, true),
    adapt: requiring('appid', 'body', 'out_trade_no', 'total_fee', 'auth_code'),
  },
  v2XdcApiv2sandboxPayOrderquery: { act: queryV2, adapt: requiring('appid', 'out_trade_no') },
}

/**
 * Marks fields as required. The spec only notes them, since they are known from answers and not from the documentation.
 */
function requiring(...required: string[]): (operation: SandboxOperation) => SandboxOperation {
  return (operation) => ({ ...operation, body: { ...operation.body, required } })
}

async function pay(
  call: CallTo<'v2PayMicropay' | 'v2XdcApiv2sandboxPayMicropay', PaymentPolicy>,
  isTest: boolean,
): Promise<object> {
  const { auth_code = '', ...fields } = call.body
  const { appid = '', out_trade_no = '', total_fee } = fields
  const { sub_mch_id, sub_appid } = { sub_mch_id: undefined, sub_appid: undefined, ...fields }
  const { mchid } = call.merchant
  if (Number(total_fee) < 1) throw new Refused(notUnderstood('invalid total_fee'))
  await requireParties(call, { sub_mchid: sub_mch_id, sub_appid })
  const sub = { ...(sub_mch_id && { sub_mchid: sub_mch_id }), ...(sub_appid && { sub_appid }) }
  const v2 = { signType: call.signType ?? 'MD5' } as const
  const terms = termsOf(fields, 'code')
  const command = { mchid, appid, ...sub, out_trade_no, auth_code, surface: 'code', terms, v2 } as const
  const { payment, reason } = await takeCodePayment(call, command, isTest)
  if (payment.state === 'USERPAYING') throw userPaying(reason)
  return presentCodePaymentV2(payment)
}

/** Reverses by either number; the transaction's takes precedence. */
async function reverse(call: CallTo<'v2SecapiPayReverse', PaymentPolicy>): Promise<object> {
  const { sub_mch_id, transaction_id, out_trade_no = '' } = call.body
  if (transaction_id && !/^\d{28}$/.test(transaction_id)) throw new Refused(codeRefusals.transactionIdMalformed)
  const { world, merchant } = call
  const named =
    transaction_id && (await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transaction_id))
  const number = transaction_id ? (named ? named.out_trade_no : '') : out_trade_no
  await takeReversal(call, number, (payment) => ofSubMerchant(call, sub_mch_id, payment))
  return { recall: 'N' }
}

/** Returns the user of a code (授权码查询openid). The code stays valid for a payment. */
async function openidOfCode(call: CallTo<'v2ToolsAuthcodetoopenid', PaymentPolicy>): Promise<object> {
  const { appid = '', sub_mch_id, sub_appid, auth_code = '' } = call.body
  const { world, now } = call
  await requireParties(call, { sub_mchid: sub_mch_id, sub_appid })
  const codes = await world.entities.findByKey(userCodes, NO_MERCHANT, 'auth_code', auth_code)
  const code = readCode(codes, auth_code, { now, policy: world.policy })
  if ('outcome' in code) throw new Refused(code)
  return openidsOf({ appid, ...(sub_appid && { sub_appid }), payer: codes!.openid, terms: {} })
}
