import { dayOf } from '../../../kernel/clock/beijing-day.ts'
import { type Decision, changed, unchanged } from '../../../kernel/machine/change.ts'
import type { Refusal } from '../../../kernel/machine/refusal.ts'
import { isRepetition } from '../../../kernel/machine/repetition.ts'
import type { Voucher } from '../../../kernel/ledger/voucher.ts'
import type { PaymentContext } from '../context.ts'
import { settle } from '../pay.ts'
import { type Payment, type ScannedCode, isPaid } from '../payment.ts'
import { type PrepayCommand, comparable, withinBounds } from '../prepay.ts'
import { refusals, withCode } from '../refusals.ts'
import { failCodePayment, failures, userPayingEnds } from './fail.ts'
import { codeRefusals, wrongCode } from './refusals.ts'
import { type ShownCode, type UserCodes, countPasswordFree, passwordFreeOn, useCode } from './user-codes.ts'

export interface CodePaymentCommand extends PrepayCommand {
  readonly surface: 'code'
  readonly auth_code: string
  /** Whether queries will be answered late, because the merchant tests that. */
  readonly areQueriesLate?: true
}

/** A decision about a payment by code concerns the order and the codes of the user. */
export interface CodeDecision {
  readonly order: Decision<Payment>
  /** The user's new codes, if they change. */
  readonly codes?: UserCodes
  /** The reason why the user is asked for the password, for the control room. */
  readonly reason?: string
}

/**
 * The merchant scans a payment code (付款码支付). The order is paid at once, or has failed at once, or waits for the user's
 * password. An invalid code leaves no order.
 *
 * @param existing the existing order with this number
 * @param codes the codes of the code's user; undefined for a code that nobody has shown
 * @param hasFunds whether the user's wallet pays, if nobody has decided the outcome
 * @param vouchers the vouchers that pay a part of the order, if it is paid at once
 */
export function payByCode(
  existing: Payment | undefined,
  codes: UserCodes | undefined,
  command: CodePaymentCommand,
  hasFunds: boolean,
  ctx: PaymentContext,
  vouchers: readonly Voucher[] = [],
): CodeDecision {
  if (existing) return { order: repeat(existing, codes?.openid, command, ctx) }
  const code = readCode(codes, command.auth_code, ctx)
  if ('outcome' in code) return { order: code }
  const user = codes!
  const { now, policy } = ctx
  const { auth_code, areQueriesLate, ...ordered } = command
  const scanned: ScannedCode = {
    auth_code,
    openid: user.openid,
    bank_type: code.plan.bank_type,
    ...(areQueriesLate && { areQueriesLate }),
  }
  const order: Payment = {
    ...ordered,
    terms: withinBounds(command.terms, ctx),
    state: 'USERPAYING',
    createdAt: now,
    openedBy: user.openid,
    code: scanned,
  }
  const created = { type: 'created', at: now, detail: { total: command.terms.total, surface: 'code' } }
  const used = useCode(user, auth_code)
  const reason = passwordReason(user, code, command, ctx)
  if (reason !== undefined) {
    const { timeExpire = Infinity } = order.terms
    const asksUntil = Math.min(now + policy.userPayingTimeoutMs, timeExpire)
    const asked = { ...order, code: { ...scanned, asksUntil } }
    return {
      order: changed(asked, [created, { type: 'password_asked', at: now }], [userPayingEnds(asksUntil)]),
      codes: used,
      reason,
    }
  }
  const counted = countPasswordFree(used, dayOf(now))
  const outcome = code.plan.outcome ?? (hasFunds ? 'success' : 'not_enough')
  if (outcome === 'success') {
    const paid = settle(order, { openid: user.openid, bank_type: scanned.bank_type, vouchers }, ctx)
    return { order: { ...paid, events: [created, ...paid.events] }, codes: counted }
  }
  const failed = failCodePayment(order, scanned, outcome, policy.failedCodePaymentState, now)
  return { order: { ...failures[outcome], remember: { ...failed, events: [created, ...failed.events] } }, codes: used }
}

/** Whether the outcome depends on the user's wallet. */
export function asksWallet(
  existing: Payment | undefined,
  codes: UserCodes | undefined,
  command: CodePaymentCommand,
  ctx: PaymentContext,
): boolean {
  if (existing || !codes) return false
  const code = readCode(codes, command.auth_code, ctx)
  if ('outcome' in code || code.plan.outcome !== undefined) return false
  return passwordReason(codes, code, command, ctx) === undefined
}

/** The shown code, or its problem. */
export function readCode(
  codes: UserCodes | undefined,
  auth_code: string,
  { now, policy }: Pick<PaymentContext, 'now' | 'policy'>,
): ShownCode | Refusal {
  if (!/^1[0-5]\d{16}$/.test(auth_code)) return wrongCode('malformed', policy)
  if (!codes) return wrongCode('unknown', policy)
  const code = codes.codes.find((shown) => shown.auth_code === auth_code)
  if (code?.isUsed) return wrongCode('used', policy)
  return code && now < code.expiresAt ? code : wrongCode('expired', policy)
}

function repeat(
  payment: Payment,
  openid: string | undefined,
  command: CodePaymentCommand,
  { policy }: PaymentContext,
): Decision<Payment> {
  if (payment.state === 'REVOKED') return codeRefusals.reversed
  if (payment.state === 'CLOSED') return refusals.closed
  if (isPaid(payment)) return withCode(refusals.alreadyPaid, policy.createPaidOrderCode)
  const { code } = payment
  if (!code) return refusals.numberUsed
  if (openid !== undefined && openid !== code.openid) return codeRefusals.otherUser
  const isSame = code.auth_code === command.auth_code && isRepetition(comparable(payment), comparable(command))
  if (!isSame) return refusals.numberUsed
  return code.failure === undefined ? unchanged(payment) : failures[code.failure]
}

function passwordReason(
  codes: UserCodes,
  { plan }: ShownCode,
  { terms }: Pick<CodePaymentCommand, 'terms'>,
  { now, policy }: PaymentContext,
): string | undefined {
  if (plan.password === 'not_asked') return undefined
  if (plan.password === 'asked') return '付款码出示时就定了要输密码 · the code was shown with a password to be asked'
  if (terms.total > policy.passwordFreeTotal) {
    return `金额超过免密上限 ${policy.passwordFreeTotal} 分 · more than goes without a password`
  }
  if (passwordFreeOn(codes, dayOf(now)) < policy.passwordFreePaymentsPerDay) return undefined
  return `用户今天已免密支付 ${policy.passwordFreePaymentsPerDay} 次 · as often as goes without a password a day`
}
