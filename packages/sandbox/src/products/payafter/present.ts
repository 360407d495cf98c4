import type { Context } from './context.ts'
import { issueFinishTicket } from './finish-ticket.ts'
import type { PayafterOrder } from './order.ts'
import type { PayafterPolicy } from './policy.ts'
import { formatServiceTime } from './service-time.ts'

/** The forms in which merchants see an order. Undefined members are left out on the wire. */

type Wire = Readonly<Record<string, unknown>>

/** The answer to a creation. */
export function presentCreated(order: PayafterOrder): Wire {
  return {
    ...presentReference(order),
    miniprogram_businesstype: 'wxpayScoreUse',
    miniprogram_appid: 'wxd8f3793ea3b935b8',
    miniprogram_path: 'pages/use/use',
    miniprogram_username: 'gh_8d4c21e6f2a0',
    package: order.packageToken,
  }
}

/** The answer to a completion or cancellation. */
export function presentReference({ appid, mchid, out_order_no, service_id, order_id }: PayafterOrder): Wire {
  return { appid, mchid, out_order_no, service_id, order_id }
}

/** The answer to a sync. */
export function presentSynced({ appid, mchid, out_order_no, order_id }: PayafterOrder): Wire {
  return { appid, mchid, out_order_no, order_id }
}

/** The answer to a query, with a new finish ticket each time. */
export function presentOrder(order: PayafterOrder, { policy, ids }: Pick<Context, 'policy' | 'ids'>): Wire {
  const wire = {
    ...describe(order, policy),
    fees: nonEmpty(order.complete?.fees ?? order.create.fees),
    discounts: nonEmpty(order.complete?.discounts ?? order.create.discounts),
    finish_ticket: order.state === 'USER_ACCEPTED' ? issueFinishTicket(order, ids.token()) : undefined,
    pay_type: order.pay_type,
  }
  return policy.unsetFields === 'empty' ? withEmptyFields(wire) : wire
}

/**
 * The content of a notification before encryption: the order without its lists, with a finish ticket while it is valid.
 */
export function presentNotification(order: PayafterOrder, policy: PayafterPolicy): Wire {
  const wire = describe(order, policy)
  return {
    ...wire,
    pay_succ_time: wire['pay_succ_time'] ?? '',
    finish_ticket: order.state === 'USER_ACCEPTED' ? issueFinishTicket(order, 'notification') : undefined,
  }
}

function describe(order: PayafterOrder, policy: PayafterPolicy): Wire {
  const { appid, mchid, out_order_no, service_id, state, create, complete } = order
  const charged = complete?.finish_type === 2
  return {
    appid,
    mchid,
    out_order_no,
    service_id,
    state,
    service_start_time: (policy.resolveOnAccept ? order.resolvedStartTime : undefined) ?? create.service_start_time,
    service_end_time: create.service_end_time,
    service_start_location: create.service_start_location,
    service_end_location: create.service_end_location,
    service_introduction: create.service_introduction,
    risk_amount: create.risk_amount,
    attach: create.attach,
    finish_type: complete?.finish_type,
    total_amount: complete?.total_amount,
    real_service_start_time: complete?.real_service_start_time ?? (charged ? order.resolvedStartTime : undefined),
    real_service_end_time: complete?.real_service_end_time ?? (charged ? create.service_end_time : undefined),
    // No request field sets the actual start location, so it equals the order's.
    real_service_start_location: charged ? create.service_start_location : undefined,
    real_service_end_location:
      complete?.real_service_end_location ??
      (charged ? (create.service_end_location ?? create.service_start_location) : undefined),
    pay_succ_time: state === 'USER_PAID' ? paidTime(order) : undefined,
    finish_transaction_id: order.finish_transaction_id,
  }
}

function paidTime({ syncedPaidTime, paidAt }: PayafterOrder): string | undefined {
  return syncedPaidTime ?? (paidAt === undefined ? undefined : formatServiceTime(paidAt))
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}

const LISTS: ReadonlySet<string> = new Set(['fees', 'discounts'])
const NUMBERS: ReadonlySet<string> = new Set(['finish_type', 'total_amount'])

/** Shows unset fields as related APIs do: `""` and `[]`. Numbers have no such value and are left out. */
function withEmptyFields(wire: Wire): Wire {
  return Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, value ?? emptyValue(name)]))
}

function emptyValue(name: string): unknown {
  if (LISTS.has(name)) return []
  return NUMBERS.has(name) ? undefined : ''
}
