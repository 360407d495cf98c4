import { parseBeijingDigits } from '../../../kernel/clock/beijing-time.ts'
import type { Implementation } from '../../../kernel/product.ts'
import { decide } from '../../../kernel/protocol/decide.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { Fields } from '../../../kernel/protocol/v2/read-fields.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import { closePaymentV2 } from '../close.ts'
import { payments } from '../entity.ts'
import { type Payment, type PaymentTerms, type Surface, surfaces, tradeTypes } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { prepay } from '../prepay.ts'
import { presentPaymentV2 } from '../present-v2.ts'
import { refusals } from '../refusals.ts'
import { type PaymentCall, contextOf } from './call.ts'
import { requireParties, requireRole } from './parties.ts'
import { codeUrl, h5Url } from './answers.ts'

/** Ordinary payments through APIv2: other words for the same orders. */
export const v2Routes: Readonly<Record<string, Implementation<PaymentPolicy>>> = {
  v2PayUnifiedorder: { act: create },
  v2PayOrderquery: { act: query },
  v2PayCloseorder: {
    async act(call) {
      const { sub_mch_id, out_trade_no = '' } = call.body as Fields
      await decide(call, payments, out_trade_no, (payment) =>
        closePaymentV2(ofSubMerchant(call, sub_mch_id, payment), contextOf(call)),
      )
      return { result_msg: 'OK' }
    },
  },
}

async function create(call: PaymentCall): Promise<object> {
  const fields = call.body as Fields
  const { appid = '', sub_mch_id, sub_appid, out_trade_no = '', trade_type = '', total_fee, device_info } = fields
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

/** By either number; the transaction's goes first. */
async function query({ body, merchant, world }: PaymentCall): Promise<object> {
  const { sub_mch_id, transaction_id, out_trade_no = '' } = body as Fields
  const payment = transaction_id
    ? await world.entities.findByKey(payments, merchant.mchid, 'transaction_id', transaction_id)
    : await world.entities.find(payments, merchant.mchid, out_trade_no)
  const own = ofSubMerchant({ merchant }, sub_mch_id, payment)
  if (!own) throw new Refused(refusals.notExist)
  return presentPaymentV2(own)
}

/** A partner names the sub-merchant of the order; another one's order is none. */
function ofSubMerchant(
  { merchant }: Pick<PaymentCall, 'merchant'>,
  sub_mch_id: string | undefined,
  payment: Payment | undefined,
): Payment | undefined {
  requireRole({ merchant }, sub_mch_id)
  return payment?.sub_mchid === sub_mch_id ? payment : undefined
}

/** A repeated creation has to say everything as before, but for these. */
function termsOf(fields: Fields, surface: Surface): PaymentTerms {
  const { appid: _, mch_id: _mchid, out_trade_no: _number, trade_type: _type, ...others } = fields
  const { nonce_str: _nonce, sign_type: _signType, spbill_create_ip: _address, ...said } = others
  const { sub_mch_id: _sub, sub_appid, body = '', total_fee, fee_type = 'CNY', attach, ...more } = said
  const { notify_url = '', openid: own, sub_openid, device_info, ...rest } = more
  if (sub_openid && !sub_appid) throw new Refused(refusals.subOpenidAlone)
  const openid = sub_openid ?? own
  if (surface === 'jsapi' && !openid) throw new Refused(notUnderstood('JSAPI支付必须传openid'))
  return {
    description: body,
    total: Number(total_fee),
    currency: fee_type,
    attach,
    notify_url,
    timeExpire: instantOf(fields['time_expire']),
    openid: surface === 'jsapi' ? openid : undefined,
    ...(surface === 'jsapi' && sub_openid && { openidOf: 'sub' }),
    device_id: device_info,
    rest: { ...rest, ...(rest['profit_sharing'] === 'Y' && { settle_info: { profit_sharing: true } }) },
  }
}

function instantOf(time: string | undefined): number | undefined {
  if (!time) return undefined
  const instant = parseBeijingDigits(time)
  if (instant === undefined) throw new Refused(notUnderstood('time_expire参数格式有误'))
  return instant
}
