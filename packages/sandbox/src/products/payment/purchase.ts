import { isObject } from '../../kernel/validate/check-value.ts'
import type { Purchase } from '../coupon/index.ts'
import { type Payment, type SubOrder, type Surface, payeeOf } from './payment.ts'

/** Wire values of a stock's `trade_type` that allow an order. A mini program pays by JSAPI, like a page in WeChat. */
const tradeTypesOf: Readonly<Record<Surface, readonly string[]>> = {
  jsapi: ['MICROAPP', 'OTHER'],
  app: ['APPPAY'],
  native: ['OTHER'],
  h5: ['OTHER'],
  code: ['CARD'],
}

/** Describes an order to the product of vouchers. */
export function purchaseOf(
  { terms, surface, ...parties }: Pick<Payment, 'mchid' | 'sub_mchid' | 'surface' | 'terms'>,
  bank_type: string,
): Purchase {
  return { ...detailsOf(terms), payee: payeeOf(parties), tradeTypes: tradeTypesOf[surface], bank_type }
}

/** Describes an order, or each sub order of a combined order, because vouchers are chosen for these separately. */
export function purchasesOf(order: Payment, bank_type: string): Purchase[] {
  return order.subOrders?.map((sub) => purchaseOfPart(sub, order, bank_type)) ?? [purchaseOf(order, bank_type)]
}

function purchaseOfPart(sub: SubOrder, { surface }: Pick<Payment, 'surface'>, bank_type: string): Purchase {
  return { ...detailsOf(sub), payee: payeeOf(sub), tradeTypes: tradeTypesOf[surface], bank_type }
}

/** Lists the goods that an order names in its `detail`. */
export function goodsOf({ rest }: Pick<Payment['terms'], 'rest'>) {
  const { goods_detail } = objectIn(rest['detail'])
  return Array.isArray(goods_detail) ? goods_detail.flatMap(goodsIn) : []
}

function detailsOf({ total, rest }: Pick<Payment['terms'], 'total' | 'rest'>) {
  const { cost_price } = objectIn(rest['detail'])
  const goods_tag = rest['goods_tag']
  return {
    total,
    ...(typeof goods_tag === 'string' && { goods_tag }),
    ...(cost_price !== undefined && { cost_price: Number(cost_price) }),
    goods: goodsOf({ rest }),
  }
}

/** Reads a line of the order. APIv2 has `goods_id` and `price`, APIv3 `merchant_goods_id` and `unit_price`. */
function goodsIn(line: unknown) {
  if (!isObject(line)) return []
  const { merchant_goods_id, goods_id = merchant_goods_id, unit_price, price = unit_price, quantity } = line
  const read = { goods_id: String(goods_id), quantity: Number(quantity), unit_price: Number(price) }
  return Number.isSafeInteger(read.quantity) && Number.isSafeInteger(read.unit_price) ? [read] : []
}

/**
 * Reads an object, which APIv2 sends as JSON text. Text that is not JSON counts as absent, because nothing else of the
 * order depends on it.
 */
function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'string') return isObject(value) ? value : {}
  try {
    return objectIn(JSON.parse(value) ?? undefined)
  } catch {
    return {}
  }
}
