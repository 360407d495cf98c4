import { describe, expect, test } from 'vitest'
import { completeOrder } from '../../src/products/payafter/complete-order.ts'
import { confirmOrder } from '../../src/products/payafter/confirm-order.ts'
import { createOrder } from '../../src/products/payafter/create-order.ts'
import type { CompleteTerms, CreateTerms, PayafterOrder } from '../../src/products/payafter/order.ts'
import type { SandboxPolicy } from '../../src/products/index.ts'
import {
  T0,
  T_COMPLETE,
  accept,
  applicant,
  change,
  completion,
  confirmed,
  context,
  created,
  creation,
  finished,
  outcome,
  service,
  unused,
  zero,
} from './orders.ts'

const P = '400 PARAM_ERROR 268435464'

function complete(terms: Partial<CompleteTerms>, order = confirmed, policy: Partial<SandboxPolicy> = {}): string {
  return outcome(completeOrder(order, completion(order, terms), context(T_COMPLETE, policy)))
}

function running(terms: Partial<CreateTerms>): PayafterOrder {
  const order = accept(createOrder(undefined, creation(terms), service, undefined, context(T0)))
  return accept(confirmOrder(order, service, applicant, context(T0 + 3_000)))
}

test('money becomes due and the first deduction is planned', () => {
  const { entity: order, events, work } = change(completeOrder(confirmed, completion(confirmed), context(T_COMPLETE)))
  expect(order).toMatchObject({ state: 'FINISHED', completedAt: T_COMPLETE, complete: { total_amount: 1050 } })
  expect(events).toEqual([{ type: 'completed', at: T_COMPLETE, detail: { total_amount: 1050 } }])
  expect(work).toEqual([{ kind: 'deduct', attempt: 1, dueAt: T_COMPLETE + 1_000 }])
})

test('nothing is deducted for a total of 0', () => {
  const { entity: order, work } = change(completeOrder(confirmed, completion(confirmed, zero), context(T_COMPLETE)))
  expect(order.state).toBe('FINISHED')
  expect(work).toEqual([])
  expect(complete(zero, confirmed, { stateAfterZeroTotal: 'USER_PAID' })).toBe('→ USER_PAID')
})

test('an unused service costs nothing and ends the order', () => {
  const command = { ...completion(confirmed), terms: unused }
  const { entity: order, work } = change(completeOrder(confirmed, command, context(T_COMPLETE)))
  expect(order).toMatchObject({ state: 'REVOKED', revokedAt: T_COMPLETE })
  expect(work).toEqual([])
  const ctx = context(T_COMPLETE, { stateAfterFinishType1: 'FINISHED' })
  expect(outcome(completeOrder(confirmed, command, ctx))).toBe('→ FINISHED')
})

describe('amounts', () => {
  const cases: [name: string, terms: Partial<CompleteTerms>, expected: string][] = [
    ['a total that does not add up', { total_amount: 1000 }, `${P} 最终总金额计算非法`],
    [
      'absent amounts count as 0',
      { fees: [{ fee_name: 'A', fee_desc: 'a' }], discounts: [], total_amount: 0 },
      '→ FINISHED',
    ],
    ['no items', { fees: [], discounts: [], total_amount: 1 }, `${P} 最终总金额计算非法`],
    [
      'more discount than fee',
      { discounts: [{ discount_name: 'A', discount_amount: 1251 }], total_amount: 0 },
      `${P} 最终总金额计算非法`,
    ],
    [
      'the risk amount',
      { fees: [{ fee_name: 'A', fee_amount: 9900 }], discounts: [], total_amount: 9900 },
      '→ FINISHED',
    ],
    [
      'above the risk amount',
      { fees: [{ fee_name: 'A', fee_amount: 9901 }], discounts: [], total_amount: 9901 },
      '400 PARAM_ERROR 271316656 总金额超过此服务的服务风险金额',
    ],
    [
      'sums beyond exact integers',
      {
        fees: [
          { fee_name: 'A', fee_amount: Number.MAX_SAFE_INTEGER },
          { fee_name: 'B', fee_amount: 2 },
        ],
        discounts: [{ discount_name: 'A', discount_amount: Number.MAX_SAFE_INTEGER }],
        total_amount: 1,
      },
      `${P} 最终总金额计算非法`,
    ],
    [
      'a repeated fee',
      {
        fees: [
          { fee_name: 'A', fee_amount: 1 },
          { fee_name: 'A', fee_amount: 1 },
        ],
        total_amount: 2,
      },
      `${P} 付费项目名称 fee_name 不允许重复`,
    ],
  ]
  test.each(cases)('%s', (_name, terms, expected) => expect(complete(terms)).toBe(expected))
})

describe('times', () => {
  const END = '400 PARAM_ERROR 271316637 真实结束时间小于预计开始时间'
  const cases: [name: string, order: PayafterOrder, terms: Partial<CompleteTerms>, expected: string][] = [
    ['an end in the second of the start', confirmed, { real_service_end_time: '20260301100003' }, END],
    ['an end a second after the start', confirmed, { real_service_end_time: '20260301100004' }, '→ FINISHED'],
    ['an end before it', confirmed, { real_service_end_time: '20260301100002' }, END],
    [
      'an end before the real start',
      confirmed,
      { real_service_start_time: '20260301110000', real_service_end_time: '20260301105959' },
      END,
    ],
    ['an end now', confirmed, { real_service_end_time: '20260301121100' }, '→ FINISHED'],
    [
      'an end in a second',
      confirmed,
      { real_service_end_time: '20260301121101' },
      `${P} 实际结束时间不能晚于使用完结接口的时间`,
    ],
    [
      'no end at all',
      confirmed,
      { real_service_end_time: undefined },
      `${P} 创建订单未填写服务结束时间,则结束时间必填`,
    ],
    [
      'an expected end',
      running({ service_end_time: '20260301120000' }),
      { real_service_end_time: undefined },
      '→ FINISHED',
    ],
    [
      'a real start after an expected end',
      running({ service_end_time: '20260301120000' }),
      { real_service_start_time: '20260301120000', real_service_end_time: undefined },
      END,
    ],
    [
      'days after OnAccept',
      confirmed,
      { real_service_end_time: '20260301' },
      `${P} 实际服务结束时间的精度与创建订单时不一致`,
    ],
    [
      'days after days',
      running({ service_start_time: '20260301' }),
      { real_service_end_time: '20260301' },
      '→ FINISHED',
    ],
    [
      'tomorrow',
      running({ service_start_time: '20260301' }),
      { real_service_end_time: '20260302' },
      `${P} 实际结束时间不能晚于使用完结接口的时间`,
    ],
    [
      'seconds after days',
      running({ service_start_time: '20260301' }),
      { real_service_start_time: '20260301100000' },
      `${P} 实际服务开始时间的精度与创建订单时不一致`,
    ],
    ['no such second', confirmed, { real_service_end_time: '20260301120060' }, `${P} 实际服务结束时间格式错误`],
    ['no such day', confirmed, { real_service_start_time: '20260231' }, `${P} 实际服务开始时间格式错误`],
  ]
  test.each(cases)('%s', (_name, order, terms, expected) => expect(complete(terms, order)).toBe(expected))

  test('any precision, where the policy allows it', () => {
    expect(complete({ real_service_end_time: '20260301' }, confirmed, { samePrecision: false })).toBe('→ FINISHED')
  })
})

describe('the end location', () => {
  const returned = running({ service_end_location: '科兴科学园B座大堂' })
  test('is left out where the service began', () => {
    expect(complete({ real_service_end_location: '深圳湾万象城A柜' })).toBe(
      `${P} 实际结束地点与开始地点相同时不能填写 real_service_end_location`,
    )
    const lenient = { refuseRedundantEndLocation: false }
    expect(complete({ real_service_end_location: '深圳湾万象城A柜' }, confirmed, lenient)).toBe('→ FINISHED')
  })
  test('may repeat the expected one', () => {
    expect(complete({ real_service_end_location: '科兴科学园B座大堂' }, returned)).toBe('→ FINISHED')
  })
  test('has no place where the service was not used', () => {
    expect(complete({ ...unused, real_service_end_time: undefined })).toContain('取消订单时不能填写实际结束地点')
  })
})

describe('finish types', () => {
  const closing = { ...unused, real_service_end_location: undefined, real_service_end_time: undefined }
  test('1 needs a reason and no money', () => {
    expect(complete(closing)).toBe('→ REVOKED')
    expect(complete({ ...closing, cancel_reason: undefined })).toContain('取消订单时取消原因 cancel_reason 必填')
    expect(complete({ ...closing, total_amount: 1 })).toContain('取消订单时总金额 total_amount 必须为 0')
  })
  test('2 has no reason', () => {
    expect(complete({ cancel_reason: '不想要了' })).toContain('完结订单时不能填写取消原因 cancel_reason')
  })
})

describe('repetition', () => {
  test('does not look at the ticket or the clock', () => {
    const later = context(T_COMPLETE + 1_000_000)
    const command = { ...completion(confirmed), finish_ticket: 'anything' }
    expect(outcome(completeOrder(finished, command, later))).toBe('= FINISHED')
    const strict = context(T_COMPLETE, { reentryComparesTicket: true })
    expect(outcome(completeOrder(finished, command, strict))).toContain('订单重入参数校验失败')
    expect(outcome(completeOrder(finished, completion(confirmed), strict))).toBe('= FINISHED')
  })

  test('with another total is refused as a repetition, even if it does not add up', () => {
    expect(complete({ total_amount: 1000 }, finished)).toContain('订单重入参数校验失败')
  })
})

describe('a total that does not add up on an order that cannot be completed', () => {
  const wrong = completion(confirmed, { total_amount: 1 })
  test('is refused for its total', () => {
    expect(outcome(completeOrder(created, wrong, context(T_COMPLETE)))).toContain('最终总金额计算非法')
    expect(outcome(completeOrder(undefined, wrong, context(T_COMPLETE)))).toContain('最终总金额计算非法')
  })
  test('or for the order, by policy', () => {
    const ctx = context(T_COMPLETE, { arithmeticBeforeState: false })
    expect(outcome(completeOrder(created, wrong, ctx))).toContain('当前订单状态不合法')
    expect(outcome(completeOrder(undefined, wrong, ctx))).toContain('查询单据不存在')
    expect(outcome(completeOrder(confirmed, wrong, ctx))).toContain('最终总金额计算非法')
  })
})
