import { paramError } from '../../../kernel/machine/refusal.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { PaymentTerms } from '../payment.ts'

/** What the creations of APIv3 have in common, as sent. */
export interface PrepayBody {
  readonly description: string
  readonly out_trade_no: string
  readonly time_expire?: string
  readonly attach?: string
  readonly notify_url: string
  readonly amount: { readonly total: number; readonly currency?: string }
  readonly scene_info?: { readonly device_id?: string }
  readonly [other: string]: unknown
}

/** @param rest everything in the body that says something else than who sells and who pays */
export function termsOf(
  { out_trade_no: _number, time_expire, amount, scene_info, ...others }: PrepayBody,
  payer: Pick<PaymentTerms, 'openid' | 'openidOf'>,
): PaymentTerms {
  const { description, attach, notify_url, ...rest } = others
  return {
    description,
    total: amount.total,
    currency: amount.currency ?? 'CNY',
    attach,
    notify_url,
    timeExpire: instantOf(time_expire),
    ...payer,
    device_id: scene_info?.device_id,
    rest: { ...rest, scene_info },
  }
}

/** @throws {Refused} when it is no time */
export function instantOf(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const instant = Date.parse(time)
  if (Number.isNaN(instant)) throw new Refused(paramError('交易结束时间 time_expire 格式错误', 268435461))
  return instant
}
