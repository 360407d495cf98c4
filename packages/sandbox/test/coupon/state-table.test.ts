import { describe, expect, test } from 'vitest'
import { merchantAccount, voucherAccount } from '../../src/kernel/ledger/account.ts'
import type { Decision } from '../../src/kernel/machine/change.ts'
import { createPolicy } from '../../src/products/index.ts'
import { pauseStock, restartStock, startStock, stopStock } from '../../src/products/coupon/change-state.ts'
import type { CouponContext } from '../../src/products/coupon/context.ts'
import type { Coupon } from '../../src/products/coupon/coupon.ts'
import { type StockCommand, createStock } from '../../src/products/coupon/create-stock.ts'
import { expireCoupon, isUsable, returnCoupon, useCoupon } from '../../src/products/coupon/decide-coupon.ts'
import { endStock, giveBackTo, spendFrom } from '../../src/products/coupon/decide-stock.ts'
import { type SendContext, sendCoupon } from '../../src/products/coupon/send-coupon.ts'
import type { CouponPolicy } from '../../src/products/coupon/policy.ts'
import type { Stock, StockState } from '../../src/products/coupon/stock.ts'
import { START } from '../support/store.ts'

const DAY = 86_400_000
const MCHID = '1900000109'

const command: StockCommand = {
  mchid: MCHID,
  out_request_no: 'S1',
  belongsTo: MCHID,
  needsPermission: false,
  sellers: [MCHID],
  terms: {
    rule: {
      name: '春日券',
      description: '满十减一',
      no_cash: false,
      coupon_amount: 100,
      transaction_minimum: 1_000,
      available_merchants: [MCHID],
      combine_use: false,
      contributor: 'merchant',
    },
    beginsAt: START,
    endsAt: START + 30 * DAY,
    max_coupons: 10,
    max_amount: 1_000,
    max_coupons_per_user: 2,
    natural_person_limit: false,
    prevent_api_abuse: false,
    rest: {},
  },
}

function context(now = START, policy: Partial<CouponPolicy> = {}): SendContext {
  let number = 0
  const ids = { stockId: () => '10000001', couponId: () => `200000${++number}` }
  return { now, ids, policy: createPolicy(policy), account: 'normal' }
}

const created = accepted(createStock(undefined, command, context()))
const running = accepted(startStock(created, { available: 1_000 }, context()))
const paused = accepted(pauseStock(running, context(START + 1)))
const stoped = endStock(running, context(START + 30 * DAY)).entity
const states: Readonly<Record<StockState, Stock>> = { unactivated: created, running, paused, stoped }

function accepted<E>(decision: Decision<E>): E {
  if (decision.outcome === 'refused') throw new Error(decision.message)
  return decision.entity
}

/** `→ running`, `= running` for no change, or the refusal. */
function told(decision: Decision<Stock>): string {
  if (decision.outcome === 'refused') return `${decision.status} ${decision.code} ${decision.message}`
  return `${decision.outcome === 'unchanged' ? '=' : '→'} ${decision.entity.state}`
}

function send(stock: Stock, ctx = context()): string {
  const sent = sendCoupon(stock, undefined, 'oBuyer', { mchid: MCHID, appid: 'wx1', out_request_no: 'C1' }, ctx)
  return sent.outcome === 'refused' ? `${sent.status} ${sent.code} ${sent.message}` : `sent ${sent.stock.sent}`
}

const ended = '400 INVALID_REQUEST 活动已结束或未激活'
const wrong = '400 PARAM_ERROR 非法的批次状态'

describe('every state of a stock against every operation', () => {
  const operations = {
    start: (stock: Stock) => told(startStock(stock, { available: 1_000 }, context())),
    pause: (stock: Stock) => told(pauseStock(stock, context())),
    restart: (stock: Stock) => told(restartStock(stock, context())),
    stop: (stock: Stock) => told(stopStock(stock, context(START + 2))),
    send: (stock: Stock) => send(stock),
    'end, too early': (stock: Stock) => told(endStock(stock, context(START + 30 * DAY - 1))),
    end: (stock: Stock) => told(endStock(stock, context(START + 30 * DAY))),
  }
  const table: Readonly<Record<keyof typeof operations, Readonly<Record<StockState, string>>>> = {
    start: { unactivated: '→ running', running: '= running', paused: wrong, stoped: ended },
    pause: { unactivated: ended, running: '→ paused', paused: '= paused', stoped: ended },
    restart: { unactivated: wrong, running: '= running', paused: '→ running', stoped: ended },
    stop: { unactivated: '→ stoped', running: '→ stoped', paused: '→ stoped', stoped: '= stoped' },
    send: { unactivated: ended, running: 'sent 1', paused: wrong, stoped: ended },
    'end, too early': { unactivated: '= unactivated', running: '= running', paused: '= paused', stoped: '= stoped' },
    end: { unactivated: '→ stoped', running: '→ stoped', paused: '→ stoped', stoped: '= stoped' },
  }
  const rows = Object.entries(table).flatMap(([operation, row]) =>
    Object.entries(row).map(([state, outcome]) => [operation, state, outcome] as const),
  )
  test.each(rows)('%s on %s: %s', (operation, state, outcome) => {
    expect(operations[operation as keyof typeof operations](states[state as StockState])).toBe(outcome)
  })
})

test('the budget is locked at the start and the rest returns at the end', () => {
  const start = startStock(created, { available: 1_000 }, context())
  const own = merchantAccount(MCHID)
  const lock = voucherAccount('10000001')
  expect('movements' in start && start.movements).toMatchObject([
    {
      kind: 'voucher_lock',
      postings: [
        { account: own, amount: -1_000 },
        { account: lock, amount: 1_000 },
      ],
    },
  ])
  expect(told(startStock(created, { available: 999 }, context()))).toBe('403 NOT_ENOUGH 批次预算不足')
  const spent = giveBackTo(spendFrom(spendFrom(running, 100), 100), 40, false)
  expect(spent).toMatchObject({ locked: 840, used: 2 })
  const end = endStock(spent, context(START + 30 * DAY))
  expect(end.movements).toMatchObject([
    {
      kind: 'voucher_release',
      postings: [
        { account: lock, amount: -840 },
        { account: own, amount: 840 },
      ],
    },
  ])
  const noCash = { ...command, terms: { ...command.terms, rule: { ...command.terms.rule, no_cash: true } } }
  const free = startStock(accepted(createStock(undefined, noCash, context())), { available: 0 }, context())
  expect(free).toMatchObject({ outcome: 'changed', entity: { locked: 0 } })
  expect(free).not.toHaveProperty('movements')
})

test.each<[string, Partial<CouponPolicy>, Stock, string]>([
  ['a paused stock', { favorStartPausedCode: 'INVALID_REQUEST' }, paused, ended],
  [
    'a stock that is too young',
    { favorStartAfterMs: 1 },
    created,
    '400 INVALID_REQUEST 卡包信息尚未注册完成，请稍后重试',
  ],
])('the policy decides about the start of %s', (_, policy, stock, outcome) => {
  expect(told(startStock(stock, { available: 1_000 }, context(START, policy)))).toBe(outcome)
})

describe('creation', () => {
  const create = (terms: object, more: Partial<StockCommand> = {}, rule: object = {}) =>
    told(
      createStock(
        undefined,
        {
          ...command,
          ...more,
          terms: { ...command.terms, ...terms, rule: { ...command.terms.rule, ...rule } },
        },
        context(),
      ),
    )
  const notOpened = '403 NO_AUTH 你配置的信息需要开通特殊权限'
  const outOfTime = '403 REQUEST_BLOCKED 活动未开始或已结束'
  const rules = '400 INVALID_REQUEST 批次发放规则或核销规则有误，请修改后重试'

  test.each([
    ['within all limits', create({}), '→ unactivated'],
    ['another budget', create({ max_amount: 1_001 }), '400 PARAM_ERROR 批次预算等于批次面额乘以发券数'],
    ['a begin in the past', create({ beginsAt: START - 1_000 }), outOfTime],
    ['a range of more than 90 days', create({ endsAt: START + 91 * DAY }), outOfTime],
    ['an end before its begin', create({ endsAt: START }), outOfTime],
    ['a begin in more than a year', create({ beginsAt: START + 366 * DAY, endsAt: START + 367 * DAY }), notOpened],
    ['too few coupons', create({ max_coupons: 4, max_amount: 400 }), notOpened],
    ['too many coupons for a user', create({ max_coupons_per_user: 61 }), notOpened],
    ['a day above the budget', create({ max_amount_by_day: 1_001 }), notOpened],
    ['a name of ten characters', create({}, {}, { name: '一二三四五六七八九十' }), notOpened],
    ['a name with a comma', create({}, {}, { name: 'a,b' }), notOpened],
    ['a field that is not open', create({}, { needsPermission: true }), notOpened],
    ['another owner', create({}, { belongsTo: '1900000110' }), notOpened],
    ['a minimum that is not above the face value', create({}, {}, { transaction_minimum: 100 }), rules],
    ['no seller', create({}, {}, { available_merchants: [] }), rules],
    ['another seller without money', create({}, {}, { no_cash: true, available_merchants: ['1900000110'] }), rules],
    ['another seller with money', create({}, {}, { available_merchants: ['1900000110'] }), '→ unactivated'],
  ])('%s', (_, outcome, expected) => expect(outcome).toBe(expected))

  test('the same request again gets the same stock, another one under its number is refused', () => {
    expect(told(createStock(created, command, context(START + DAY)))).toBe('= unactivated')
    const other = { ...command, terms: { ...command.terms, comment: '别的' } }
    expect(createStock(created, other, context())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })
})

describe('sending', () => {
  const sending = { mchid: MCHID, appid: 'wx1', out_request_no: 'C1' }

  function sendMany(stock: Stock, count: number, ctx: SendContext): string[] {
    const outcomes: string[] = []
    let [now, holder] = [stock, undefined as Parameters<typeof sendCoupon>[1]]
    for (let sent = 0; sent < count; sent++) {
      const result = sendCoupon(now, holder, 'oBuyer', sending, ctx)
      outcomes.push(result.outcome === 'refused' ? result.message : 'sent')
      if (result.outcome === 'changed') ({ stock: now, holder } = result)
    }
    return outcomes
  }
  const many = (terms: object): Stock => ({ ...running, terms: { ...running.terms, ...terms } })

  test.each<[string, string[], string[]]>([
    ['a user', sendMany(running, 3, context()), ['sent', 'sent', '用户已达最大领券次数']],
    [
      'a user, by the other code',
      sendMany(many({ max_coupons_per_user: 1 }), 2, context(START, { favorLimitCode: 'REQUEST_BLOCKED' })),
      ['sent', '用户被限领拦截'],
    ],
    ['the stock', sendMany(many({ max_coupons: 1 }), 2, context()), ['sent', '批次预算耗尽']],
    ['a day', sendMany(many({ max_amount_by_day: 150 }), 2, context()), ['sent', '发券超过单天限额']],
    [
      'a user’s month',
      sendMany(running, 2, context(START, { favorUserMonthMax: 100 })),
      ['sent', '暂时无法领取，请联系商家处理。'],
    ],
  ])('what is left for %s', (_, outcomes, expected) => expect(outcomes).toEqual(expected))

  test('the next day and the next month begin anew', () => {
    const first = sendCoupon(many({ max_amount_by_day: 100 }), undefined, 'oBuyer', sending, context())
    if (first.outcome === 'refused') throw new Error(first.message)
    const again = (now: number, policy: Partial<CouponPolicy> = {}) =>
      sendCoupon(first.stock, first.holder, 'oBuyer', sending, context(now, policy)).outcome
    expect([again(START), again(START + DAY)]).toEqual(['refused', 'changed'])
    const month = { favorUserMonthMax: 100 }
    expect([again(START + DAY, month), again(START + 29 * DAY, month)]).toEqual(['refused', 'refused'])
    const longer = { ...first.stock, terms: { ...first.stock.terms, endsAt: START + 60 * DAY } }
    expect(sendCoupon(longer, first.holder, 'oBuyer', sending, context(START + 31 * DAY, month)).outcome).toBe(
      'changed',
    )
  })

  test('a user without an account gets none', () => {
    expect(send(running, { ...context(), account: 'closed' })).toBe('403 USER_ACCOUNT_ABNORMAL 用户非法')
  })
})

describe('every state of a coupon against every event', () => {
  const sent = sendCoupon(running, undefined, 'oBuyer', { mchid: MCHID, appid: 'wx1', out_request_no: 'C1' }, context())
  if (sent.outcome === 'refused') throw new Error(sent.message)
  const fresh = sent.coupon.entity
  const use = { at: START, mchid: MCHID, transaction_id: '42', amount: 100 }
  const used = useCoupon(fresh, use).entity
  const expired = expireCoupon(fresh, context(START + 30 * DAY)).entity
  const coupons: Readonly<Record<Coupon['state'], Coupon>> = { SENDED: fresh, USED: used, EXPIRED: expired }
  const full = { favorReturnOn: 'full' } as const
  const later = START + 30 * DAY
  type Act = (coupon: Coupon, ctx: CouponContext) => { readonly outcome: string; readonly entity: Coupon }
  const table: readonly (readonly [string, Act, CouponContext, string, string, string])[] = [
    ['expiry, too early', expireCoupon, context(later - 1), '= SENDED', '= USED', '= EXPIRED'],
    ['expiry', expireCoupon, context(later), '→ EXPIRED', '= USED', '= EXPIRED'],
    ['full refund', returnCoupon, context(), '= SENDED', '= USED', '= EXPIRED'],
    ['full refund, usable again', returnCoupon, context(START, full), '= SENDED', '→ SENDED', '= EXPIRED'],
    ['full refund after the end', returnCoupon, context(later, full), '= SENDED', '→ EXPIRED', '= EXPIRED'],
  ]
  test.each(table)('%s', (_, act, ctx, ...outcomes) => {
    const found = Object.values(coupons).map((coupon) => {
      const { outcome, entity } = act(coupon, ctx)
      return `${outcome === 'unchanged' ? '=' : '→'} ${entity.state}`
    })
    expect(found).toEqual(outcomes)
  })

  test('it can be used from its begin until before its end, once', () => {
    expect([START - 1, START, later - 1, later].map((now) => isUsable(fresh, now))).toEqual([false, true, true, false])
    expect([isUsable(used, START), isUsable(expired, START)]).toEqual([false, false])
  })

  test('its creator is told of the use only at an address of its own', () => {
    expect(useCoupon(fresh, use).work).toEqual([])
    expect(useCoupon(fresh, { ...use, notify_url: 'https://shop.example/coupons' }).work).toMatchObject([
      { kind: 'notify', eventType: 'COUPON.USE' },
    ])
  })
})
