import { type TimelineEvent, changed } from '../../kernel/machine/change.ts'
import type { Entities, UnitOfWork } from '../../kernel/machine/entities.ts'
import { type PaidOrder, type PaidOrders, type RefundTally, noRefunds } from '../../kernel/machine/paid-order.ts'
import { type PayafterPolicy, paidDeductions } from '../payafter/index.ts'
import { type PaymentPolicy, paidPayments } from '../payment/index.ts'

/** Policies of the products with refundable orders. */
export type OrdersPolicy = PaymentPolicy & PayafterPolicy

/** The numbers with which a merchant names an order; `transaction_id` takes precedence. */
export interface OrderNumbers {
  readonly transaction_id?: string | undefined
  readonly out_trade_no?: string | undefined
}

/** A reference to an order: its product, and the merchant's number there. */
export interface OrderReference {
  readonly product: string
  readonly number: string
}

/** An order that is locked until the transaction ends. */
export interface LockedOrder {
  readonly paid: PaidOrder | undefined
  readonly save: (after: Pick<PaidOrder, 'refunds' | 'unsettled'>, at: number) => Promise<void>
}

/** An order in its current state; `paid` is undefined for an unpaid one. */
export interface FoundOrder extends OrderReference {
  readonly paid: PaidOrder | undefined
}

/** The refundable orders of one product. */
interface Source {
  readonly product: string
  readonly find: (
    entities: Entities<OrdersPolicy>,
    mchid: string,
    numbers: OrderNumbers,
  ) => Promise<FoundOrder | undefined>
  readonly lock: (unit: UnitOfWork<OrdersPolicy>, mchid: string, number: string) => Promise<LockedOrder | undefined>
}

/** The products with refundable orders. */
const sources: readonly Source[] = [sourceOf(paidPayments), sourceOf(paidDeductions)]

/** Finds the order that a merchant names, paid or not. */
export async function findOrder(
  entities: Entities<OrdersPolicy>,
  mchid: string,
  numbers: OrderNumbers,
): Promise<FoundOrder | undefined> {
  for (const source of sources) {
    const found = await source.find(entities, mchid, numbers)
    if (found) return found
  }
  return undefined
}

export async function lockOrder(
  unit: UnitOfWork<OrdersPolicy>,
  mchid: string,
  { product, number }: OrderReference,
): Promise<LockedOrder | undefined> {
  return sources.find((source) => source.product === product)?.lock(unit, mchid, number)
}

function sourceOf<E>({ kind, outTradeNoKey, read, withRefunds }: PaidOrders<E, OrdersPolicy>): Source {
  return {
    product: kind.product,
    async find(entities, mchid, { transaction_id, out_trade_no = '' }) {
      const byOwn = (): Promise<E | undefined> =>
        outTradeNoKey === undefined
          ? entities.find(kind, mchid, out_trade_no)
          : entities.findByKey(kind, mchid, outTradeNoKey, out_trade_no)
      const entity =
        transaction_id === undefined
          ? await byOwn()
          : await entities.findByKey(kind, mchid, 'transaction_id', transaction_id)
      return entity && { product: kind.product, number: kind.row(entity).number, paid: read(entity) }
    },
    async lock(unit, mchid, number) {
      const entity = await unit.lock(kind, mchid, number)
      if (!entity) return undefined
      const paid = read(entity)
      return {
        paid,
        async save(after, at) {
          await unit.save(kind, changed(withRefunds(entity, after), refundedEvents(paid?.refunds, after.refunds, at)))
        },
      }
    },
  }
}

/** Adds each new refund to the order's timeline. */
function refundedEvents(before: RefundTally = noRefunds, after: RefundTally, at: number): TimelineEvent[] {
  return after.numbers.slice(before.numbers.length).map((out_refund_no) => ({
    type: 'refunded',
    at,
    detail: { out_refund_no, refund: after.amount - before.amount },
  }))
}
