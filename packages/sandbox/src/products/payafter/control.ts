import { changeEntity } from '../../kernel/control/change-entity.ts'
import { ControlError } from '../../kernel/control/control-error.ts'
import { openid, outOrderNo } from '../../kernel/control/fields.ts'
import { object, oneOf, optional, plainText, someOf } from '../../kernel/control/input.ts'
import { LIST_LIMIT, type PageRequest, pageFields, pageOf, upTo } from '../../kernel/control/pages.ts'
import { withQuery, withBody } from '../../kernel/control/route.ts'
import type { WithEvents } from '../../kernel/machine/entities.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { applicantOf } from './applicant.ts'
import { confirmOrder, declineOrder } from './confirm-order.ts'
import type { Context } from './context.ts'
import { payafterOrders, queryIdOf } from './entity.ts'
import { randomIds } from './ids.ts'
import { type Decision, type OrderEvent, type OrderState, type PayafterOrder, orderStates } from './order.ts'
import { payOrder } from './pay-order.ts'
import type { PayafterPolicy } from './policy.ts'

/** An order with its events, oldest first. */
export type OrderWithEvents = WithEvents<PayafterOrder, OrderEvent>

/** An order in a list, without the merchant's terms. */
export interface OrderSummary
  extends
    Pick<PayafterOrder, 'mchid' | 'out_order_no' | 'state' | 'openid' | 'createdAt'>,
    Pick<PayafterOrder['create'], 'service_introduction' | 'service_start_location' | 'risk_amount'> {
  /** Total in fen, once the merchant has completed the order. */
  readonly total_amount?: number
  /** Instant of the last event. */
  readonly changedAt: number
}

export interface OrderPage {
  readonly orders: readonly OrderSummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/** The order that the user sees, and the id that the merchant's front end gets when they leave the page. */
export interface PageVisit {
  readonly order: OrderWithEvents
  readonly queryId: string
}

/** Commands of people for pay-after orders. */
export interface PayafterControl {
  /** Lists whole orders with their timelines, newest first. Default limit: 200. */
  orders(limit?: number): Promise<OrderWithEvents[]>
  /**
   * Lists a page of order summaries, newest first.
   *
   * @param options.states restricts the list to these states
   * @param options.outOrderNos restricts the list to these numbers
   */
  orderPage(
    options?: PageRequest & { states?: readonly OrderState[]; outOrderNos?: readonly string[] },
  ): Promise<OrderPage>
  order(outOrderNo: string): Promise<OrderWithEvents>
  /**
   * The user confirms on the confirm page.
   *
   * @param options.openid the user. Default: the user of the page's phone
   */
  confirm(outOrderNo: string, options?: { openid?: string }): Promise<PageVisit>
  /** The user leaves the confirm page without confirming. */
  decline(outOrderNo: string): Promise<PageVisit>
  /** The user pays an unpaid order in the list (待支付) before the next deduction. */
  pay(outOrderNo: string): Promise<OrderWithEvents>
}

export function payafterControl(desk: Desk<PayafterPolicy>): ProductControl<PayafterControl> {
  const { mchid, world, archive } = desk

  async function order(outOrderNo: string): Promise<OrderWithEvents> {
    const found = await archive.findWithEvents(payafterOrders, mchid, plainText(outOrderNo, 'outOrderNo'))
    if (!found) throw unknownOrder(outOrderNo)
    return found as OrderWithEvents
  }

  async function change(
    outOrderNo: string,
    decide: (order: PayafterOrder, ctx: Context) => Decision,
  ): Promise<PayafterOrder> {
    plainText(outOrderNo, 'outOrderNo')
    const merchant = await world.merchants.find(mchid)
    const ctx: Context = {
      now: await world.now(),
      policy: world.policy,
      ids: randomIds,
      ...(merchant?.terms && { terms: merchant.terms }),
    }
    const { entity } = await changeEntity(desk, payafterOrders, outOrderNo, unknownOrder, (found) => decide(found, ctx))
    return entity
  }

  async function visit(...args: Parameters<typeof change>): Promise<PageVisit> {
    const changed = await change(...args)
    return { order: await order(changed.out_order_no), queryId: queryIdOf(changed) }
  }

  async function serviceOf({ service_id, out_order_no }: PayafterOrder): Promise<ServiceConfig> {
    const merchant = await world.merchants.find(mchid)
    const service = merchant?.services.find((candidate) => candidate.service_id === service_id)
    if (!service) throw new Error(`the service ${service_id} of order ${out_order_no} is gone`)
    return service
  }

  const members: PayafterControl = {
    order,
    async orders(asked) {
      const { limit = LIST_LIMIT } = upTo({ limit: asked }, '')
      return (await archive.list(payafterOrders, mchid, limit)) as readonly OrderWithEvents[] as OrderWithEvents[]
    },
    async orderPage(asked = {}) {
      const { outOrderNos, states, ...options } = orderQuery(asked, '')
      const query = { mchid, ...pageOf(options), states, numbers: outOrderNos }
      const { entities, next } = await archive.page(payafterOrders, query)
      return {
        orders: entities.map(({ entity, changedAt }) => summaryOf(entity, changedAt)),
        ...(next !== undefined && { next }),
      }
    },
    async confirm(outOrderNo, options = {}) {
      const { openid: user = desk.openid } = visitor(options, '')
      const applicant = (await applicantOf(user, world))!
      const service = await serviceOf(await order(outOrderNo))
      return visit(outOrderNo, (found, ctx) => confirmOrder(found, service, applicant, ctx))
    },
    decline: (outOrderNo) => visit(outOrderNo, declineOrder),
    async pay(outOrderNo) {
      await change(outOrderNo, (found, ctx) => payOrder(found, 'user', ctx))
      return order(outOrderNo)
    },
  }

  return { members, routes: routesOf(members) }
}

const nothing = object({})
const visitor = object({ openid: optional(openid) })
const orderQuery = object({
  ...pageFields,
  states: optional(someOf(oneOf(orderStates), orderStates.length)),
  outOrderNos: optional(someOf(outOrderNo, LIST_LIMIT)),
})

function routesOf(control: PayafterControl): ProductControl<PayafterControl>['routes'] {
  return [
    {
      method: 'GET',
      path: '/orders',
      about:
        '订单摘要，新的在前，分页：?limit=、?cursor=（上一页的 next）、?states=、?outOrderNos= · orders in brief, by page',
      handle: withQuery(orderQuery, (query) => control.orderPage(query)),
    },
    {
      method: 'GET',
      path: '/orders/:outOrderNo',
      about: '一个订单及其经过 · one order with its timeline',
      handle: ({ params }) => control.order(params['outOrderNo'] ?? ''),
    },
    {
      method: 'POST',
      path: '/orders/:outOrderNo/confirm',
      about: '用户在确认页点“确认”，openid 可选 · the user confirms',
      fromDocs: true,
      handle: withBody(visitor, (input, { outOrderNo = '' }) => control.confirm(outOrderNo, input)),
    },
    {
      method: 'POST',
      path: '/orders/:outOrderNo/decline',
      about: '用户离开确认页 · the user leaves the page',
      handle: withBody(nothing, (_, { outOrderNo = '' }) => control.decline(outOrderNo)),
    },
    {
      method: 'POST',
      path: '/orders/:outOrderNo/pay',
      about: '用户在待支付列表里付款 · the user pays',
      handle: withBody(nothing, (_, { outOrderNo = '' }) => control.pay(outOrderNo)),
    },
  ]
}

function summaryOf(order: PayafterOrder, changedAt: number): OrderSummary {
  const { mchid, out_order_no, state, openid, createdAt, create, complete } = order
  const { service_introduction, service_start_location, risk_amount } = create
  return {
    mchid,
    out_order_no,
    state,
    ...(openid !== undefined && { openid }),
    service_introduction,
    service_start_location,
    risk_amount,
    ...(complete && { total_amount: complete.total_amount }),
    createdAt,
    changedAt,
  }
}

function unknownOrder(outOrderNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_ORDER', `没有这个订单 · there is no order ${outOrderNo}`, {
    field: 'outOrderNo',
    received: outOrderNo,
  })
}
