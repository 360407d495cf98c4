import type { Context } from './context.ts'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import { checkFinishTicket } from './finish-ticket.ts'
import { itemTotal, refuseItems } from './items.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Change, CompleteTerms, Decision, PayafterOrder, Work } from './order.ts'
import { paramError } from '../../kernel/machine/refusal.ts'
import { reentryMismatch, refusals } from './refusals.ts'
import { isRepetition } from '../../kernel/machine/repetition.ts'
import { ON_ACCEPT, compareServiceTimes, endsTooEarly, formatServiceTime, parseServiceTime } from './service-time.ts'

export interface CompleteCommand {
  readonly terms: CompleteTerms
  /** The ticket as sent, or the refusal for a request without one. */
  readonly finish_ticket: string | Refusal
}

interface Accepted extends CompleteCommand {
  readonly finish_ticket: string
}

/**
 * The merchant completes (完结) an order: it charges for the service, or closes the order because the service was not
 * used.
 */
export function completeOrder(order: PayafterOrder | undefined, command: CompleteCommand, ctx: Context): Decision {
  const { terms, finish_ticket } = command
  // Compares a repeat first: an accepted completion is not validated again.
  if (order?.complete) {
    if (!isSame(order, command, ctx)) return reentryMismatch(ctx.policy)
    return typeof finish_ticket === 'string' ? unchanged(order) : finish_ticket
  }
  const contradiction = refuseContradiction(terms)
  if (contradiction && ctx.policy.arithmeticBeforeState) return contradiction
  if (!order) return refusals.orderNotExist
  // Checks the state first: only a running order has a ticket, so a missing ticket means another state.
  const refusal = refuseState(order) ?? contradiction
  if (refusal) return refusal
  if (typeof finish_ticket !== 'string') return finish_ticket
  const accepted: Accepted = { terms, finish_ticket }
  const meaning = refuseMeaning(order, accepted, ctx)
  if (meaning) return meaning
  return terms.finish_type === 1 ? closeUnused(order, accepted, ctx) : finish(order, accepted, ctx)
}

function isSame({ complete, finishTicket }: PayafterOrder, { terms, finish_ticket }: CompleteCommand, ctx: Context) {
  return isRepetition(complete ?? {}, terms) && (!ctx.policy.reentryComparesTicket || finishTicket === finish_ticket)
}

/** Refuses a request that is invalid for any order. */
function refuseContradiction(terms: CompleteTerms): Refusal | undefined {
  if (terms.finish_type === 1) {
    if (terms.total_amount !== 0) return paramError('取消订单时总金额 total_amount 必须为 0')
    if (!terms.cancel_reason) return paramError('取消订单时取消原因 cancel_reason 必填')
    if (terms.real_service_end_location !== undefined) {
      return paramError('取消订单时不能填写实际结束地点 real_service_end_location')
    }
  } else if (terms.cancel_reason !== undefined) {
    return paramError('完结订单时不能填写取消原因 cancel_reason')
  }
  const items = refuseItems(terms)
  if (items) return items
  if (itemTotal(terms) !== terms.total_amount || terms.total_amount < 0) return refusals.wrongTotal
  const { real_service_start_time: start, real_service_end_time: end } = terms
  if (start !== undefined && parseServiceTime(start) === undefined) return paramError('实际服务开始时间格式错误')
  return end !== undefined && parseServiceTime(end) === undefined ? paramError('实际服务结束时间格式错误') : undefined
}

function refuseState({ state }: PayafterOrder): Refusal | undefined {
  switch (state) {
    case 'USER_ACCEPTED':
      return undefined
    case 'CREATED':
      return refusals.notConfirmed
    case 'REVOKED':
      return refusals.alreadyCancelled
    default:
      return refusals.illegalState
  }
}

/** Refuses a request that is invalid for this order at this time. */
function refuseMeaning(order: PayafterOrder, { terms, finish_ticket }: Accepted, ctx: Context) {
  if (!checkFinishTicket(order, finish_ticket)) return refusals.wrongTicket
  if (terms.total_amount > order.create.risk_amount) return refusals.totalAboveRisk
  return refuseTimes(order, terms, ctx) ?? refuseLocation(order, terms, ctx)
}

function refuseTimes(order: PayafterOrder, terms: CompleteTerms, { now, policy }: Context): Refusal | undefined {
  const { service_start_time, service_end_time } = order.create
  const { real_service_start_time, real_service_end_time: end } = terms
  const precision = service_start_time === ON_ACCEPT ? 14 : service_start_time.length
  if (policy.samePrecision && real_service_start_time && real_service_start_time.length !== precision) {
    return paramError('实际服务开始时间的精度与创建订单时不一致')
  }
  if (policy.samePrecision && end && end.length !== precision) {
    return paramError('实际服务结束时间的精度与创建订单时不一致')
  }
  // Without an end time, a used service ended at its expected time.
  const ended = end ?? (terms.finish_type === 2 ? service_end_time : undefined)
  if (ended === undefined) return terms.finish_type === 2 ? refusals.endMissing : undefined
  const start = real_service_start_time ?? order.resolvedStartTime
  if (start !== undefined && endsTooEarly(ended, start)) return refusals.endBeforeStart
  return end !== undefined && compareServiceTimes(end, formatServiceTime(now)) > 0 ? refusals.endInTheFuture : undefined
}

/** Refuses a location that equals the start. Other redundant locations cannot be detected here. */
function refuseLocation({ create }: PayafterOrder, terms: CompleteTerms, { policy }: Context): Refusal | undefined {
  const redundant = terms.real_service_end_location === create.service_start_location
  return redundant && policy.refuseRedundantEndLocation
    ? paramError('实际结束地点与开始地点相同时不能填写 real_service_end_location')
    : undefined
}

function closeUnused(order: PayafterOrder, { terms, finish_ticket }: Accepted, { now, policy }: Context): Change {
  const state = policy.stateAfterFinishType1
  return changed(
    {
      ...order,
      state,
      complete: terms,
      finishTicket: finish_ticket,
      completedAt: now,
      ...(state === 'REVOKED' && { revokedAt: now }),
    },
    [{ type: 'closed_without_charge', at: now, detail: { reason: terms.cancel_reason ?? '' } }],
  )
}

function finish(order: PayafterOrder, { terms, finish_ticket }: Accepted, { now, policy }: Context): Change {
  const { total_amount } = terms
  const paidByNothing = total_amount === 0 && policy.stateAfterZeroTotal === 'USER_PAID'
  const work: Work[] =
    total_amount > 0 ? [{ kind: 'deduct', attempt: 1, dueAt: now + policy.firstDeductionDelayMs }] : []
  return changed(
    {
      ...order,
      state: paidByNothing ? 'USER_PAID' : 'FINISHED',
      complete: terms,
      finishTicket: finish_ticket,
      completedAt: now,
      ...(paidByNothing && { paidAt: now }),
    },
    [{ type: 'completed', at: now, detail: { total_amount } }],
    work,
  )
}
