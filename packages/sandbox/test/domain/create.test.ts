import { describe, expect, test } from 'vitest'
import { createOrder } from '../../src/products/payafter/create-order.ts'
import type { CreateTerms, PayafterOrder } from '../../src/products/payafter/order.ts'
import type { SandboxPolicy } from '../../src/products/index.ts'
import type { SandboxUser } from '../../src/kernel/merchant/user.ts'
import {
  HOUR,
  T0,
  accept,
  applicant,
  change,
  confirmed,
  context,
  created,
  creation,
  finished,
  noConfirm,
  outcome,
  service,
  situations,
} from './orders.ts'

function create(terms: Partial<CreateTerms>, policy: Partial<SandboxPolicy> = {}): string {
  return outcome(createOrder(undefined, creation(terms), service, applicant, context(T0, policy)))
}

test('an order waits for its user for one hour', () => {
  const { entity: order, events, work } = change(createOrder(undefined, creation(), service, undefined, context()))
  expect(order).toMatchObject({
    state: 'CREATED',
    createdAt: T0,
    packageToken: expect.any(String),
    packageIssuedAt: T0,
  })
  expect(order).not.toHaveProperty('openid')
  expect(events.map((event) => event.type)).toEqual(['created'])
  expect(work).toEqual([{ kind: 'expire', dueAt: T0 + HOUR }])
})

test('an order without confirmation is accepted at once and announced', () => {
  const {
    entity: order,
    events,
    work,
  } = change(createOrder(undefined, creation(noConfirm), service, applicant, context()))
  expect(order).toMatchObject({
    state: 'USER_ACCEPTED',
    openid: 'oUser',
    acceptedAt: T0,
    resolvedStartTime: '20260301100000',
  })
  expect(events.map((event) => event.type)).toEqual(['created', 'accepted'])
  expect(work).toEqual([{ kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: T0 }])
})

test('a repeated creation gets a fresh package on the same order', () => {
  const { entity: order, work } = change(createOrder(created, creation(), service, undefined, context(T0 + 1)))
  expect(order.order_id).toBe(created.order_id)
  expect(order.packageToken).not.toBe(created.packageToken)
  expect({ ...order, packageToken: 0, packageIssuedAt: 0 }).toEqual({ ...created, packageToken: 0, packageIssuedAt: 0 })
  expect(work).toEqual([])
})

test('a repetition is compared with what the database gives back', () => {
  const stored = JSON.parse(JSON.stringify(created)) as PayafterOrder
  expect(outcome(createOrder(stored, creation({ attach: undefined }), service, undefined, context()))).toBe('→ CREATED')
})

test('a repetition is not measured by the clock again', () => {
  const terms = { service_start_time: '20260301100005' }
  const first = accept(createOrder(undefined, creation(terms), service, undefined, context()))
  const later = context(T0 + 60_000)
  expect(outcome(createOrder(first, creation(terms), service, undefined, later))).toBe('→ CREATED')
})

describe('a repetition differs by', () => {
  const differences: [string, Partial<CreateTerms>][] = [
    ['a fee', { fees: [{ fee_name: '租借费用', fee_count: 2, fee_desc: '2.5元/30分钟,24小时封顶20元' }] }],
    ['the order of a list', { discounts: [{ discount_name: 'A', discount_desc: 'a' }] }],
    ['a location', { service_end_location: '任意网点' }],
    ['an added field', { attach: 'x' }],
    ['a sensitive field', { name: '张三' }],
  ]
  test.each(differences)('%s', (_name, terms) => {
    const decision = createOrder(created, creation(terms), service, undefined, context())
    expect(outcome(decision)).toBe('400 INVALID_REQUEST 271316598 订单重入参数校验失败')
  })

  test('the appid or the service', () => {
    const other = { ...creation(), appid: 'wx2' }
    expect(createOrder(created, other, service, undefined, context())).toMatchObject({ causeCode: 271316598 })
    const otherService = { ...service, service_id: '500002' }
    expect(createOrder(created, creation(), otherService, undefined, context())).toMatchObject({ causeCode: 271316598 })
  })

  test('a sensitive field, which the policy can leave out of account', () => {
    const ctx = context(T0, { reentryComparesSensitiveFields: false })
    expect(outcome(createOrder(created, creation({ name: '张三' }), service, undefined, ctx))).toBe('→ CREATED')
  })
})

test('the policy can reissue a package for a dead order, or answer another code', () => {
  const dead = situations['EXPIRED']
  const lenient = context(T0, { reissueDeadOrders: true })
  expect(outcome(createOrder(dead, creation(), service, undefined, lenient))).toBe('→ EXPIRED')
  const ctx = context(T0, { reentryCode: 'PARAM_ERROR' })
  expect(createOrder(created, creation({ attach: 'x' }), service, undefined, ctx)).toMatchObject({
    code: 'PARAM_ERROR',
  })
})

describe('terms', () => {
  const P = '400 PARAM_ERROR 268435464'
  const cases: [name: string, terms: Partial<CreateTerms>, expected: string][] = [
    ['openid with confirmation', { openid: 'oUser' }, `${P} 需要用户确认的订单不能填写用户标识 openid`],
    ['no openid without', { need_user_confirm: false }, `${P} 免确认订单必须填写用户标识 openid`],
    [
      'a repeated fee name',
      {
        fees: [
          { fee_name: 'A', fee_amount: 1 },
          { fee_name: 'A', fee_amount: 2 },
        ],
      },
      `${P} 付费项目名称 fee_name 不允许重复`,
    ],
    [
      'a fee of nothing',
      { fees: [{ fee_name: 'A' }] },
      `${P} 付费项目总金额 fee_amount 与计费说明 fee_desc 至少填写一个`,
    ],
    ['a fee that is free', { fees: [{ fee_name: 'A', fee_amount: 0 }] }, '→ CREATED'],
    [
      'a repeated discount name',
      {
        discounts: [
          { discount_name: 'A', discount_desc: 'a' },
          { discount_name: 'A', discount_desc: 'b' },
        ],
      },
      `${P} 优惠名称 discount_name 不允许重复`,
    ],
    [
      'a discount without description',
      { discounts: [{ discount_name: 'A' }] },
      `${P} 填写了优惠名称 discount_name 时优惠说明 discount_desc 必填`,
    ],
    ['fees up to the risk amount', { fees: [{ fee_name: 'A', fee_amount: 9900 }] }, '→ CREATED'],
    ['fees above it', { fees: [{ fee_name: 'A', fee_amount: 9901 }] }, `${P} 后付费项目总金额不能超过订单风险金额`],
    [
      'fees above it, with a discount of unknown size',
      { fees: [{ fee_name: 'A', fee_amount: 9901 }], discounts: [{ discount_name: 'A', discount_desc: 'a' }] },
      '→ CREATED',
    ],
    ['risk above the cap', { risk_amount: 9901 }, `${P} 创建订单的订单风险金额超过此服务的服务风险金额`],
    ['start now', { service_start_time: '20260301100000' }, '→ CREATED'],
    [
      'start a second ago',
      { service_start_time: '20260301095959' },
      `${P} 服务开始时间不能早于调用接口时间，或传入固定值OnAccept`,
    ],
    ['start today', { service_start_time: '20260301' }, '→ CREATED'],
    [
      'start yesterday',
      { service_start_time: '20260228' },
      `${P} 服务开始时间不能早于调用接口时间，或传入固定值OnAccept`,
    ],
    ['a day that does not exist', { service_start_time: '20260230' }, `${P} 服务开始时间格式错误`],
    ['an hour that does not exist', { service_start_time: '20260301240000' }, `${P} 服务开始时间格式错误`],
    ['an end that does not exist', { service_end_time: '20260301106000' }, `${P} 服务结束时间格式错误`],
    [
      'an end before the start',
      { service_start_time: '20260301110000', service_end_time: '20260301105959' },
      `${P} 服务结束时间必须晚于服务开始时间`,
    ],
    [
      'an end in the second of the start',
      { service_start_time: '20260301110000', service_end_time: '20260301110000' },
      `${P} 服务结束时间必须晚于服务开始时间`,
    ],
    [
      'an end a second after the start',
      { service_start_time: '20260301110000', service_end_time: '20260301110001' },
      '→ CREATED',
    ],
    ['an end on the day of the start', { service_start_time: '20260301', service_end_time: '20260301' }, '→ CREATED'],
    [
      'an end on the day before',
      { service_start_time: '20260302', service_end_time: '20260301' },
      `${P} 服务结束时间不能早于服务开始时间`,
    ],
    [
      'an end of another precision',
      { service_start_time: '20260301', service_end_time: '20260301235959' },
      `${P} 服务结束时间与服务开始时间的精度不一致`,
    ],
    ['an end in days after OnAccept', { service_end_time: '20260301' }, `${P} 服务结束时间与服务开始时间的精度不一致`],
    ['an end before OnAccept can be', { service_end_time: '20260301100000' }, `${P} 服务结束时间必须晚于服务开始时间`],
  ]
  test.each(cases)('%s', (_name, terms, expected) => {
    expect(create(terms)).toBe(expected)
  })

  test('another precision, which the policy can allow', () => {
    expect(create({ service_end_time: '20260301' }, { samePrecision: false })).toBe('→ CREATED')
  })
})

describe('the user of an order without confirmation', () => {
  const apply = (
    user: Partial<SandboxUser>,
    openOrders: readonly PayafterOrder[] = [],
    changes: Partial<typeof service> = {},
    ctx = context(),
  ) =>
    outcome(
      createOrder(
        undefined,
        creation(noConfirm),
        { ...service, ...changes },
        { user: { ...applicant.user, ...user }, openOrders },
        ctx,
      ),
    )

  test('is unknown or has not authorised the service', () => {
    const refused = '403 NO_AUTH 268503786 请检查服务授权状态'
    expect(outcome(createOrder(undefined, creation(noConfirm), service, undefined, context()))).toBe(refused)
    expect(apply({ authorisedServices: ['500002'] })).toBe(refused)
    expect(apply({ authorisedServices: ['500001'] })).toBe('→ USER_ACCEPTED')
  })

  test('is not trusted', () => {
    expect(apply({ credit: 'rejected' })).toBe('400 INVALID_REQUEST 271300099 综合评估未通过')
  })

  test('has three running orders', () => {
    expect(apply({}, [confirmed, confirmed])).toBe('→ USER_ACCEPTED')
    expect(apply({}, [confirmed, confirmed, confirmed])).toBe('400 INVALID_REQUEST 271300099 综合评估未通过')
    expect(apply({}, [finished, finished, finished])).toBe('→ USER_ACCEPTED')
  })

  test('has left an order unpaid for a day', () => {
    const completedAt = finished.completedAt ?? 0
    expect(apply({}, [finished], {}, context(completedAt + 24 * HOUR - 1))).toBe('→ USER_ACCEPTED')
    expect(apply({}, [finished], {}, context(completedAt + 24 * HOUR))).toBe(
      '400 INVALID_REQUEST 271299627 存在待处理的超时未支付订单',
    )
  })

  test('is not on the test whitelist of an unreleased service', () => {
    expect(apply({}, [], { released: false })).toContain('暂无法使用此服务，微信支付分逐步开放中')
    expect(apply({}, [], { released: false, testOpenids: ['oUser'] })).toBe('→ USER_ACCEPTED')
  })

  test('leaves the number free when turned down, unless the policy burns it', () => {
    const rejected = { ...applicant, user: { ...applicant.user, credit: 'rejected' as const } }
    const lenient = createOrder(undefined, creation(noConfirm), service, rejected, context())
    expect(lenient).not.toHaveProperty('remember')
    const strict = createOrder(
      undefined,
      creation(noConfirm),
      service,
      rejected,
      context(T0, { failedCreateBurnsNumber: true }),
    )
    expect(strict).toMatchObject({ outcome: 'refused', remember: { outcome: 'changed', entity: { state: 'REVOKED' } } })
  })
})

test('the policy can do without package and notification where there is nothing to confirm', () => {
  const ctx = context(T0, { packageForNoConfirm: false, notifyNoConfirmAccepted: false })
  const { entity: order, work } = change(createOrder(undefined, creation(noConfirm), service, applicant, ctx))
  expect(order).not.toHaveProperty('packageToken')
  expect(work).toEqual([])
  expect(outcome(createOrder(order, creation(noConfirm), service, applicant, ctx))).toBe('= USER_ACCEPTED')
})
