import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Coupon } from './coupon.ts'
import type { Stock } from './stock.ts'

/** The forms in which merchants see stocks and coupons. Undefined members are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** The answer to queries of stocks. */
export function presentStock(stock: Stock): Wire {
  const { mchid, stock_id, state, terms, sent, createdAt, startedAt, stoppedAt } = stock
  const { rule, beginsAt, endsAt, max_coupons, max_amount, max_amount_by_day = max_amount } = terms
  return {
    stock_id,
    stock_creator_mchid: mchid,
    stock_name: rule.name,
    status: state,
    create_time: beijingTime(createdAt),
    description: rule.description,
    stock_use_rule: {
      max_coupons,
      max_amount,
      max_amount_by_day,
      fixed_normal_coupon: priceOf(rule),
      max_coupons_per_user: terms.max_coupons_per_user,
      coupon_type: 'NORMAL',
      trade_type: rule.trade_type,
      combine_use: rule.combine_use,
      natural_person_limit: terms.natural_person_limit,
      prevent_api_abuse: terms.prevent_api_abuse,
    },
    available_begin_time: beijingTime(beginsAt),
    available_end_time: beijingTime(endsAt),
    distributed_coupons: sent,
    no_cash: rule.no_cash,
    start_time: timeOf(startedAt),
    stop_time: timeOf(stoppedAt),
    singleitem: rule.available_items !== undefined,
    stock_type: 'NORMAL',
  }
}

/** The answer to queries of coupons. */
export function presentCoupon(coupon: Coupon): Wire {
  return { ...common(coupon), out_request_no: coupon.sending?.out_request_no }
}

/** The resource of the notification of a used coupon (核销事件回调通知). */
export function presentUse(coupon: Coupon): Wire {
  return common(coupon)
}

function common({ mchid, stock_id, coupon_id, rule, state, createdAt, beginsAt, endsAt, use }: Coupon): Wire {
  return {
    stock_creator_mchid: mchid,
    stock_id,
    coupon_id,
    coupon_name: rule.name,
    status: state,
    description: rule.description,
    create_time: beijingTime(createdAt),
    coupon_type: 'NORMAL',
    no_cash: rule.no_cash,
    available_begin_time: beijingTime(beginsAt),
    available_end_time: beijingTime(endsAt),
    singleitem: rule.available_items !== undefined,
    normal_coupon_information: priceOf(rule),
    consume_information: use && {
      consume_time: beijingTime(use.at),
      consume_mchid: use.mchid,
      transaction_id: use.transaction_id,
      goods_detail: use.goods?.map(({ goods_id, quantity, unit_price }) => ({ goods_id, quantity, price: unit_price })),
    },
  }
}

function priceOf({ coupon_amount, transaction_minimum }: Stock['terms']['rule']): Wire {
  return { coupon_amount, transaction_minimum }
}

function timeOf(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : beijingTime(instant)
}
