import type { Requests } from '../../../generated/requests.ts'
import { paramError } from '../../../kernel/machine/refusal.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { requireCny } from '../../../kernel/validate/require-cny.ts'
import type { PaymentTerms } from '../payment.ts'

type Creation = Requests[
  | 'payTransactionsJsapi'
  | 'payTransactionsApp'
  | 'payTransactionsNative'
  | 'payTransactionsH5'
  | 'payTransactionsCodepay'
  | 'payPartnerTransactionsJsapi'
  | 'payPartnerTransactionsApp'
  | 'payPartnerTransactionsNative'
  | 'payPartnerTransactionsH5'
  | 'payPartnerTransactionsCodepay']['body']

/** The bodies of APIv3 creations without the selling parties and the payer. */
export type PrepayBody = DistributiveOmit<
  Creation,
  'appid' | 'mchid' | 'sp_appid' | 'sp_mchid' | 'sub_appid' | 'sub_mchid' | 'payer'
>

type DistributiveOmit<Body, Names extends string> = Body extends unknown ? Omit<Body, Names> : never

/** @param rest all fields of the body except the parties and the payer */
export function termsOf(
  { out_trade_no: _number, amount, scene_info, ...others }: PrepayBody,
  payer: Pick<PaymentTerms, 'openid' | 'openidOf'>,
): PaymentTerms {
  const { description, attach, time_expire, notify_url, ...rest } = {
    time_expire: undefined,
    notify_url: undefined,
    ...others,
  }
  return {
    description,
    total: amount.total,
    currency: requireCny(amount.currency, '/amount', '货币类型'),
    attach,
    notify_url,
    timeExpire: instantOf(time_expire),
    ...payer,
    device_id: scene_info?.device_id,
    rest: { ...rest, scene_info },
  }
}

/** @throws {Refused} the text is not a valid time */
export function instantOf(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const instant = Date.parse(time)
  if (Number.isNaN(instant)) throw new Refused(paramError('交易结束时间 time_expire 格式错误', 268435461))
  return instant
}
