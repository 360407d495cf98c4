import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { World } from '../../kernel/world/world.ts'
import type { CouponSending } from './coupon.ts'
import { coupons, holders, sendings, stocks } from './entity.ts'
import type { Sending } from './holder.ts'
import { randomCouponIds } from './ids.ts'
import type { CouponPolicy } from './policy.ts'
import { refusals } from './refusals.ts'
import { counted, repeatedSending, sendCoupon } from './send-coupon.ts'

/** The stock of a sending, and the user who gets the coupon. */
export interface Receiver {
  readonly creator: string
  readonly stock_id: string
  readonly openid: string
}

/**
 * Sends a user a coupon and saves everything that counts it. Locks in this order: the sender's number, the stock, the
 * user's counts.
 */
export async function sendToUser(
  { entities, users, policy }: Pick<World<CouponPolicy>, 'entities' | 'users' | 'policy'>,
  { creator, stock_id, openid }: Receiver,
  sending: CouponSending,
  now: number,
): Promise<Sending | Refusal> {
  const found = await entities.findOfAny(stocks, 'stock_id', stock_id)
  if (found && found.mchid !== creator) return refusals.stockOfOther
  if (creator !== sending.mchid && policy.favorOtherSenders === 'nobody') return refusals.notAcross
  const account = (await users.find(openid))?.account ?? 'normal'
  return entities.transaction(async (unit) => {
    const existing = await unit.lock(sendings, sending.mchid, sending.out_request_no)
    if (existing) return repeatedSending(existing, { stock_id, openid })
    const stock = found && (await unit.lock(stocks, creator, found.out_request_no))
    if (!stock) return refusals.noStock
    const holder = await unit.lock(holders, creator, openid)
    const ctx = { now, policy, ids: randomCouponIds, account }
    const sent = sendCoupon(stock, holder, openid, sending, ctx)
    if (sent.outcome === 'refused') return sent
    await unit.save(stocks, counted(sent.stock))
    await unit.save(holders, counted(sent.holder))
    await unit.save(coupons, sent.coupon)
    await unit.save(sendings, counted(sent.sending))
    return sent.sending
  })
}
