import { changeEntity, changeWithOthers } from '../../kernel/control/change-entity.ts'
import { ControlError } from '../../kernel/control/control-error.ts'
import { defaultMerchantTerms } from '../../kernel/ledger/terms.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { UnitOfWork } from '../../kernel/machine/entities.ts'
import type { World } from '../../kernel/world/world.ts'
import { LockedCoupons, notifyUrlsOf } from '../coupon/index.ts'
import { type CouponChoice, CouponsTaken, chooseVouchers, untilCouponsHold } from './choose-vouchers.ts'
import { decideCombined } from './combined/decide.ts'
import { partsOf } from './combined/entity.ts'
import { payCombined } from './combined/pay.ts'
import { payments } from './entity.ts'
import { randomPaymentIds } from './ids.ts'
import { type WhichOrder, findOrder } from './payable.ts'
import { type Payer, pay, problemOf } from './pay.ts'
import { type Payment, payeeOf } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { purchasesOf } from './purchase.ts'

/** A payment by a user. */
export interface PayInput extends WhichOrder {
  /** The paying user. Default: the user who showed the payment code, or the user of the page's phone. */
  readonly openid?: string
  /** Wire value of `bank_type`. Default: that of the payment code, or `OTHERS`, the balance. */
  readonly bankType?: string
  /** The outcome. Default: `success`, or `not_enough` if the user's wallet is empty. */
  readonly outcome?: Payer['outcome']
  /** The launched `prepay_id`. Default: the newest. */
  readonly prepayId?: string
  /**
   * The user's vouchers (代金券) to pay with: `best`, the highest discount as the cashier chooses it; `none`; or exactly
   * these `coupon_id`s. Sub orders of a combined order get their own.
   *
   * @default the policy's `favorAtCashier`
   */
  readonly coupons?: CouponChoice
}

/** The merchant of the cashier, and the default user. */
interface Till {
  readonly mchid: string
  readonly world: World<PaymentPolicy>
  readonly openid: string
}

/**
 * A user pays an order, or a whole combined order, or fails to.
 *
 * @throws {ControlError} 404 for an unknown order, 409 with the cashier's message when the user cannot pay, and for a
 *   named coupon that cannot be used
 */
export async function payAsUser(till: Till, outTradeNo: string, input?: PayInput): Promise<void> {
  const order = await findOrder(till.world.entities, till.mchid, outTradeNo, input)
  if (!order) throw unknownPayment(outTradeNo)
  await payOrder(till, order, input)
}

/** A user pays an order that was already found. */
export async function payOrder(till: Till, order: Payment, input: PayInput = {}): Promise<void> {
  if (order.partOf) throw partOfCombined(order.partOf)
  await untilCouponsHold((taken) => payOnce(till, order, input, taken))
}

/** @throws {CouponsTaken} another payment uses one of the coupons first */
async function payOnce(
  { mchid, world, openid: user }: Till,
  order: Payment,
  input: PayInput,
  taken: ReadonlySet<string>,
): Promise<void> {
  // The user who showed the payment code is asked for the password.
  const { openid = order.code?.openid ?? user, bankType = order.code?.bank_type ?? 'OTHERS', outcome, prepayId } = input
  const [termsOf, now] = await Promise.all([termsOfPayees(order, world), world.now()])
  const ctx = { now, policy: world.policy, ids: randomPaymentIds }
  const payerOf = async (found: Payment, unit: Pick<UnitOfWork<PaymentPolicy>, 'charge'>): Promise<Payer> => {
    // An attempt that is impossible anyway uses up none of the requested failures.
    const asksWallet = outcome === undefined && problemOf(found, prepayId, openid, ctx) === undefined
    const isRefused = asksWallet && !(await unit.charge(openid))
    return { openid, bank_type: bankType, outcome: isRefused ? 'not_enough' : (outcome ?? 'success') }
  }
  const canPay = (outcome ?? 'success') === 'success' && problemOf(order, prepayId, openid, ctx) === undefined
  const purchases = purchasesOf(order, bankType)
  const vouchers = canPay ? await chooseVouchers(world, openid, purchases, now, taken, input.coupons) : []
  const notifyUrls = await notifyUrlsOf(world.entities, vouchers.flat())
  const number = order.out_trade_no
  if (order.subOrders) {
    const subject = { mchid, combine_out_trade_no: number }
    const decision = await decideCombined(world, subject, async (found, parts, unit) => {
      if (!found) throw unknownPayment(number)
      const locked = await lockCoupons(unit, vouchers.flat(), now)
      const paid = payCombined(found, parts, await payerOf(found, unit), prepayId, ctx, termsOf, vouchers)
      const changes = 'parts' in paid ? (paid.parts ?? []) : []
      for (const { entity } of changes) await locked?.use(entity.vouchers ?? [], { ...useOf(entity, now), notifyUrls })
      return paid
    })
    if (decision.outcome === 'refused') {
      throw new ControlError(409, decision.code, decision.message, {
        hint: `合单 ${number} 现在是 ${order.state} · the combined order is ${order.state}`,
      })
    }
    return
  }
  const [own = []] = vouchers
  const decide = async (payment: Payment, unit: Pick<UnitOfWork<PaymentPolicy>, 'charge'>) =>
    pay(payment, { ...(await payerOf(payment, unit)), vouchers: own }, prepayId, {
      ...ctx,
      terms: termsOf(payeeOf(payment)),
    })
  if (own.length === 0) {
    await changeEntity({ mchid, world }, payments, number, unknownPayment, decide)
    return
  }
  await changeWithOthers({ mchid, world }, payments, number, unknownPayment, async (payment, unit) => {
    const locked = await lockCoupons(unit, own, now)
    const decision = await decide(payment, unit)
    if (decision.outcome === 'changed') await locked?.use(own, { ...useOf(decision.entity, now), notifyUrls })
    return decision
  })
}

/**
 * Locks the coupons of a payment, if it has any.
 *
 * @throws {CouponsTaken}
 */
export async function lockCoupons(
  unit: UnitOfWork<PaymentPolicy>,
  vouchers: readonly Voucher[],
  now: number,
): Promise<LockedCoupons | undefined> {
  if (vouchers.length === 0) return undefined
  const locked = await LockedCoupons.lock(unit, vouchers)
  const unusable = locked.unusable(vouchers, now)
  if (unusable.length > 0) throw new CouponsTaken(unusable)
  return locked
}

/** The use of coupons in a paid order. */
export function useOf(payment: Payment, at: number) {
  return { at, mchid: payeeOf(payment), transaction_id: payment.transaction_id ?? '' }
}

/** The fees and settlements of all merchants that receive money from an order. */
async function termsOfPayees(order: Payment, { merchants }: World<PaymentPolicy>) {
  const payees = new Set((order.subOrders ? partsOf(order) : [order]).map(payeeOf))
  const terms = new Map<string, typeof defaultMerchantTerms>()
  for (const payee of payees) terms.set(payee, (await merchants.find(payee))?.terms ?? defaultMerchantTerms)
  return (mchid: string) => terms.get(mchid) ?? defaultMerchantTerms
}

export function unknownPayment(outTradeNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_PAYMENT', `没有这个支付订单 · there is no payment ${outTradeNo}`, {
    field: 'outTradeNo',
    received: outTradeNo,
  })
}

function partOfCombined({ mchid, combine_out_trade_no }: NonNullable<Payment['partOf']>): ControlError {
  return new ControlError(
    409,
    'PART_OF_COMBINED_ORDER',
    '合单的子单不能单独支付 · a sub order is paid with its combined order',
    {
      field: 'outTradeNo',
      hint: `请支付商户 ${mchid} 的合单 ${combine_out_trade_no} · pay ${combine_out_trade_no} of merchant ${mchid}`,
    },
  )
}
