import { CONFIRM_WITHIN_MS, accepted } from './accept.ts'
import type { Context } from './context.ts'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import { type Applicant, evaluate } from './evaluation.ts'
import { itemTotal, refuseItems } from './items.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Change, CreateTerms, Decision, OrderEvent, PayafterOrder, Work } from './order.ts'
import { withPackage } from './package.ts'
import { paramError } from '../../kernel/machine/refusal.ts'
import { reentryMismatch, refusals } from './refusals.ts'
import { isRepetition } from '../../kernel/machine/repetition.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import { ON_ACCEPT, compareServiceTimes, endsTooEarly, formatServiceTime, parseServiceTime } from './service-time.ts'
import { hasAuthorised } from '../../kernel/merchant/user.ts'

export interface CreateCommand {
  readonly mchid: string
  readonly appid: string
  readonly out_order_no: string
  readonly terms: CreateTerms
}

/**
 * Creates an order, or answers a repeated creation.
 *
 * @param existing the existing order with this number
 * @param applicant the user of an order without confirmation, if WeChat Pay knows them
 */
export function createOrder(
  existing: PayafterOrder | undefined,
  command: CreateCommand,
  service: ServiceConfig,
  applicant: Applicant | undefined,
  ctx: Context,
): Decision {
  if (existing) return repeatCreation(existing, command, service, ctx)
  const refusal = refuseTerms(command.terms, ctx) ?? refuseRisk(command.terms, service)
  if (refusal) return refusal
  if (command.terms.need_user_confirm) return awaitConfirmation(command, service, ctx)
  if (!applicant || !hasAuthorised(applicant.user, service.service_id)) return refusals.userNotAuthorised
  const verdict = evaluate(applicant, service, ctx)
  if (verdict) return burnNumber(verdict, command, service, ctx)
  return acceptAtOnce(command, service, ctx)
}

function repeatCreation(
  order: PayafterOrder,
  { appid, terms }: CreateCommand,
  service: ServiceConfig,
  ctx: Context,
): Decision {
  const same =
    order.appid === appid &&
    order.service_id === service.service_id &&
    isRepetition(comparable(order.create, ctx), comparable(terms, ctx))
  if (!same) return reentryMismatch(ctx.policy)
  if ((order.state === 'REVOKED' || order.state === 'EXPIRED') && !ctx.policy.reissueDeadOrders) {
    return order.state === 'REVOKED' ? refusals.alreadyCancelled : refusals.illegalState
  }
  return hasPackage(terms, ctx)
    ? changed(withPackage(order, ctx), [{ type: 'package_reissued', at: ctx.now }])
    : unchanged(order)
}

function hasPackage({ need_user_confirm }: CreateTerms, { policy }: Context): boolean {
  return need_user_confirm || policy.packageForNoConfirm
}

/** Removes sensitive fields unless the policy compares them, by the plaintext in the terms. */
function comparable(terms: CreateTerms, { policy }: Context): CreateTerms {
  if (policy.reentryComparesSensitiveFields) return terms
  return { ...terms, name: undefined, phone: undefined, userid: undefined, address: undefined }
}

function refuseTerms(terms: CreateTerms, ctx: Context): Refusal | undefined {
  if (terms.need_user_confirm && terms.openid !== undefined) {
    return paramError('需要用户确认的订单不能填写用户标识 openid')
  }
  if (!terms.need_user_confirm && terms.openid === undefined) return paramError('免确认订单必须填写用户标识 openid')
  if (terms.discounts.some((discount) => !discount.discount_desc)) {
    return paramError('填写了优惠名称 discount_name 时优惠说明 discount_desc 必填')
  }
  return refuseItems(terms) ?? refuseEstimate(terms) ?? refuseTimes(terms, ctx)
}

/** Checks the estimate only without discounts, because a creation has no discount amounts to subtract. */
function refuseEstimate(terms: CreateTerms): Refusal | undefined {
  if (terms.discounts.length > 0) return undefined
  const total = itemTotal(terms)
  return total === undefined || total > terms.risk_amount
    ? paramError('后付费项目总金额不能超过订单风险金额')
    : undefined
}

function refuseTimes({ service_start_time, service_end_time }: CreateTerms, ctx: Context): Refusal | undefined {
  const onAccept = service_start_time === ON_ACCEPT
  if (!onAccept) {
    if (parseServiceTime(service_start_time) === undefined) return paramError('服务开始时间格式错误')
    if (compareServiceTimes(service_start_time, formatServiceTime(ctx.now)) < 0) return refusals.startInThePast
  }
  if (service_end_time === undefined) return undefined
  if (parseServiceTime(service_end_time) === undefined) return paramError('服务结束时间格式错误')
  if (ctx.policy.samePrecision && service_end_time.length !== (onAccept ? 14 : service_start_time.length)) {
    return paramError('服务结束时间与服务开始时间的精度不一致')
  }
  const start = onAccept ? formatServiceTime(ctx.now) : service_start_time
  if (!endsTooEarly(service_end_time, start)) return undefined
  return paramError(start.length === 14 ? '服务结束时间必须晚于服务开始时间' : '服务结束时间不能早于服务开始时间')
}

function refuseRisk(terms: CreateTerms, service: ServiceConfig): Refusal | undefined {
  return terms.risk_amount > service.riskCap ? refusals.riskAboveCap : undefined
}

function awaitConfirmation(command: CreateCommand, service: ServiceConfig, ctx: Context): Change {
  return changed(
    withPackage(newOrder(command, service, ctx), ctx),
    [created(command, ctx)],
    [{ kind: 'expire', dueAt: ctx.now + CONFIRM_WITHIN_MS }],
  )
}

function acceptAtOnce(command: CreateCommand, service: ServiceConfig, ctx: Context): Change {
  const { openid } = command.terms
  const order = accepted(newOrder(command, service, ctx), openid, ctx)
  const work: Work[] = ctx.policy.notifyNoConfirmAccepted
    ? [{ kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: ctx.now }]
    : []
  return changed(
    hasPackage(command.terms, ctx) ? withPackage(order, ctx) : order,
    [created(command, ctx), { type: 'accepted', at: ctx.now, detail: { by: 'no_confirm' } }],
    work,
  )
}

/** By default a number stays free when its user is rejected; otherwise it is kept on a dead order. */
function burnNumber(verdict: Refusal, command: CreateCommand, service: ServiceConfig, ctx: Context): Decision {
  if (!ctx.policy.failedCreateBurnsNumber) return verdict
  const order: PayafterOrder = { ...newOrder(command, service, ctx), state: 'REVOKED', revokedAt: ctx.now }
  const cancelled: OrderEvent = { type: 'cancelled', at: ctx.now, detail: { reason: verdict.message } }
  return { ...verdict, remember: changed(order, [created(command, ctx), cancelled]) }
}

function newOrder(
  { mchid, appid, out_order_no, terms }: CreateCommand,
  { service_id }: ServiceConfig,
  { now, ids }: Context,
): PayafterOrder {
  return {
    mchid,
    out_order_no,
    appid,
    service_id,
    order_id: ids.orderId(now),
    state: 'CREATED',
    create: terms,
    createdAt: now,
    ticketSecret: ids.token(),
    deductionAttempts: 0,
  }
}

function created({ terms }: CreateCommand, { now }: Context): OrderEvent {
  return { type: 'created', at: now, detail: { risk_amount: terms.risk_amount } }
}
