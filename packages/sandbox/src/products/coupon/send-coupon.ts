import { dayOf } from '../../kernel/clock/beijing-day.ts'
import { type Change, changed } from '../../kernel/machine/change.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { CouponContext } from './context.ts'
import type { Coupon, CouponSending } from './coupon.ts'
import { sentCoupon } from './give-coupon.ts'
import type { Holder, Sending } from './holder.ts'
import { refusals, userLimit } from './refusals.ts'
import type { Stock } from './stock.ts'

/** A coupon that is sent to a user, and everything that counts it. */
export interface SentCoupon {
  readonly outcome: 'changed'
  readonly stock: Stock
  readonly holder: Holder
  readonly coupon: Change<Coupon>
  readonly sending: Sending
}

export interface SendContext extends CouponContext {
  /** Whether the user's account is in order. */
  readonly account: 'normal' | 'closed'
}

/**
 * Sends a user a coupon of a stock (发放代金券).
 *
 * @param holder the coupons that the user already got from the creator
 * @param sending the request that sends it
 */
export function sendCoupon(
  stock: Stock,
  holder: Holder | undefined,
  openid: string,
  sending: CouponSending,
  ctx: SendContext,
): SentCoupon | Refusal {
  const { now, ids } = ctx
  const { mchid, stock_id, terms } = stock
  const { coupon_amount } = terms.rule
  const refused = refuseStock(stock, ctx) ?? refuseUser(stock, holder, ctx)
  if (refused) return refused
  const coupon = sentCoupon(stock, openid, ids.couponId(), now, sending)
  const day = dayOf(now)
  const name = day.slice(0, 7)
  const { sent = {} } = holder ?? {}
  return {
    outcome: 'changed',
    stock: { ...stock, sent: stock.sent + 1, today: { day, amount: sentOn(stock, day) + coupon_amount } },
    holder: {
      mchid,
      openid,
      sent: { ...sent, [stock_id]: (sent[stock_id] ?? 0) + 1 },
      month: { name, amount: sentIn(holder, name) + coupon_amount },
    },
    coupon,
    sending: {
      mchid: sending.mchid,
      out_request_no: sending.out_request_no,
      creator: mchid,
      stock_id,
      openid,
      coupon_id: coupon.entity.coupon_id,
      createdAt: now,
    },
  }
}

/** Returns the coupon of an earlier request with this number, or the refusal if that had other content. */
export function repeatedSending(
  existing: Sending,
  { stock_id, openid }: Pick<Sending, 'stock_id' | 'openid'>,
): Sending | Refusal {
  return existing.stock_id === stock_id && existing.openid === openid ? existing : refusals.numberUsed
}

function refuseStock(stock: Stock, { now }: SendContext): Refusal | undefined {
  const { state, sent, terms } = stock
  if (state === 'paused') return refusals.wrongState
  if (state !== 'running' || now >= terms.endsAt) return refusals.notRunning
  if (sent >= terms.max_coupons) return refusals.budgetSpent
  const { max_amount_by_day = Infinity, rule } = terms
  return sentOn(stock, dayOf(now)) + rule.coupon_amount > max_amount_by_day ? refusals.aboveDay : undefined
}

function refuseUser(
  { stock_id, terms }: Stock,
  holder: Holder | undefined,
  { now, policy, account }: SendContext,
): Refusal | undefined {
  if (account === 'closed') return refusals.userGone
  if ((holder?.sent[stock_id] ?? 0) >= terms.max_coupons_per_user) return userLimit(policy)
  const ofMonth = sentIn(holder, dayOf(now).slice(0, 7)) + terms.rule.coupon_amount
  return ofMonth > policy.favorUserMonthMax ? refusals.userMonth : undefined
}

function sentOn({ today }: Stock, day: string): number {
  return today?.day === day ? today.amount : 0
}

function sentIn(holder: Holder | undefined, month: string): number {
  return holder?.month.name === month ? holder.month.amount : 0
}

/** Keeps the new counts of a stock or of a user, which are no event of their own. */
export function counted<E>(entity: E): Change<E> {
  return changed(entity, [])
}
