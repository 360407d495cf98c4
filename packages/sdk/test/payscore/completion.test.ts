import { describe, expect, test } from 'vitest'
import {
  checkCompletion,
  checkCompletionRequest,
  completion,
  CompletionRuleError,
  type CompletableOrder,
  type Completion,
} from '../../src/payscore/index.ts'

const order: CompletableOrder = {
  appid: 'wxd678efh567hg6787',
  service_id: '500001',
  state: 'USER_ACCEPTED',
  service_start_time: '20260301100003',
  service_start_location: '深圳湾万象城A柜',
  risk_amount: 9900,
  finish_ticket: 'VElDS0VULTAwMDE=',
}
const fees = [{ fee_name: '租借费用', fee_count: 1, fee_amount: 1250, fee_desc: '2.5元/30分钟,24小时封顶20元' }]
const discounts = [{ discount_name: '新客立减', discount_desc: '首单减2元', discount_amount: 200 }]
const used = { order, endLocation: '科兴科学园B座大堂', endTime: '20260301121000', fees, discounts }
const body: Completion = completion(used)

function violationsOf(check: () => void): Record<string, string> {
  try {
    check()
  } catch (error) {
    if (error instanceof CompletionRuleError) {
      return Object.fromEntries(
        error.violations.map(({ field, expected, received }) => [field, `${expected} | ${received}`]),
      )
    }
    throw error
  }
  return {}
}

describe('completion', () => {
  test('of the power bank, from the order and what happened', () => {
    expect(body).toEqual({
      appid: 'wxd678efh567hg6787',
      service_id: '500001',
      finish_type: 2,
      real_service_end_time: '20260301121000',
      real_service_end_location: '科兴科学园B座大堂',
      fees,
      discounts,
      total_amount: 1050,
      finish_ticket: 'VElDS0VULTAwMDE=',
    })
  })

  test('without use: no charge, no place, no lines', () => {
    expect(completion({ order, cancelReason: '设备未弹出' })).toEqual({
      appid: 'wxd678efh567hg6787',
      service_id: '500001',
      finish_type: 1,
      cancel_reason: '设备未弹出',
      total_amount: 0,
      finish_ticket: 'VElDS0VULTAwMDE=',
    })
  })

  test('leaves out a place that WeChat Pay knows', () => {
    expect(completion({ ...used, endLocation: '深圳湾万象城A柜' })).not.toHaveProperty('real_service_end_location')
    const expecting = { ...order, service_end_location: '科兴科学园B座大堂' }
    expect(completion({ ...used, order: expecting })).not.toHaveProperty('real_service_end_location')
  })

  test("writes moments in the order's precision and ends two seconds ago by default", () => {
    const clock = { now: () => Date.parse('2026-03-01T12:10:00+08:00') }
    const { endTime: _, ...open } = used
    expect(completion({ ...open, clock }).real_service_end_time).toBe('20260301120958')
    const byDay = { ...order, service_start_time: '20260301' }
    expect(
      completion({
        ...used,
        order: byDay,
        startTime: new Date('2026-03-01T09:00:00Z'),
        endTime: Date.parse('2026-03-03T00:00:00+08:00'),
      }),
    ).toMatchObject({
      real_service_start_time: '20260301',
      real_service_end_time: '20260303',
    })
  })

  test('passes profit sharing and a free service on', () => {
    expect(
      completion({
        order,
        endLocation: 'x',
        endTime: '20260301100100',
        fees: [{ fee_name: '前5分钟', fee_amount: 0 }],
        profitSharing: true,
      }),
    ).toMatchObject({
      total_amount: 0,
      profit_sharing: true,
    })
  })

  test('does not write to what it was given', () => {
    const frozen = Object.freeze({ ...used, order: Object.freeze({ ...order }), fees: Object.freeze([...fees]) })
    expect(completion(frozen)).toEqual(body)
  })

  test('refuses what the order does not allow, before anything is sent', () => {
    expect(() => completion({ ...used, fees: [{ fee_name: '买断', fee_amount: 10_101 }] })).toThrow(
      /total_amount: expected at most 9900/,
    )
    expect(() => completion({ ...used, order: { ...order, state: 'CREATED', finish_ticket: null } })).toThrow(
      CompletionRuleError,
    )
    expect(() => completion({ ...used, endLocation: '' })).toThrow(/^endLocation: expected where the service ended/)
    const { endLocation: _, ...rest } = used
    expect(() => completion(rest as typeof used)).toThrow(/^endLocation: .*received nothing/)
  })
})

describe('checkCompletionRequest', () => {
  test('passes what is right, and what only the server knows', () => {
    expect(() => checkCompletionRequest(body)).not.toThrow()
    expect(() =>
      checkCompletionRequest({ ...body, discounts: [{ discount_name: '券', discount_amount: 200 }] }),
    ).not.toThrow()
    expect(() => checkCompletionRequest({ ...body, a_field_of_tomorrow: 1, cancel_reason: null })).not.toThrow()
    expect(() => checkCompletionRequest({ ...body, real_service_end_time: '20990101000000' })).not.toThrow()
    expect(() => checkCompletionRequest({ ...body, real_service_start_time: '20260301121000' })).not.toThrow()
  })

  const line = fees[0]!
  test.each<[string, object, Record<string, string>]>([
    [
      'a total that does not add up',
      { total_amount: 1000 },
      { total_amount: '1050, the fees minus the discounts | 1000' },
    ],
    ['a total of nothing', { fees: [], discounts: [] }, { total_amount: '0, the fees minus the discounts | 1050' }],
    [
      'lines that are null or lists',
      { fees: [null, []] },
      { 'fees[0]': 'an object | null', 'fees[1]': 'an object | an array of 0' },
    ],
    ['no total', { total_amount: undefined }, { total_amount: 'a whole number of fen | nothing' }],
    ['a total of yuan', { total_amount: 10.5 }, { total_amount: 'a whole number of fen, 0 or more | 10.5' }],
    [
      'a total as text',
      { total_amount: '1050' },
      { total_amount: 'a whole number of fen, 0 or more | a text of 4 digits' },
    ],
    [
      'a line of yuan; the sum is then unknown',
      { fees: [{ ...line, fee_amount: 12.5 }] },
      { 'fees[0].fee_amount': 'a whole number of fen, 0 or more | 12.5' },
    ],
    [
      'discounts beyond the fees',
      { fees: [], total_amount: 0 },
      { discounts: 'at most 0 fen, the sum of the fees | 200' },
    ],
    [
      '101 fees',
      { fees: Array.from({ length: 101 }, (_, i) => ({ fee_name: `${i}`, fee_amount: 0 })) },
      { fees: 'an array of at most 100 | an array of 101' },
    ],
    [
      '6 discounts',
      { discounts: Array.from({ length: 6 }, (_, i) => ({ discount_name: `${i}` })) },
      { discounts: 'an array of at most 5 | an array of 6' },
    ],
    ['fees that are no list', { fees: line }, { fees: 'an array of at most 100 | an object' }],
    ['a fee that is no object', { fees: ['x'] }, { 'fees[0]': 'an object | a text of 1 character' }],
    [
      'two fees of one name',
      { fees: [line, { fee_name: '租借费用', fee_desc: '赠送' }] },
      { 'fees[1].fee_name': 'a name other than that of fees[0] | a text of 4 characters, not all ASCII' },
    ],
    [
      'a fee without a name',
      { fees: [{ fee_amount: 1250 }] },
      { 'fees[0].fee_name': 'a text of 1 to 20 characters | nothing' },
    ],
    [
      'a fee with a long name',
      { fees: [{ ...line, fee_name: '长'.repeat(21) }] },
      { 'fees[0].fee_name': 'a text of at most 20 characters | a text of 21 characters, not all ASCII' },
    ],
    [
      'a fee with neither amount nor description',
      { fees: [line, { fee_name: 'x' }] },
      { 'fees[1]': 'a fee_amount or a fee_desc | nothing' },
    ],
    ['0 pieces', { fees: [{ ...line, fee_count: 0 }] }, { 'fees[0].fee_count': 'a whole number from 1 to 100 | 0' }],
    [
      'a long description',
      { discounts: [{ ...discounts[0]!, discount_desc: '长'.repeat(31) }] },
      { 'discounts[0].discount_desc': 'a text of at most 30 characters | a text of 31 characters, not all ASCII' },
    ],
    [
      'a reason although used',
      { cancel_reason: '不想要了' },
      { cancel_reason: 'nothing, because finish_type is 2 | a text of 4 characters, not all ASCII' },
    ],
    ['no kind of finish', { finish_type: undefined }, { finish_type: '1 (not used) or 2 (used) | nothing' }],
    ['a finish as text', { finish_type: '2' }, { finish_type: '1 (not used) or 2 (used) | a text of 1 digit' }],
    [
      'a long place',
      { real_service_end_location: '远'.repeat(21) },
      { real_service_end_location: 'a text of at most 20 characters | a text of 21 characters, not all ASCII' },
    ],
    [
      'a day that does not exist',
      { real_service_end_time: '20260230' },
      { real_service_end_time: 'yyyyMMddHHmmss or yyyyMMdd, an existing time in GMT+8 | a text of 8 digits' },
    ],
    [
      'an ISO time',
      { real_service_end_time: '2026-03-01T12:10:00+08:00' },
      {
        real_service_end_time:
          'yyyyMMddHHmmss or yyyyMMdd, an existing time in GMT+8 | a text of 25 characters, like 9999-99-99T99:99:99+99:99',
      },
    ],
    [
      'an end before the start',
      { real_service_start_time: '20260301121001' },
      { real_service_end_time: 'not before real_service_start_time, 20260301121001 | 20260301121000' },
    ],
    [
      'two precisions',
      { real_service_start_time: '20260301' },
      { real_service_end_time: '8 digits, like the time before it | 20260301121000' },
    ],
    [
      'a closing with the smallest charge',
      {
        finish_type: 1,
        cancel_reason: 'x',
        real_service_end_location: undefined,
        fees: [{ ...line, fee_amount: 1 }],
        discounts: [],
        total_amount: 1,
      },
      { total_amount: '0, because finish_type is 1 | 1' },
    ],
    ['no ticket', { finish_ticket: '' }, { finish_ticket: 'a text of 1 to 512 characters | an empty text' }],
    [
      'a number in the body too',
      { out_order_no: 'PB1' },
      { out_order_no: 'nothing: it is part of the path | a text of 3 characters' },
    ],
    ['profit sharing as a number', { profit_sharing: 0 }, { profit_sharing: 'true or false | 0' }],
    [
      '101 pieces',
      { fees: [{ ...line, fee_count: 101 }] },
      { 'fees[0].fee_count': 'a whole number from 1 to 100 | 101' },
    ],
    [
      'half a piece',
      { fees: [{ ...line, fee_count: 1.5 }] },
      { 'fees[0].fee_count': 'a whole number from 1 to 100 | 1.5' },
    ],
    [
      'profit sharing as text',
      { profit_sharing: 'true' },
      { profit_sharing: 'true or false | a text of 4 characters' },
    ],
    [
      'a closing with a charge and a place',
      { finish_type: 1 },
      {
        cancel_reason: 'a text of 1 to 30 characters | nothing',
        real_service_end_location: 'nothing, because finish_type is 1 | a text of 9 characters, not all ASCII',
        total_amount: '0, because finish_type is 1 | 1050',
      },
    ],
  ])('refuses %s', (_, change, violations) => {
    expect(violationsOf(() => checkCompletionRequest({ ...body, ...change }))).toEqual(violations)
  })

  test('takes as many and as long as allowed', () => {
    const many = {
      fees: Array.from({ length: 100 }, (_, i) => ({
        fee_name: `${i}`.padEnd(20, '名'),
        fee_amount: 1,
        fee_count: i + 1,
      })),
      discounts: Array.from({ length: 5 }, (_, i) => ({ discount_name: `${i}`, discount_desc: '述'.repeat(30) })),
      real_service_end_location: '点'.repeat(20),
      finish_ticket: 'T'.repeat(512),
      total_amount: 100,
    }
    expect(() => checkCompletionRequest({ ...body, ...many })).not.toThrow()
    expect(violationsOf(() => checkCompletionRequest({ ...body, finish_ticket: 'T'.repeat(513) }))).toEqual({
      finish_ticket: 'a text of at most 512 characters | a text of 513 characters',
    })
  })

  test('counts characters as people do', () => {
    const twenty = '🔋'.repeat(20)
    expect(() => checkCompletionRequest({ ...body, fees: [{ ...line, fee_name: twenty }] })).not.toThrow()
  })

  test.each([undefined, null, 'text', [], 7])('refuses %j for a body', (value) => {
    expect(violationsOf(() => checkCompletionRequest(value))).toHaveProperty('json')
  })

  test('one error names everything, in both languages, with a stable code', () => {
    const broken = { ...body, total_amount: 1, cancel_reason: 'x' }
    expect(() => checkCompletionRequest(broken)).toThrow(
      expect.objectContaining({
        name: 'CompletionRuleError',
        code: 'COMPLETION_RULE_BROKEN',
        message: expect.stringMatching(/not sent.*cancel_reason: .*; total_amount: /),
        hint: {
          zh: expect.stringContaining('total_amount：总金额须等于'),
          en: expect.stringContaining('totalAmount('),
        },
      }),
    )
  })
})

describe('checkCompletion, against the order', () => {
  test.each<[string, Partial<Completion>, Partial<CompletableOrder>, Record<string, string>]>([
    ['not confirmed', {}, { state: 'CREATED' }, { 'order.state': 'USER_ACCEPTED | CREATED' }],
    ['finished', {}, { state: 'FINISHED' }, { 'order.state': 'USER_ACCEPTED | FINISHED' }],
    ['paid', {}, { state: 'USER_PAID' }, { 'order.state': 'USER_ACCEPTED | USER_PAID' }],
    ['revoked', {}, { state: 'REVOKED' }, { 'order.state': 'USER_ACCEPTED | REVOKED' }],
    ['expired', {}, { state: 'EXPIRED' }, { 'order.state': 'USER_ACCEPTED | EXPIRED' }],
    ['a state of tomorrow is for the server to judge', {}, { state: 'PAUSED' }, {}],
    [
      'another appid',
      { appid: 'wx1' },
      {},
      { appid: 'the one that the order was created with, a text of 18 characters | a text of 3 characters' },
    ],
    [
      'another service',
      { service_id: '1' },
      {},
      { service_id: 'the one that the order was created with, a text of 6 digits | a text of 1 digit' },
    ],
    [
      'more than the risk amount',
      {},
      { risk_amount: 1049 },
      { total_amount: "at most 1049, the order's risk_amount | 1050" },
    ],
    ['exactly the risk amount', {}, { risk_amount: 1050 }, {}],
    [
      'the place it began',
      { real_service_end_location: '深圳湾万象城A柜' },
      {},
      {
        real_service_end_location:
          'nothing, because the service ended where it began | a text of 8 characters, not all ASCII',
      },
    ],
    [
      'no end at all',
      { real_service_end_time: undefined! },
      {},
      { real_service_end_time: 'a time, because the order has no service_end_time | nothing' },
    ],
    ['an end named at creation', { real_service_end_time: undefined! }, { service_end_time: '20260301180000' }, {}],
    [
      'an end before the start',
      { real_service_end_time: '20260301100002' },
      {},
      { real_service_end_time: 'not before service_start_time, 20260301100003 | 20260301100002' },
    ],
    ['an end at the start', { real_service_end_time: '20260301100003' }, {}, {}],
    [
      'another precision',
      { real_service_end_time: '20260301' },
      {},
      { real_service_end_time: '14 digits, like the time before it | 20260301' },
    ],
    [
      'OnAccept needs seconds',
      { real_service_end_time: '20260301' },
      { service_start_time: 'OnAccept' },
      { real_service_end_time: '14 digits, like the time before it | 20260301' },
    ],
    ['days for days', { real_service_end_time: '20260301' }, { service_start_time: '20260301' }, {}],
  ])('%s', (_, change, orderChange, violations) => {
    expect(violationsOf(() => checkCompletion({ ...body, ...change }, { ...order, ...orderChange }))).toEqual(
      violations,
    )
  })

  test('compares with now only when a clock is given', () => {
    const clock = { now: () => Date.parse('2026-03-01T12:09:59+08:00') }
    expect(violationsOf(() => checkCompletion(body, order))).toEqual({})
    expect(violationsOf(() => checkCompletion(body, order, { clock }))).toEqual({
      real_service_end_time: 'not after now, 20260301120959 | 20260301121000',
    })
  })

  test('compares nothing with now that is no time', () => {
    const clock = { now: () => Date.parse('2026-03-01T12:10:00+08:00') }
    expect(violationsOf(() => checkCompletion(completion({ order, cancelReason: 'x' }), order, { clock }))).toEqual({})
    const broken = { ...body, real_service_end_time: '99999999' }
    expect(Object.values(violationsOf(() => checkCompletion(broken, order, { clock })))).toEqual([
      'yyyyMMddHHmmss or yyyyMMdd, an existing time in GMT+8 | a text of 8 digits',
    ])
  })

  test('a closing without use asks neither for an end nor a place', () => {
    expect(violationsOf(() => checkCompletion(completion({ order, cancelReason: '设备未弹出' }), order))).toEqual({})
  })

  test('something that is no body is one finding, not a crash', () => {
    expect(violationsOf(() => checkCompletion(null as unknown as Completion, order))).toHaveProperty('json')
  })
})
