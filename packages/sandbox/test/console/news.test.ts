import { expect, test } from 'vitest'
import type { Delivery, OrderView, Snapshot } from '../../console/src/api.ts'
import { newsBetween } from '../../console/src/news.ts'

const at = Date.parse('2026-03-01T10:00:00+08:00')

const order: OrderView = {
  mchid: '1900000109',
  out_order_no: 'PB1',
  appid: 'wx0000000000000001',
  service_id: '500001',
  order_id: '1000000000202603010000000000001',
  state: 'CREATED',
  create: {
    service_start_time: 'OnAccept',
    service_start_location: 'A',
    service_introduction: '租借',
    fees: [],
    discounts: [],
    risk_amount: 9900,
    need_user_confirm: true,
  },
  createdAt: at,
  ticketSecret: 'secret',
  deductionAttempts: 0,
  events: [{ type: 'created', at }],
}

const delivery: Delivery = {
  id: 'EV-1',
  plaintext: '{}',
  outOrderNo: 'PB1',
  eventType: 'PAYSCORE.USER_ACCEPTED',
  state: 'pending',
  createdAt: at,
  attempts: [],
}

function snapshot(orders: readonly OrderView[], deliveries: readonly Delivery[] = []): Snapshot {
  return {
    clock: { now: at, frozen: true },
    tasks: [],
    requests: [],
    settings: {
      endpoints: [],
      platform: { mode: 'publicKey', successorPercent: 100, publicKeyId: 'P', publicKey: '', certificates: [] },
    },
    orders,
    deliveries,
    faults: [],
    users: [{ openid: 'o', wallet: 'sufficient', failNextDeductions: 0, credit: 'good', authorisedServices: 'all' }],
  }
}

test('nothing is announced on the first look, nor when nothing happened', () => {
  expect(newsBetween(undefined, snapshot([order]))).toBeUndefined()
  expect(newsBetween(snapshot([order]), snapshot([order]))).toBeUndefined()
})

test('a new order and a new event are announced with their virtual time', () => {
  const accepted: OrderView = { ...order, events: [...order.events, { type: 'accepted', at: at + 3000 }] }
  expect(newsBetween(snapshot([]), snapshot([order]))).toBe('10:00:00，订单 PB1 商户创建订单')
  expect(newsBetween(snapshot([order]), snapshot([accepted]))).toBe('10:00:03，订单 PB1 用户确认')
})

test('a delivery is announced when it is settled, not while it is retried', () => {
  const settled: Delivery = { ...delivery, state: 'delivered' }
  expect(newsBetween(snapshot([order]), snapshot([order], [delivery]))).toBeUndefined()
  expect(newsBetween(snapshot([order], [delivery]), snapshot([order], [settled]))).toBe('订单 PB1 的通知已送达')
})

test('a burst is cut to its last three lines', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ ...order, out_order_no: `PB${index}` }))
  expect(newsBetween(snapshot([]), snapshot(many))?.split('；')).toHaveLength(3)
})
