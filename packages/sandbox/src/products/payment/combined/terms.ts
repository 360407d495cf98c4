import type { Requests } from '../../../generated/requests.ts'
import type { Payment, SubOrder, Surface } from '../payment.ts'
import { instantOf } from '../routes/prepay-terms.ts'
import type { CombinedCommand } from './create.ts'

/** The operations that create combined orders. */
export type CombinedCreation =
  | 'combineTransactionsJsapi'
  | 'combineTransactionsApp'
  | 'combineTransactionsNative'
  | 'combineTransactionsH5'

type CombinedBody = Requests[CombinedCreation]['body']

/** Reads the command of a creation. */
export function commandOf(
  { combine_appid, combine_mchid: _caller, combine_out_trade_no, sub_orders, ...body }: CombinedBody,
  { mchid, surface }: { readonly mchid: string; readonly surface: Surface },
): CombinedCommand {
  const { combine_payer_info, scene_info, time_expire, notify_url, ...rest } = body
  const { openid, sub_openid } = { openid: undefined, sub_openid: undefined, ...combine_payer_info }
  const subOrders = sub_orders.map(subOrderOf)
  const sub_appid = subOrders.find((sub) => sub.sub_appid !== undefined)?.sub_appid
  return {
    mchid,
    appid: combine_appid,
    ...(sub_appid !== undefined && { sub_appid }),
    out_trade_no: combine_out_trade_no,
    surface,
    subOrders,
    terms: {
      description: describe(subOrders),
      total: subOrders.reduce((sum, { total }) => sum + total, 0),
      currency: 'CNY',
      notify_url,
      timeExpire: instantOf(time_expire),
      openid: sub_openid ?? openid,
      ...(sub_openid !== undefined && { openidOf: 'sub' }),
      device_id: scene_info?.device_id,
      rest: { ...rest, scene_info },
    },
  }
}

function subOrderOf({ amount, mchid, sub_mchid, sub_appid, ...sub }: CombinedBody['sub_orders'][number]): SubOrder {
  const { out_trade_no, description, attach, ...rest } = sub
  return {
    mchid,
    ...(sub_mchid !== undefined && { sub_mchid }),
    ...(sub_appid !== undefined && { sub_appid }),
    out_trade_no,
    description,
    total: amount.total_amount,
    currency: amount.currency,
    attach,
    rest,
  }
}

/** Describes the goods for the cashier. */
function describe(subOrders: NonNullable<Payment['subOrders']>): string {
  const [first] = subOrders
  if (!first || subOrders.length === 1) return first?.description ?? ''
  return `${first.description} 等 ${subOrders.length} 笔`
}
