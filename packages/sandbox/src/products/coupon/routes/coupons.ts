import { beijingTime } from '../../../kernel/clock/beijing-time.ts'
import { changed } from '../../../kernel/machine/change.ts'
import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { Coupon } from '../coupon.ts'
import { isUsable } from '../decide-coupon.ts'
import { CALLBACK, callbacks, coupons, sendings } from '../entity.ts'
import type { CouponPolicy } from '../policy.ts'
import { presentCoupon } from '../present.ts'
import { refusals } from '../refusals.ts'
import { sendToUser } from '../send-to-user.ts'
import { pageOf } from './call.ts'

/** The longest page of a user's coupons. */
const COUPONS = 100

/** Coupons (代金券) of users, and the address for events about them. */
export const couponRoutes: Routes<CouponPolicy> = {
  marketingFavorUserCouponsCreate: {
    async act(call) {
      const { merchant, world, now, params, body } = call
      const { stock_id, stock_creator_mchid: creator, appid, out_request_no } = body
      if (body.coupon_value !== undefined || body.coupon_minimum !== undefined) throw new Refused(refusals.valueGiven)
      const sending = { mchid: merchant.mchid, appid, out_request_no }
      const sent = await sendToUser(world, { creator, stock_id, openid: params.openid }, sending, now)
      if ('outcome' in sent) throw new Refused(sent)
      return { coupon_id: sent.coupon_id }
    },
  },
  marketingFavorUserCoupon: {
    async act({ world, merchant, params }) {
      const { coupon_id, openid } = params
      const sending = await world.entities.findByKey(sendings, merchant.mchid, 'coupon_id', coupon_id)
      const coupon = await world.entities.find(coupons, sending?.creator ?? merchant.mchid, coupon_id)
      if (coupon?.openid !== openid) throw new Refused(refusals.noCoupon)
      return presentCoupon(coupon)
    },
  },
  marketingFavorUserCouponsQuery: { act: listOfUser },
  marketingFavorCallbacksCreate: {
    async act({ world, now, body }) {
      // The merchant of a body is always the caller.
      const { mchid, notify_url, switch: isOn = true } = body
      if (!isOn || !URL.canParse(notify_url)) throw new Refused(refusals.valueWrong)
      const callback = { mchid, notify_url, updatedAt: now }
      await world.entities.transaction(async (unit) => {
        await unit.lock(callbacks, mchid, CALLBACK)
        await unit.save(callbacks, changed(callback, []))
      })
      return { update_time: beijingTime(now), notify_url }
    },
  },
  marketingFavorCallbacksQuery: {
    async act({ world, merchant, query }) {
      const { mchid } = query
      if (mchid !== merchant.mchid) throw new Refused(refusals.creatorWrong)
      const callback = await world.entities.find(callbacks, mchid, CALLBACK)
      return { mchid, notify_url: callback?.notify_url ?? '' }
    },
  },
}

/** Lists a user's coupons by their creator, or those that can be used at a merchant. The creator takes precedence. */
async function listOfUser({
  world,
  now,
  params,
  query,
}: CallTo<'marketingFavorUserCouponsQuery', CouponPolicy>): Promise<object> {
  const { creator_mchid, available_mchid, stock_id, status, business_type } = query
  if (creator_mchid === undefined && available_mchid === undefined) throw new Refused(refusals.merchantMissing)
  // No coupon of the sandbox is of the kind that is used more than once (消费金).
  const states = creator_mchid === undefined || status === 'SENDED' ? ['SENDED'] : ['SENDED', 'USED']
  const own = business_type === 'MULTIUSE' ? [] : await world.entities.openOf(coupons, params.openid, states)
  const canBeUsed = (coupon: Coupon) => coupon.state === 'SENDED' && now < coupon.endsAt
  if (creator_mchid === undefined) {
    const usable = own.filter(
      (coupon) => isUsable(coupon, now) && coupon.rule.available_merchants.includes(available_mchid ?? ''),
    )
    return { data: usable.map(presentCoupon), total_count: usable.length }
  }
  const ofCreator = own.filter(
    (coupon) =>
      coupon.mchid === creator_mchid &&
      (stock_id === undefined || coupon.stock_id === stock_id) &&
      (canBeUsed(coupon) || coupon.state === 'USED'),
  )
  const { items, ...page } = pageOf(ofCreator, query, COUPONS)
  return { ...page, data: items.map(presentCoupon) }
}
