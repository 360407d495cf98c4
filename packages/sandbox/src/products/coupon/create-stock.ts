import { type Decision, changed, unchanged } from '../../kernel/machine/change.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import { isRepetition } from '../../kernel/machine/repetition.ts'
import type { CouponContext } from './context.ts'
import { endOf } from './decide-stock.ts'
import { refusals } from './refusals.ts'
import type { Stock, StockTerms } from './stock.ts'

/** A creation of a stock. */
export interface StockCommand {
  /** The creator. */
  readonly mchid: string
  readonly out_request_no: string
  readonly terms: StockTerms
  /** The merchant that is to own the stock (`belong_merchant`). */
  readonly belongsTo: string
  /** The request has fields or values that need a permission of their own. */
  readonly needsPermission: boolean
  /** Merchants that may sell for the creator: itself, and a partner's special merchants. */
  readonly sellers: readonly string[]
}

const FEN = { least: 10, most: 10_000_000 }
const COUPONS = { least: 5, most: 10_000_000 }
const COUPONS_OF_USER = 60
const ITEMS = 50
const SECOND = 1_000

/**
 * Creates a stock (创建代金券批次), or answers a repeated creation.
 *
 * @param existing the creator's stock with this number
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534633
 */
export function createStock(existing: Stock | undefined, command: StockCommand, ctx: CouponContext): Decision<Stock> {
  const { mchid, out_request_no, terms } = command
  if (existing) return isRepetition(existing.terms, terms) ? unchanged(existing) : refusals.numberUsed
  const refused = refuseTerms(command, ctx)
  if (refused) return refused
  const stock: Stock = {
    mchid,
    out_request_no,
    stock_id: ctx.ids.stockId(),
    state: 'unactivated',
    terms,
    locked: 0,
    sent: 0,
    used: 0,
    createdAt: ctx.now,
  }
  const event = { type: 'created', at: ctx.now, detail: { max_amount: terms.max_amount } }
  return changed(stock, [event], [endOf(stock)])
}

function refuseTerms(command: StockCommand, { now, policy }: CouponContext): Refusal | undefined {
  const { mchid, terms, belongsTo, needsPermission, sellers } = command
  const { rule, beginsAt, endsAt, max_amount, max_coupons } = terms
  // Times on the wire have no milliseconds.
  const isPast = beginsAt < Math.floor(now / SECOND) * SECOND || endsAt <= Math.max(beginsAt, now)
  if (isPast || endsAt - beginsAt > policy.favorMaxRangeMs) return refusals.outOfTime
  if (needsPermission || belongsTo !== mchid || beginsAt - now > policy.favorBeginWithinMs || !isWithinLimits(terms))
    return refusals.notOpened
  if (rule.coupon_amount * max_coupons !== max_amount) return refusals.budgetWrong
  const sellsElsewhere = rule.no_cash && rule.available_merchants.some((seller) => !sellers.includes(seller))
  const isUnusable = rule.transaction_minimum <= rule.coupon_amount || rule.available_merchants.length === 0
  return isUnusable || sellsElsewhere ? refusals.rulesWrong : undefined
}

function isWithinLimits({
  rule,
  max_amount,
  max_amount_by_day,
  max_coupons,
  max_coupons_per_user,
}: StockTerms): boolean {
  const { coupon_amount, transaction_minimum, goods_tag = [], limit_card, available_items = [] } = rule
  const isIn = (value: number, { least, most }: typeof FEN) => value >= least && value <= most
  return (
    isName(rule.name) &&
    isIn(coupon_amount, FEN) &&
    transaction_minimum <= FEN.most &&
    isIn(max_coupons, COUPONS) &&
    isIn(max_coupons_per_user, { least: 1, most: Math.min(COUPONS_OF_USER, max_coupons) }) &&
    (max_amount_by_day === undefined || isIn(max_amount_by_day, { least: 1, most: max_amount })) &&
    [goods_tag, available_items].every((list) => list.length <= ITEMS && list.every(({ length }) => length <= 128)) &&
    (!limit_card || (limit_card.name.length <= 4 && isIn(limit_card.bin.length, { least: 1, most: 10 })))
  )
}

/** At most 9 Chinese characters or 20 letters, without the characters that files separate values with. */
function isName(name: string): boolean {
  const isChinese = /\p{Script=Han}/u.test(name)
  return name.length <= (isChinese ? 9 : 20) && !/[_,;|]/.test(name)
}
