import { parseBeijingDigits } from '../../../kernel/clock/beijing-time.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { Fields } from '../../../kernel/protocol/v2/read-fields.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import type { PaymentTerms, Surface } from '../payment.ts'
import { refusals } from '../refusals.ts'

/** Reads the terms of an APIv2 order. A repeated creation must keep all fields except those left out here. */
export function termsOf(fields: Fields, surface: Surface): PaymentTerms {
  const { appid: _, mch_id: _mchid, out_trade_no: _number, trade_type: _type, ...others } = fields
  const { nonce_str: _nonce, sign_type: _signType, spbill_create_ip: _address, ...said } = others
  const { sub_mch_id: _sub, sub_appid, body = '', total_fee, fee_type, attach, ...more } = said
  const { notify_url, openid: own, sub_openid, device_info, ...rest } = more
  if (sub_openid && !sub_appid) throw new Refused(refusals.subOpenidAlone)
  if (fee_type && fee_type !== 'CNY') throw new Refused(notUnderstood('fee_type参数格式有误'))
  const openid = sub_openid ?? own
  if (surface === 'jsapi' && !openid) throw new Refused(notUnderstood('JSAPI支付必须传openid'))
  return {
    description: body,
    total: Number(total_fee),
    currency: 'CNY',
    attach,
    notify_url: surface === 'code' ? undefined : (notify_url ?? ''),
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
