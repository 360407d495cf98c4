import { describe, expect, test } from 'vitest'
import { cancelOrder } from '../../src/products/payafter/cancel-order.ts'
import { completeOrder } from '../../src/products/payafter/complete-order.ts'
import { confirmOrder, declineOrder, expireOrder } from '../../src/products/payafter/confirm-order.ts'
import { createOrder } from '../../src/products/payafter/create-order.ts'
import type { Decision, PayafterOrder } from '../../src/products/payafter/order.ts'
import { deductionFailed, payOrder } from '../../src/products/payafter/pay-order.ts'
import { syncOrder } from '../../src/products/payafter/sync-order.ts'
import {
  HOUR,
  MINUTE,
  T0,
  T_COMPLETE,
  applicant,
  completion,
  confirmed,
  context,
  creation,
  outcome,
  service,
  situations,
  unused,
  zero,
} from './orders.ts'

const NOT_FOUND = '404 ORDER_NOT_EXIST 271317510 查询单据不存在'
const ILLEGAL = '400 INVALID_REQUEST 271302262 当前订单状态不合法'
const CANCELLED = '400 INVALID_REQUEST 271302333 当前订单状态不合法'
const UNCONFIRMED = '400 INVALID_REQUEST 271302332 当前订单状态不合法'
const REENTRY = '400 INVALID_REQUEST 271316598 订单重入参数校验失败'
const NOT_CANCELLABLE = '400 INVALID_REQUEST 271316592 当前订单状态不满足撤销条件'
const NOTHING_TO_PAY = '400 INVALID_REQUEST 271316657 仅服务订单支付状态为待支付时，才可使用此能力'
const SYNC_EARLY = '400 INVALID_ORDER_STATE 271302262 单据状态错误'
const SYNC_CANCELLED = '400 ORDER_CANCELED 271302333 单据已取消'
const SYNC_DONE = '400 ORDER_DONE 271316657 订单已完成'

const late = context(T_COMPLETE + HOUR)
const soon = context(T0 + 10 * MINUTE)
const ticketOf = confirmed

/** Columns: every situation. Rows: every operation. `→` changed, `=` accepted without a change. */
const columns = Object.keys(situations)

type Operation = (order: PayafterOrder | undefined) => Decision
/** Wraps an operation that can only be called with an order. */
const given = (operation: (order: PayafterOrder) => Decision) => (order: PayafterOrder | undefined) =>
  order && operation(order)

const table: [name: string, run: Operation | ReturnType<typeof given>, ...cells: (string | undefined)[]][] = [
  [
    'create, same parameters',
    (order) => createOrder(order, creation(), service, undefined, soon),
    '→ CREATED',
    '→ CREATED',
    '→ USER_ACCEPTED',
    '→ FINISHED',
    '→ FINISHED',
    '→ USER_PAID',
    CANCELLED,
    CANCELLED,
    ILLEGAL,
  ],
  [
    'create, other parameters',
    (order) => createOrder(order, creation({ risk_amount: 5000 }), service, undefined, soon),
    '→ CREATED',
    REENTRY,
    REENTRY,
    REENTRY,
    REENTRY,
    REENTRY,
    REENTRY,
    REENTRY,
    REENTRY,
  ],
  [
    'user confirms',
    given((order) => confirmOrder(order, service, applicant, soon)),
    undefined,
    '→ USER_ACCEPTED',
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    CANCELLED,
    CANCELLED,
    ILLEGAL,
  ],
  [
    'user confirms after an hour',
    given((order) => confirmOrder(order, service, applicant, late)),
    undefined,
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    CANCELLED,
    CANCELLED,
    ILLEGAL,
  ],
  [
    'user declines',
    given((order) => declineOrder(order, soon)),
    undefined,
    '→ CREATED',
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    ILLEGAL,
    CANCELLED,
    CANCELLED,
    ILLEGAL,
  ],
  [
    'the hour is over',
    given((order) => expireOrder(order, late)),
    undefined,
    '→ EXPIRED',
    '= USER_ACCEPTED',
    '= FINISHED',
    '= FINISHED',
    '= USER_PAID',
    '= REVOKED',
    '= REVOKED',
    '= EXPIRED',
  ],
  [
    'cancel, same reason',
    (order) => cancelOrder(order, '用户取消', soon),
    NOT_FOUND,
    '→ REVOKED',
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    '= REVOKED',
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
  ],
  [
    'cancel, other reason',
    (order) => cancelOrder(order, '没有货了', soon),
    NOT_FOUND,
    '→ REVOKED',
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
    REENTRY,
    NOT_CANCELLABLE,
    NOT_CANCELLABLE,
  ],
  [
    'complete',
    (order) => completeOrder(order, completion(ticketOf), late),
    NOT_FOUND,
    UNCONFIRMED,
    '→ FINISHED',
    '= FINISHED',
    REENTRY,
    '= USER_PAID',
    CANCELLED,
    REENTRY,
    ILLEGAL,
  ],
  [
    'complete, total 0',
    (order) => completeOrder(order, completion(ticketOf, zero), late),
    NOT_FOUND,
    UNCONFIRMED,
    '→ FINISHED',
    REENTRY,
    '= FINISHED',
    REENTRY,
    CANCELLED,
    REENTRY,
    ILLEGAL,
  ],
  [
    'complete, service not used',
    (order) => completeOrder(order, { ...completion(ticketOf), terms: unused }, late),
    NOT_FOUND,
    UNCONFIRMED,
    '→ REVOKED',
    REENTRY,
    REENTRY,
    REENTRY,
    CANCELLED,
    '= REVOKED',
    ILLEGAL,
  ],
  [
    'sync',
    (order) => syncOrder(order, '20260301123000', late),
    NOT_FOUND,
    SYNC_EARLY,
    SYNC_EARLY,
    '→ USER_PAID',
    SYNC_DONE,
    SYNC_DONE,
    SYNC_CANCELLED,
    SYNC_CANCELLED,
    SYNC_CANCELLED,
  ],
  [
    'deduction succeeds',
    given((order) => payOrder(order, 'deduction', late)),
    undefined,
    NOTHING_TO_PAY,
    NOTHING_TO_PAY,
    '→ USER_PAID',
    NOTHING_TO_PAY,
    NOTHING_TO_PAY,
    NOTHING_TO_PAY,
    NOTHING_TO_PAY,
    NOTHING_TO_PAY,
  ],
  [
    'deduction fails',
    given((order) => deductionFailed(order, 2, late)),
    undefined,
    '= CREATED',
    '= USER_ACCEPTED',
    '→ FINISHED',
    '= FINISHED',
    '= USER_PAID',
    '= REVOKED',
    '= REVOKED',
    '= EXPIRED',
  ],
]

describe.each(table)('%s', (_name, run, ...cells) => {
  test.each(columns.map((column, index) => [column, cells[index]] as const))('on %s', (column, expected) => {
    const before = structuredClone(situations[column])
    const decision = run(situations[column])
    expect(decision && outcome(decision)).toBe(expected)
    expect(situations[column]).toEqual(before)
    if (decision?.outcome === 'unchanged') {
      expect(decision).toEqual({ outcome: 'unchanged', entity: before, events: [], work: [] })
    }
  })
})

test('the table has a cell for every situation', () => {
  for (const [, , ...cells] of table) expect(cells).toHaveLength(columns.length)
})
