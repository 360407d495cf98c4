import { ControlError } from '../../kernel/control/control-error.ts'
import { openid } from '../../kernel/control/fields.ts'
import {
  type Read,
  flag,
  integer,
  isPlain,
  listOf,
  object,
  oneOf,
  optional,
  plainText,
  someOf,
  text,
} from '../../kernel/control/input.ts'
import { LIST_LIMIT, type PageRequest, pageFields, pageOf } from '../../kernel/control/pages.ts'
import { withBody, withQuery } from '../../kernel/control/route.ts'
import { type VoucherContributor, voucherContributors } from '../../kernel/ledger/voucher.ts'
import type { WithEvents } from '../../kernel/machine/entities.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { isObject } from '../../kernel/validate/check-value.ts'
import { type Coupon, type CouponState, couponStates } from './coupon.ts'
import { coupons, stocks } from './entity.ts'
import { giveCoupon } from './give-coupon.ts'
import { randomCouponIds } from './ids.ts'
import type { CouponPolicy } from './policy.ts'
import { sendToUser } from './send-to-user.ts'
import type { Stock } from './stock.ts'

export type CouponWithEvents = WithEvents<Coupon>

/** A coupon in a list, with the instant of its last event. */
export type CouponSummary = Coupon & { readonly changedAt: number }

export interface CouponPage {
  readonly coupons: readonly CouponSummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/** A stock in a list, with the instant of its last event. */
export type StockSummary = Stock & { readonly changedAt: number }

export interface StockPage {
  readonly stocks: readonly StockSummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/** A coupon of a stock that the merchant has created, which a user gets without the API. */
export interface GiveFromStockInput {
  /** The stock, which has to be running. Its budgets count as for a request. */
  readonly stockId: string
  /** The user. Default: the user of the page's phone. */
  readonly openid?: string
}

/** A coupon of a stock of its own, which a user gets without the API. */
export interface GiveCouponInput {
  /** Face value in fen. */
  readonly amount: number
  /** The user. Default: the user of the page's phone. */
  readonly openid?: string
  /** Smallest order, in fen, that the coupon can pay for. Default: one fen more than its face value. */
  readonly minimum?: number
  /**
   * The seller gets less (免充值). Otherwise locked money of the creator pays (预充值), which comes from its bank.
   *
   * @default false
   */
  readonly noCash?: boolean
  /** Default: `代金券`. */
  readonly name?: string
  /** Merchants at whose orders it can be used. Default: this merchant. */
  readonly merchants?: readonly string[]
  /** Values of `goods_tag`, one of which the order must have. Default: any order. */
  readonly goodsTags?: readonly string[]
  /** Wire values of `trade_type`. Default: any surface. */
  readonly tradeTypes?: readonly TradeType[]
  /** Numbers of the only goods that it reduces; orders name theirs in `detail.goods_detail`. */
  readonly goods?: readonly string[]
  /**
   * It can be used together with other coupons of this merchant.
   *
   * @default true
   */
  readonly combinable?: boolean
  /** The party that bears the discount, as `promotion_detail` says it. Default: `merchant`. */
  readonly contributor?: VoucherContributor
  /** Validity in virtual ms from now. Default: 30 days. */
  readonly validMs?: number
}

/** Where an order is paid. JSAPI counts as `MICROAPP` and as `OTHER`: nobody can tell a mini program from a page. */
export const tradeTypesOfStocks = ['MICROAPP', 'APPPAY', 'PPAY', 'CARD', 'FACE', 'OTHER'] as const
type TradeType = (typeof tradeTypesOfStocks)[number]

/** Commands of people for vouchers (代金券) of the merchant's own stocks. */
export interface CouponsControl {
  /**
   * Gives a user a coupon: one with its own stock, or one of a stock that the merchant has created.
   *
   * @example const { coupon_id } = await control.coupons.give({ amount: 500, minimum: 2_000 })
   * @throws {ControlError} 400 for an invalid coupon, 409 with the refusal that a request would get
   */
  give(input: GiveCouponInput | GiveFromStockInput): Promise<CouponWithEvents>
  /** Returns a coupon with its timeline. */
  get(couponId: string): Promise<CouponWithEvents>
  /** Lists a page of coupons, newest first. */
  page(options?: PageRequest & { states?: readonly CouponState[]; couponIds?: readonly string[] }): Promise<CouponPage>
  /** Lists a page of stocks, newest first: locked money in fen, sent and used coupons. */
  stocks(options?: PageRequest): Promise<StockPage>
}

const DAY = 86_400_000
/** Face value and smallest order of a stock, in fen. */
const MOST = 10_000_000

const label = (most: number) =>
  text(new RegExp(`^.{1,${most}}$`, 'u'), `1 to ${most} characters without control characters`)
const name = (value: unknown, field: string): string => {
  const read = label(60)(value, field)
  return isPlain(read) ? read : label(0)(value, field)
}
const merchantNumber = text(/^\d{8,10}$/, 'a merchant number')
const couponId = text(/^\d{1,20}$/, 'a coupon_id')

const giveInput = object({
  amount: integer(1, MOST),
  openid: optional(openid),
  minimum: optional(integer(1, MOST)),
  noCash: optional(flag),
  name: optional(name),
  merchants: optional(listOf(merchantNumber)),
  goodsTags: optional(listOf(label(128))),
  tradeTypes: optional(listOf(oneOf(tradeTypesOfStocks))),
  goods: optional(listOf(label(128))),
  combinable: optional(flag),
  contributor: optional(oneOf(voucherContributors)),
  validMs: optional(integer(1, 365 * DAY)),
})
const stockInput = object({ stockId: text(/^\d{1,20}$/, 'a stock_id'), openid: optional(openid) })
const giveAny: Read<GiveCouponInput | GiveFromStockInput> = (value, field) =>
  isObject(value) && 'stockId' in value ? stockInput(value, field) : giveInput(value, field)
const couponQuery = object({
  ...pageFields,
  states: optional(someOf(oneOf(couponStates), couponStates.length)),
  couponIds: optional(someOf(couponId, LIST_LIMIT)),
})
const stockQuery = object(pageFields)

export function couponControl({
  mchid,
  openid: user,
  world,
  archive,
}: Desk<CouponPolicy>): ProductControl<{ readonly coupons: CouponsControl }> {
  async function get(id: string): Promise<CouponWithEvents> {
    const found = await archive.findWithEvents(coupons, mchid, plainText(id, 'couponId'))
    if (!found) throw unknownCoupon(id)
    return found
  }

  async function giveFromStock({ stockId, openid: to = user }: GiveFromStockInput, now: number) {
    const sending = { mchid, appid: '', out_request_no: `gift${randomCouponIds.couponId()}` }
    const sent = await sendToUser(world, { creator: mchid, stock_id: stockId, openid: to }, sending, now)
    if ('outcome' in sent) throw new ControlError(409, sent.code, sent.message, { field: 'stockId', received: stockId })
    return get(sent.coupon_id)
  }

  const control: CouponsControl = {
    get,
    async give(input) {
      const given = giveAny(input, '')
      const now = await world.now()
      if ('stockId' in given) return giveFromStock(given, now)
      const { amount, minimum = amount + 1, validMs = 30 * DAY } = given
      const { stock, coupon } = giveCoupon(
        {
          mchid,
          openid: given.openid ?? user,
          rule: {
            name: given.name ?? '代金券',
            description: given.name ?? '代金券',
            no_cash: given.noCash ?? false,
            coupon_amount: amount,
            transaction_minimum: minimum,
            available_merchants: given.merchants ?? [mchid],
            goods_tag: given.goodsTags,
            trade_type: given.tradeTypes,
            ...(given.goods && { available_items: given.goods }),
            combine_use: given.combinable ?? true,
            contributor: given.contributor ?? 'merchant',
          },
          endsAt: now + validMs,
        },
        { now, ids: randomCouponIds },
      )
      await world.entities.transaction(async (unit) => {
        await unit.save(stocks, stock)
        await unit.save(coupons, coupon)
      })
      return get(coupon.entity.coupon_id)
    },
    async page(asked = {}) {
      const { states, couponIds, ...options } = couponQuery(asked, '')
      const { entities, next } = await archive.page(coupons, {
        mchid,
        ...pageOf(options),
        states,
        numbers: couponIds,
      })
      return {
        coupons: entities.map(inList),
        ...(next !== undefined && { next }),
      }
    },
    async stocks(options = {}) {
      const { entities, next } = await archive.page(stocks, { mchid, ...pageOf(stockQuery(options, '')) })
      return {
        stocks: entities.map(inList),
        ...(next !== undefined && { next }),
      }
    },
  }
  return {
    members: { coupons: control },
    routes: [
      {
        method: 'GET',
        path: '/coupons',
        about: '代金券，新的在前，分页：?limit=、?cursor=、?states=、?couponIds= · coupons, by page',
        handle: withQuery(couponQuery, (query) => control.page(query)),
      },
      {
        method: 'GET',
        path: '/coupons/stocks',
        about: '代金券批次：锁定的钱（分）、已发、已用，分页：?limit=、?cursor= · stocks of coupons, by page',
        handle: withQuery(stockQuery, (query) => control.stocks(query)),
      },
      {
        method: 'GET',
        path: '/coupons/:couponId',
        about: '一张代金券及其经过 · one coupon with its timeline',
        handle: ({ params }) => get(params['couponId'] ?? ''),
      },
      {
        method: 'POST',
        path: '/coupons',
        about:
          '给用户一张代金券：面额 amount（分），可填 openid、minimum、noCash、name、merchants、goodsTags、tradeTypes、goods、combinable、contributor、validMs；或 stockId，从一个批次发 · give a user a coupon',
        handle: withBody(giveAny, (input) => control.give(input)),
      },
    ],
  }
}

function inList<E>({ entity, changedAt }: { readonly entity: E; readonly changedAt: number }) {
  return { ...entity, changedAt }
}

function unknownCoupon(id: string): ControlError {
  return new ControlError(404, 'NO_SUCH_COUPON', `没有这张代金券 · there is no coupon ${id}`, {
    field: 'couponId',
    received: id,
  })
}
