import type { Refusal } from '../../src/kernel/machine/refusal.ts'
import type { Context } from '../../src/products/payafter/context.ts'
import { cancelOrder } from '../../src/products/payafter/cancel-order.ts'
import { type CompleteCommand, completeOrder } from '../../src/products/payafter/complete-order.ts'
import { confirmOrder, expireOrder } from '../../src/products/payafter/confirm-order.ts'
import { type CreateCommand, createOrder } from '../../src/products/payafter/create-order.ts'
import type { Applicant } from '../../src/products/payafter/evaluation.ts'
import { issueFinishTicket } from '../../src/products/payafter/finish-ticket.ts'
import type { Change, CompleteTerms, CreateTerms, Decision, PayafterOrder } from '../../src/products/payafter/order.ts'
import { payOrder } from '../../src/products/payafter/pay-order.ts'
import { type SandboxPolicy, createPolicy } from '../../src/products/index.ts'
import type { ServiceConfig } from '../../src/kernel/merchant/service.ts'
import { parseServiceTime } from '../../src/products/payafter/service-time.ts'

/** A power-bank rental, and its order in every situation. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** Parses a 14-digit time. */
export function at(time: string): number {
  const instant = parseServiceTime(time)
  if (instant === undefined) throw new Error(`no such time: ${time}`)
  return instant
}

export const T0 = at('20260301100000')

export function context(now: number = T0, changes: Partial<SandboxPolicy> = {}): Context {
  let count = 0
  const next = () => String(++count).padStart(4, '0')
  return {
    now,
    policy: createPolicy(changes),
    ids: {
      orderId: (instant) => `1000000000202603010000000${now - instant}${next()}`,
      transactionId: () => `420000000020260301000000${next()}`,
      token: () => `token-${now}-${next()}`,
    },
  }
}

export const service: ServiceConfig = {
  service_id: '500001',
  appids: ['wxd678efh567hg6787'],
  riskCap: 9900,
  orderKinds: ['confirm', 'no_confirm'],
  released: true,
  testOpenids: [],
}

export const applicant: Applicant = {
  user: { openid: 'oUser', credit: 'good', authorisedServices: 'all' },
  openOrders: [],
}

export const rental: CreateTerms = {
  service_start_time: 'OnAccept',
  service_start_location: '深圳湾万象城A柜',
  service_introduction: '共享充电宝租借',
  fees: [{ fee_name: '租借费用', fee_count: 1, fee_desc: '2.5元/30分钟,24小时封顶20元' }],
  discounts: [],
  risk_amount: 9900,
  need_user_confirm: true,
}

export function creation(terms: Partial<CreateTerms> = {}): CreateCommand {
  return {
    mchid: '1900000109',
    appid: 'wxd678efh567hg6787',
    out_order_no: 'PB20260301000001',
    terms: { ...rental, ...terms },
  }
}

export const noConfirm: Partial<CreateTerms> = { need_user_confirm: false, openid: 'oUser' }

export const usage: CompleteTerms = {
  finish_type: 2,
  real_service_end_time: '20260301121000',
  real_service_end_location: '科兴科学园B座大堂',
  fees: [{ fee_name: '租借费用', fee_count: 1, fee_amount: 1250 }],
  discounts: [{ discount_name: '新客立减', discount_amount: 200 }],
  total_amount: 1050,
  profit_sharing: false,
}

export const unused: CompleteTerms = {
  finish_type: 1,
  cancel_reason: '设备未弹出',
  fees: [],
  discounts: [],
  total_amount: 0,
  profit_sharing: false,
}

/** Builds a completion with a valid ticket. */
export function completion(order: PayafterOrder, terms: Partial<CompleteTerms> = {}): CompleteCommand {
  return { terms: { ...usage, ...terms }, finish_ticket: issueFinishTicket(order, 'T1') }
}

export function accept(decision: Decision): PayafterOrder {
  return change(decision).entity
}

export function change(decision: Decision): Change {
  if (decision.outcome === 'refused') throw new Error(`refused: ${tell(decision)}`)
  return decision
}

/** Formats a refusal: `400 PARAM_ERROR 271316656 总金额…` */
export function tell(refusal: Refusal): string {
  return `${refusal.status} ${refusal.code} ${refusal.causeCode} ${refusal.message}`
}

/** Formats the outcome: the refusal, or the new state of the order. */
export function outcome(decision: Decision): string {
  if (decision.outcome === 'refused') return tell(decision)
  return decision.outcome === 'unchanged' ? `= ${decision.entity.state}` : `→ ${decision.entity.state}`
}

export const created: PayafterOrder = accept(createOrder(undefined, creation(), service, undefined, context()))
export const confirmed: PayafterOrder = accept(confirmOrder(created, service, applicant, context(T0 + 3_000)))
export const T_COMPLETE = at('20260301121100')
export const finished: PayafterOrder = accept(completeOrder(confirmed, completion(confirmed), context(T_COMPLETE)))
export const zero: Partial<CompleteTerms> = {
  fees: [{ fee_name: '租借费用', fee_count: 1, fee_amount: 0 }],
  discounts: [],
  total_amount: 0,
}

/** Every situation; `none` means that the order does not exist. */
export const situations: Readonly<Record<string, PayafterOrder | undefined>> = {
  none: undefined,
  CREATED: created,
  USER_ACCEPTED: confirmed,
  FINISHED: finished,
  'FINISHED, total 0': accept(completeOrder(confirmed, completion(confirmed, zero), context(T_COMPLETE))),
  USER_PAID: accept(payOrder(finished, 'deduction', context(T_COMPLETE + 1_000))),
  'REVOKED by cancel': accept(cancelOrder(created, '用户取消', context(T0 + MINUTE))),
  'REVOKED by complete': accept(
    completeOrder(confirmed, { ...completion(confirmed), terms: unused }, context(T_COMPLETE)),
  ),
  EXPIRED: accept(expireOrder(created, context(T0 + HOUR))),
}
