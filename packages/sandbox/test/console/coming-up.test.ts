import { expect, test } from 'vitest'
import type { OrderState, OrderView, Task } from '../../console/src/api.ts'
import { comingUp } from '../../console/src/coming-up.ts'

const kinds = ['expire', 'deduct', 'notify'] as const
const tasks: readonly Task[] = kinds.map((kind, index) => ({
  id: kind,
  kind,
  mchid: '1900000109',
  outOrderNo: 'PB1',
  attempt: 1,
  dueAt: index,
}))

test.each<[OrderState, string[]]>([
  ['CREATED', ['expire', 'notify']],
  ['USER_ACCEPTED', ['notify']],
  ['FINISHED', ['deduct', 'notify']],
  ['USER_PAID', ['notify']],
  ['REVOKED', ['notify']],
  ['EXPIRED', ['notify']],
])('an order that is %s waits for %j', (state, expected) => {
  const order = { out_order_no: 'PB1', state } as OrderView
  expect(comingUp({ tasks, orders: [order] }).map(({ kind }) => kind)).toEqual(expected)
})

test('nothing is hidden of an order that is not on the list', () => {
  expect(comingUp({ tasks, orders: [] })).toEqual(tasks)
})
