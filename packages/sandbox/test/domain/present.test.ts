import { expect, test } from 'vitest'
import { completeOrder } from '../../src/products/payafter/complete-order.ts'
import { declineOrder, confirmOrder } from '../../src/products/payafter/confirm-order.ts'
import { createOrder } from '../../src/products/payafter/create-order.ts'
import {
  presentCreated,
  presentNotification,
  presentOrder,
  presentReference,
  presentSynced,
} from '../../src/products/payafter/present.ts'
import {
  T0,
  T_COMPLETE,
  accept,
  applicant,
  completion,
  confirmed,
  context,
  created,
  creation,
  finished,
  outcome,
  service,
  situations,
} from './orders.ts'

/** Converts data to its form on the wire. */
const wire = (data: object): unknown => JSON.parse(JSON.stringify(data))
const ctx = context()

const identity = {
  appid: 'wxd678efh567hg6787',
  mchid: '1900000109',
  out_order_no: 'PB20260301000001',
  service_id: '500001',
}

test('the answers to commands', () => {
  expect(wire(presentCreated(created))).toEqual({
    ...identity,
    order_id: created.order_id,
    miniprogram_businesstype: 'wxpayScoreUse',
    miniprogram_appid: 'wxd8f3793ea3b935b8',
    miniprogram_path: 'pages/use/use',
    miniprogram_username: 'gh_8d4c21e6f2a0',
    package: created.packageToken,
  })
  expect(presentReference(finished)).toEqual({ ...identity, order_id: finished.order_id })
  expect(presentSynced(finished)).not.toHaveProperty('service_id')
})

test('an order that waits for its user', () => {
  expect(wire(presentOrder(created, ctx))).toEqual({
    ...identity,
    state: 'CREATED',
    service_start_time: 'OnAccept',
    service_start_location: '深圳湾万象城A柜',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
    fees: [{ fee_name: '租借费用', fee_count: 1, fee_desc: '2.5元/30分钟,24小时封顶20元' }],
  })
})

test('a running order has its real start and a ticket', () => {
  expect(presentOrder(confirmed, ctx)).toMatchObject({
    state: 'USER_ACCEPTED',
    service_start_time: '20260301100003',
    finish_ticket: expect.any(String),
  })
  const unresolved = context(T0, { resolveOnAccept: false })
  expect(presentOrder(confirmed, unresolved)).toMatchObject({ service_start_time: 'OnAccept' })
})

test('a finished order shows what was charged, and no ticket any more', () => {
  expect(wire(presentOrder(finished, ctx))).toEqual({
    ...identity,
    state: 'FINISHED',
    finish_type: 2,
    total_amount: 1050,
    service_start_time: '20260301100003',
    service_start_location: '深圳湾万象城A柜',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
    real_service_start_time: '20260301100003',
    real_service_end_time: '20260301121000',
    real_service_start_location: '深圳湾万象城A柜',
    real_service_end_location: '科兴科学园B座大堂',
    fees: [{ fee_name: '租借费用', fee_count: 1, fee_amount: 1250 }],
    discounts: [{ discount_name: '新客立减', discount_amount: 200 }],
  })
})

test('an end that was expected and not given is the end', () => {
  const terms = { service_end_time: '20260301120000', service_end_location: '任意网点' }
  const order = accept(createOrder(undefined, creation(terms), service, undefined, ctx))
  const running = accept(confirmOrder(order, service, applicant, ctx))
  const command = completion(running, { real_service_end_time: undefined, real_service_end_location: undefined })
  expect(presentOrder(accept(completeOrder(running, command, context(T_COMPLETE))), ctx)).toMatchObject({
    real_service_end_time: '20260301120000',
    real_service_end_location: '任意网点',
  })
})

test('an unused service shows no service', () => {
  const closed = situations['REVOKED by complete']
  expect(wire(presentOrder(closed!, ctx))).not.toHaveProperty('real_service_start_time')
})

test('unset fields can be empty instead of absent', () => {
  const shown = wire(presentOrder(created, context(T0, { unsetFields: 'empty' })))
  expect(shown).toMatchObject({ attach: '', discounts: [], pay_succ_time: '', finish_ticket: '' })
  expect(shown).not.toHaveProperty('total_amount')
})

test('a notification is the order without its lists', () => {
  expect(wire(presentNotification(confirmed, ctx.policy))).toEqual({
    ...identity,
    state: 'USER_ACCEPTED',
    service_start_time: '20260301100003',
    service_start_location: '深圳湾万象城A柜',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
    pay_succ_time: '',
    finish_ticket: expect.any(String),
  })
  expect(presentNotification(situations['USER_PAID']!, ctx.policy)).toMatchObject({
    state: 'USER_PAID',
    pay_succ_time: '20260301121101',
    total_amount: 1050,
  })
})

test('a package is good for one visit of the confirm page', () => {
  const left = accept(declineOrder(created, ctx))
  expect(outcome(confirmOrder(left, service, applicant, ctx))).toContain('package 已失效')
  const again = accept(createOrder(left, creation(), service, undefined, ctx))
  expect(outcome(confirmOrder(again, service, applicant, ctx))).toBe('→ USER_ACCEPTED')
})
