import { expect, test } from 'vitest'
import type { DeliverySummary, Happening } from '../../console/src/data/api.ts'
import { type Glance, newsBetween } from '../../console/src/text/news.ts'

const at = Date.parse('2026-03-01T10:00:00+08:00')

const created: Happening = { id: 1, outOrderNo: 'PB1', type: 'created', at }

const delivery: DeliverySummary = {
  id: 'EV-1',
  product: 'payafter',
  outOrderNo: 'PB1',
  eventType: 'PAYSCORE.USER_ACCEPTED',
  state: 'pending',
  createdAt: at,
  maxAttempts: 10,
  attempts: [],
}

function glance(happenings: readonly Happening[], deliveries: readonly DeliverySummary[] = []): Glance {
  return { happenings, deliveries }
}

test('nothing is announced on the first look, nor when nothing happened', () => {
  expect(newsBetween(undefined, glance([created]))).toBeUndefined()
  expect(newsBetween(glance([created]), glance([created]))).toBeUndefined()
})

test('a new order and a new event are announced with their virtual time', () => {
  const accepted: Happening = { id: 2, outOrderNo: 'PB1', type: 'accepted', at: at + 3000 }
  expect(newsBetween(glance([]), glance([created]))).toBe('10:00:00，订单 PB1 商户创建订单')
  expect(newsBetween(glance([created]), glance([accepted, created]))).toBe('10:00:03，订单 PB1 用户确认')
})

test('a delivery is announced when it is settled, not while it is retried', () => {
  const settled: DeliverySummary = { ...delivery, state: 'delivered' }
  expect(newsBetween(glance([created]), glance([created], [delivery]))).toBeUndefined()
  expect(newsBetween(glance([created], [delivery]), glance([created], [settled]))).toBe('订单 PB1 的通知已送达')
})

test('a burst is cut to its last three lines, the newest last', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ ...created, id: 9 - index, outOrderNo: `PB${9 - index}` }))
  const lines = newsBetween(glance([]), glance(many))?.split('；')
  expect(lines?.map((line) => /PB\d/.exec(line)?.[0])).toEqual(['PB7', 'PB8', 'PB9'])
})
