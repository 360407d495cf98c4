import type { Requests } from '../../../generated/requests.ts'
import type { Decision } from '../../../kernel/machine/change.ts'
import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { decide } from '../../../kernel/protocol/decide.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { beijingTime } from '../../../kernel/clock/beijing-time.ts'
import { pauseStock, restartStock, startStock, stopStock } from '../change-state.ts'
import { type StockCommand, createStock } from '../create-stock.ts'
import { stocks } from '../entity.ts'
import { randomCouponIds } from '../ids.ts'
import type { CouponPolicy } from '../policy.ts'
import { presentStock } from '../present.ts'
import { refusals } from '../refusals.ts'
import type { Stock } from '../stock.ts'
import { findStock, pageOf, placeOf } from './call.ts'

/** Longest pages: of stocks, and of a stock's merchants and goods. */
const STOCKS = 10
const MERCHANTS = 50
const ITEMS = 100

/** Stocks (代金券批次): their creation, states and queries. */
export const stockRoutes: Routes<CouponPolicy> = {
  marketingFavorCouponStocks: {
    async act(call) {
      const { body, now, world } = call
      const command = commandOf(call, await sellersOf(call))
      const ctx = { now, policy: world.policy, ids: randomCouponIds }
      const stock = await decide(call, stocks, body.out_request_no, (existing) => createStock(existing, command, ctx))
      return { stock_id: stock.stock_id, create_time: beijingTime(stock.createdAt) }
    },
  },
  marketingFavorStockStart: {
    async act(call) {
      const { stock_id, startedAt } = await change(call, startStock)
      return { start_time: timeOf(startedAt), stock_id }
    },
  },
  marketingFavorStockPause: {
    async act(call) {
      const { stock_id, pausedAt } = await change(call, (stock, _balance, ctx) => pauseStock(stock, ctx))
      return { pause_time: timeOf(pausedAt), stock_id }
    },
  },
  marketingFavorStockRestart: {
    async act(call) {
      const { stock_id, restartedAt, startedAt } = await change(call, (stock, _balance, ctx) =>
        restartStock(stock, ctx),
      )
      return { restart_time: timeOf(restartedAt ?? startedAt), stock_id }
    },
  },
  marketingFavorStockStop: {
    async act(call) {
      const { stock_id, stoppedAt } = await change(call, (stock, _balance, ctx) => stopStock(stock, ctx))
      return { stop_time: timeOf(stoppedAt), stock_id }
    },
  },
  marketingFavorStocks: {
    async act({ query, merchant, world }) {
      const { stock_creator_mchid, status } = query
      if (stock_creator_mchid !== merchant.mchid) throw new Refused(refusals.notOwn)
      const [createdFrom, createdUntil] = [instantOf(query.create_start_time), instantOf(query.create_end_time)]
      const { offset, limit, skip } = placeOf(query, STOCKS)
      const asked = { skip, limit, state: status, createdFrom, createdUntil }
      const { items, total } = await world.entities.numberedPage(stocks, merchant.mchid, asked)
      return { total_count: total, offset, limit, data: items.map(presentStock) }
    },
  },
  marketingFavorStock: { act: async (call) => presentStock(await ofCall(call)) },
  marketingFavorStockMerchants: {
    async act(call) {
      const { stock_id, terms } = await ofCall(call)
      const { items, ...page } = pageOf(terms.rule.available_merchants, call.query, MERCHANTS)
      return { ...page, data: items, stock_id }
    },
  },
  marketingFavorStockItems: {
    async act(call) {
      const { stock_id, terms } = await ofCall(call)
      const { items, ...page } = pageOf(terms.rule.available_items ?? [], call.query, ITEMS)
      return { ...page, data: items, stock_id }
    },
  },
}

type QueryCall = CallTo<
  'marketingFavorStock' | 'marketingFavorStockMerchants' | 'marketingFavorStockItems',
  CouponPolicy
>

async function ofCall(call: QueryCall): Promise<Stock> {
  return findStock(call, call.params.stock_id, call.query.stock_creator_mchid)
}

type ChangeCall = CallTo<
  'marketingFavorStockStart' | 'marketingFavorStockPause' | 'marketingFavorStockRestart' | 'marketingFavorStockStop',
  CouponPolicy
>

/** Changes the state of the caller's stock. Locks in this order: the stock, the creator's money. */
async function change(call: ChangeCall, decideOn: (...given: Parameters<typeof startStock>) => Decision<Stock>) {
  const { world, now, merchant } = call
  const found = await findStock(call, call.params.stock_id, call.body.stock_creator_mchid)
  const decision = await world.entities.transaction(async (unit) => {
    const stock = (await unit.lock(stocks, merchant.mchid, found.out_request_no)) ?? found
    const decided = decideOn(stock, await unit.balance(merchant.mchid), { now, policy: world.policy })
    if (decided.outcome === 'changed') await unit.save(stocks, decided)
    return decided
  })
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}

type CreationBody = Requests['marketingFavorCouponStocks']['body']

/** Reads a creation. Fields that are not open to everybody are refused later. */
function commandOf(call: CallTo<'marketingFavorCouponStocks', CouponPolicy>, sellers: readonly string[]): StockCommand {
  const { stock_use_rule, coupon_use_rule, belong_merchant, out_request_no, ...body } = call.body
  const { available_begin_time, available_end_time, stock_name, no_cash, comment, pattern_info, ...rest } = body
  const price = coupon_use_rule.fixed_normal_coupon
  return {
    mchid: call.merchant.mchid,
    out_request_no,
    belongsTo: belong_merchant,
    needsPermission: needsPermission(call.body),
    sellers,
    terms: {
      rule: {
        name: stock_name,
        description: pattern_info?.description ?? '',
        no_cash,
        coupon_amount: price?.coupon_amount ?? 0,
        transaction_minimum: price?.transaction_minimum ?? 0,
        available_merchants: coupon_use_rule.available_merchants,
        goods_tag: coupon_use_rule.goods_tag,
        trade_type: coupon_use_rule.trade_type,
        limit_card: coupon_use_rule.limit_card,
        // An empty list is a voucher for the whole order.
        ...(coupon_use_rule.available_items?.length && { available_items: coupon_use_rule.available_items }),
        combine_use: coupon_use_rule.combine_use ?? false,
        contributor: 'merchant',
      },
      ...stock_use_rule,
      beginsAt: requiredInstant(available_begin_time),
      endsAt: requiredInstant(available_end_time),
      comment,
      rest: { ...rest, pattern_info },
    },
  }
}

/** Whether a creation has fields or values that merchants have to apply for. */
function needsPermission({ stock_type, coupon_use_rule }: CreationBody): boolean {
  const { coupon_available_time, discount_coupon, exchange_coupon, limit_pay, unavailable_items } = coupon_use_rule
  const closed = [coupon_available_time, discount_coupon, exchange_coupon, limit_pay, unavailable_items]
  return stock_type !== 'NORMAL' || closed.some((field) => field !== undefined)
}

/** The merchants that a voucher without money can name: the creator, and a partner's special merchants. */
async function sellersOf({ merchant, world, body }: CallTo<'marketingFavorCouponStocks', CouponPolicy>) {
  const named = body.coupon_use_rule.available_merchants
  const found = await Promise.all(named.map((mchid) => world.merchants.find(mchid)))
  return named.filter(
    (mchid, index) => mchid === merchant.mchid || found[index]?.partners?.includes(merchant.mchid) === true,
  )
}

function requiredInstant(time: string): number {
  const instant = instantOf(time)
  if (instant === undefined) throw new Refused(refusals.timeWrong)
  return instant
}

/** @throws {Refused} the text is not a valid time */
function instantOf(time: string | undefined): number | undefined {
  if (time === undefined) return undefined
  const instant = Date.parse(time)
  if (Number.isNaN(instant)) throw new Refused(refusals.timeWrong)
  return instant
}

function timeOf(instant: number | undefined): string {
  return beijingTime(instant ?? 0)
}
