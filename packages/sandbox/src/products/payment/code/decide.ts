import { changed } from '../../../kernel/machine/change.ts'
import { defaultMerchantTerms } from '../../../kernel/ledger/terms.ts'
import { defaultOpenidOf } from '../../../kernel/merchant/users.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { Voucher } from '../../../kernel/ledger/voucher.ts'
import { LockedCoupons, type VoucherReturn, notifyUrlsOf } from '../../coupon/index.ts'
import { chooseVouchers, untilCouponsHold } from '../choose-vouchers.ts'
import { payments } from '../entity.ts'
import { lockCoupons, useOf } from '../pay-as-user.ts'
import { type Payment, payeeOf } from '../payment.ts'
import { purchaseOf } from '../purchase.ts'
import { type PaymentCall, contextOf } from '../routes/call.ts'
import { NO_MERCHANT, userCodes } from './codes-kept.ts'
import { randomCodeIds } from './ids.ts'
import { type NegativeTest, beLate, negativeTest } from './negative-test.ts'
import { type CodeDecision, type CodePaymentCommand, asksWallet, payByCode } from './pay-by-code.ts'
import { codeRefusals } from './refusals.ts'
import { reversePayment } from './reverse.ts'
import { type UserCodes, showCode } from './user-codes.ts'

/** A requested payment: the order in its new state, and the reason why its user is asked for the password, if so. */
export interface CodePayment {
  readonly payment: Payment
  readonly reason: string | undefined
}

/**
 * Makes a payment by code. Locks in this order: the order, the user's codes, the user's coupons and their stocks, the
 * user's wallet.
 *
 * @param fromAnyCode whether every well-formed code belongs to a user, as in the test system, where no phone shows
 *   codes
 * @throws {Refused} the decision is a refusal
 */
export async function takeCodePayment(
  call: PaymentCall,
  asked: CodePaymentCommand,
  fromAnyCode = false,
): Promise<CodePayment> {
  const test = negativeTest(call)
  const { world, merchant, now } = call
  const { mchid } = merchant
  const payee = await world.merchants.find(payeeOf(asked))
  const ctx = { ...contextOf(call), terms: payee?.terms ?? defaultMerchantTerms }
  const owner = await world.entities.findByKey(userCodes, NO_MERCHANT, 'auth_code', asked.auth_code)
  const openid = owner?.openid ?? (fromAnyCode ? defaultOpenidOf(mchid) : undefined)
  const command = { ...asked, ...(test?.areQueriesLate && { areQueriesLate: true as const }) }
  const scanned = owner?.codes.find((code) => code.auth_code === asked.auth_code)
  const purchase = purchaseOf(asked, scanned?.plan.bank_type ?? 'OTHERS')
  const decision = await untilCouponsHold(async (taken) => {
    const [vouchers = []] = openid === undefined ? [] : await chooseVouchers(world, openid, [purchase], now, taken)
    return decideOnce(vouchers, await notifyUrlsOf(world.entities, vouchers))
  })
  if (test?.isLate) await beLate(world)
  const { order, reason } = decision
  if (order.outcome === 'refused') throw new Refused(order)
  return { payment: order.entity, reason }

  function decideOnce(vouchers: readonly Voucher[], notifyUrls: ReadonlyMap<string, string>): Promise<CodeDecision> {
    return world.entities.transaction(async (unit) => {
      const existing = await unit.lock(payments, mchid, asked.out_trade_no)
      const kept = openid === undefined ? undefined : await unit.lock(userCodes, NO_MERCHANT, openid)
      const locked = existing ? undefined : await lockCoupons(unit, vouchers, now)
      const shown = fromAnyCode ? withGoodCode(kept, openid ?? '', asked.auth_code, now) : kept
      const codes = shown && test ? planned(shown, asked.auth_code, test) : shown
      const hasFunds = asksWallet(existing, codes, command, ctx) ? await unit.charge(codes!.openid) : true
      const decided = payByCode(existing, codes, command, hasFunds, ctx, vouchers)
      const { order } = decided
      const change = order.outcome === 'refused' ? order.remember : order
      const isPaidNow = order.outcome === 'changed' && order.entity.state === 'SUCCESS'
      if (change?.outcome === 'changed') await unit.save(payments, change)
      if (decided.codes) await unit.save(userCodes, changed(remembered(decided.codes, kept, asked.auth_code), []))
      if (isPaidNow) await locked?.use(vouchers, { ...useOf(order.entity, now), notifyUrls })
      return decided
    })
  }
}

/**
 * Reverses a payment by code.
 *
 * @param own the order, if the caller may reverse it
 * @throws {Refused} the decision is a refusal
 */
export async function takeReversal(
  { world, merchant: { mchid }, now }: PaymentCall,
  out_trade_no: string,
  own: (payment: Payment | undefined) => Payment | undefined,
): Promise<Payment> {
  const decision = await world.entities.transaction(async (unit) => {
    const payment = own(await unit.lock(payments, mchid, out_trade_no))
    const { vouchers = [] } = payment ?? {}
    const locked = await LockedCoupons.lock(unit, vouchers)
    const balance = await locked.balanceOf(payment ? payeeOf(payment) : mchid)
    const { policy } = world
    const ctx = { now, policy, ids: randomCodeIds, balance, accountOf: locked.accountOf }
    const decided = reversePayment(payment, ctx)
    if (decided.outcome === 'changed') {
      await unit.save(payments, decided)
      const returns = vouchers.map((voucher): VoucherReturn => ({ voucher, amount: voucher.amount, isWhole: true }))
      await locked.giveBack(returns, { now, policy })
    }
    return decided
  })
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}

/** The refusal of operations that answer so while the user is asked for the password. */
export function userPaying(reason: string | undefined): Refused {
  return new Refused({ ...codeRefusals.userPaying, ...(reason !== undefined && { reason }) })
}

/** The user's codes, with this one among them and valid. */
function withGoodCode(known: UserCodes | undefined, openid: string, auth_code: string, now: number): UserCodes {
  const others = known?.codes.filter((code) => code.auth_code !== auth_code) ?? []
  const shown = known?.codes.find((code) => code.auth_code === auth_code)
  if (known && shown && !shown.isUsed && now < shown.expiresAt) return known
  const plan = { bank_type: 'OTHERS' }
  return showCode({ ...known, openid, codes: others }, openid, { auth_code, expiresAt: now + 1, plan })
}

/** A code that no phone has shown is not kept; another merchant can use the same code for its own user. */
function remembered(used: UserCodes, kept: UserCodes | undefined, auth_code: string): UserCodes {
  if (kept?.codes.some((code) => code.auth_code === auth_code)) return used
  return { ...used, codes: used.codes.filter((code) => code.auth_code !== auth_code) }
}

/** Gives the code the outcome that the merchant requests. */
function planned({ codes, ...user }: UserCodes, auth_code: string, { plan }: NegativeTest): UserCodes {
  return {
    ...user,
    codes: codes.map((code) =>
      code.auth_code === auth_code ? { ...code, plan: { bank_type: code.plan.bank_type, ...plan } } : code,
    ),
  }
}
