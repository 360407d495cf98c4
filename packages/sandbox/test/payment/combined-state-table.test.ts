import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownerOf } from '../../src/kernel/ledger/account.ts'
import { type MerchantTerms, defaultMerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import { createPolicy } from '../../src/products/index.ts'
import { type NamedSubOrder, closeCombined, closeCombinedUnpaid } from '../../src/products/payment/combined/close.ts'
import { type CombinedCommand, createCombined } from '../../src/products/payment/combined/create.ts'
import type { CombinedDecision } from '../../src/products/payment/combined/decision.ts'
import { payCombined } from '../../src/products/payment/combined/pay.ts'
import { closePayment } from '../../src/products/payment/close.ts'
import type { PaymentContext } from '../../src/products/payment/context.ts'
import { type Payer, settlePayment } from '../../src/products/payment/pay.ts'
import type { Payment, SubOrder } from '../../src/products/payment/payment.ts'
import { type PrepayCommand, prepay } from '../../src/products/payment/prepay.ts'
import { START } from '../support/store.ts'

const DAY = 86_400_000

function context(now: number = START, policy: Parameters<typeof createPolicy>[0] = {}): PaymentContext {
  let count = 0
  const ids = {
    transactionId: () => `4200${now}${String(++count).padStart(11, '0')}`,
    prepayId: () => `wx${now}${++count}`,
    code: () => `code${now}${++count}`,
  }
  return { now, policy: createPolicy(policy), ids, terms: defaultMerchantTerms }
}

const sub = (mchid: string, out_trade_no: string, total: number, more: Partial<SubOrder> = {}): SubOrder => ({
  mchid,
  out_trade_no,
  description: '图书',
  total,
  currency: 'CNY',
  attach: '附加',
  rest: {},
  ...more,
})
const subOrders = [sub('1900000110', 'BOOK01', 1_500), sub('1900000111', 'TEA001', 8_000)]
const command: CombinedCommand = {
  mchid: '1900000109',
  appid: 'wxd678efh567hg6787',
  out_trade_no: 'COMBINE1',
  surface: 'native',
  subOrders,
  terms: { description: '图书 等 2 笔', total: 9_500, currency: 'CNY', notify_url: 'https://shop.example/n', rest: {} },
}
const payer: Payer = { openid: 'oBuyer', bank_type: 'OTHERS', outcome: 'success' }
const list = { appid: command.appid, subOrders }

/** A combined order and its sub orders, as the database would hold them. */
interface Whole {
  readonly order: Payment | undefined
  readonly parts: readonly Payment[]
}

function after({ order, parts }: Whole, decision: CombinedDecision): Whole {
  const change = decision.outcome === 'refused' ? decision.remember : decision
  if (change?.outcome !== 'changed') return { order, parts }
  const changes = 'parts' in decision ? (decision.parts ?? []) : []
  return { order: change.entity, parts: changes.length > 0 ? changes.map(({ entity }) => entity) : parts }
}

function outcome(whole: Whole, decision: CombinedDecision): string {
  if (decision.outcome === 'refused') return `${decision.status} ${decision.code}`
  const then = after(whole, decision)
  const states = new Set([then.order?.state, ...then.parts.map(({ state }) => state)])
  return `${decision.outcome === 'unchanged' ? '=' : '→'} ${[...states].join('+')}`
}

const none: Whole = { order: undefined, parts: [] }
const create = ({ order }: Whole, asked: CombinedCommand = command, isTaken = false, ctx = context()) =>
  createCombined(order, asked, isTaken, ctx)
const pay = ({ order, parts }: Whole, by: Payer = payer, prepayId?: string, ctx = context()) =>
  order && payCombined(order, parts, by, prepayId, ctx, () => defaultMerchantTerms)
const close = ({ order, parts }: Whole, named: object = {}, ctx = context()) =>
  closeCombined(order, parts, { ...list, ...named }, ctx)

const created = after(none, create(none))
const situations: Readonly<Record<string, Whole>> = {
  none,
  NOTPAY: created,
  SUCCESS: after(created, pay(created)!),
  CLOSED: after(created, close(created)),
}

const [first, second] = subOrders as [SubOrder, SubOrder]
const shared = { ...command, subOrders: [first, { ...second, rest: { settle_info: { profit_sharing: true } } }] }
const others = (changes: object): CombinedCommand => ({ ...command, subOrders: [first, { ...second, ...changes }] })
const later = context(START + 7 * DAY)

type Operation = (whole: Whole) => CombinedDecision | undefined

/** The outcome of each operation in each situation; `-` where no such call is possible. */
const table: readonly (readonly [string, Operation, string, string, string, string])[] = [
  ['create', (w) => create(w), '→ NOTPAY', '→ NOTPAY', '400 ORDER_PAID', '400 ORDER_CLOSED'],
  [
    'create with a number of a sub order that is used',
    (w) => create(w, command, true),
    '403 OUT_TRADE_NO_USED',
    '→ NOTPAY',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'create for another amount',
    (w) => create(w, others({ total: 1 })),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'create with one sub order less',
    (w) => create(w, { ...command, subOrders: [first] }),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'create with another settlement',
    (w) => create(w, shared),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'create for another surface',
    (w) => create(w, { ...command, surface: 'app' }),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  ['close', (w) => close(w), '404 ORDER_NOT_EXIST', '→ CLOSED', '400 ORDER_PAID', '= CLOSED'],
  [
    'close, named in another sequence',
    (w) => close(w, { subOrders: [second, first] }),
    '404 ORDER_NOT_EXIST',
    '→ CLOSED',
    '400 ORDER_PAID',
    '= CLOSED',
  ],
  [
    'close a part',
    (w) => close(w, { subOrders: [first] }),
    '404 ORDER_NOT_EXIST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
  ],
  [
    'close with another merchant',
    (w) => close(w, { subOrders: [{ ...first, mchid: '1900000199' }, second] }),
    '404 ORDER_NOT_EXIST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
  ],
  [
    'close with another appid',
    (w) => close(w, { appid: 'wx0' }),
    '404 ORDER_NOT_EXIST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
  ],
  [
    'close, where a paid order is INVALID_REQUEST and a closed one ORDER_CLOSED',
    (w) => close(w, {}, context(START, { combineClosePaid: 'INVALID_REQUEST', combineCloseAgain: 'refuse' })),
    '404 ORDER_NOT_EXIST',
    '→ CLOSED',
    '400 INVALID_REQUEST',
    '400 ORDER_CLOSED',
  ],
  [
    'close by time',
    ({ order, parts }) => order && closeCombinedUnpaid(order, parts, later),
    '-',
    '→ CLOSED',
    '= SUCCESS',
    '= CLOSED',
  ],
  [
    'close by time, early',
    ({ order, parts }) => order && closeCombinedUnpaid(order, parts, context()),
    '-',
    '= NOTPAY',
    '= SUCCESS',
    '= CLOSED',
  ],
  ['pay', (w) => pay(w), '-', '→ SUCCESS', '409 PAID', '409 CLOSED'],
  ['pay with an old prepay', (w) => pay(w, payer, 'wx0'), '-', '409 EXPIRED_PREPAY', '409 PAID', '409 CLOSED'],
  ['pay too late', (w) => pay(w, payer, undefined, later), '-', '409 EXPIRED_PREPAY', '409 PAID', '409 CLOSED'],
  [
    'pay after a merchant in it was reset',
    ({ order, parts }) => order && pay({ order, parts: parts.slice(1) }),
    '-',
    '409 UNKNOWN_ORDER',
    '409 PAID',
    '409 CLOSED',
  ],
  [
    'pay in vain',
    (w) => pay(w, { ...payer, outcome: 'bank_failed' }),
    '-',
    '409 BANK_FAILED',
    '409 PAID',
    '409 CLOSED',
  ],
]

describe.each(table)('%s', (_name, operation, ...expected) => {
  test.each(Object.keys(situations).map((name, index) => [name, expected[index]] as const))(
    'on %s: %s',
    (name, wanted) => {
      const whole = situations[name]!
      const before = structuredClone(whole)
      const decision = operation(whole)
      expect(decision ? outcome(whole, decision) : '-').toBe(wanted)
      expect(whole).toEqual(before)
      if (decision?.outcome === 'unchanged') expect(after(whole, decision)).toEqual(before)
    },
  )
})

test('a partner has to say for whom it closes', () => {
  const made = [
    { ...first, mchid: command.mchid, sub_mchid: first.mchid, sub_appid: 'wx8888888888888888' },
    { ...second, mchid: command.mchid, sub_mchid: second.mchid },
  ]
  const whole = after(none, create(none, { ...command, subOrders: made }))
  const closes = (named: readonly NamedSubOrder[]) => outcome(whole, close(whole, { subOrders: named }))
  expect(closes(made.map(({ sub_mchid: _sub, ...one }) => one))).toBe('403 NO_AUTH')
  expect(closes(made.map(({ sub_appid: _sub, ...one }) => one))).toBe('403 NO_AUTH')
  expect(closes(made.map((one) => ({ ...one, sub_mchid: '1900000199' })))).toBe('400 INVALID_REQUEST')
  expect(closes(made)).toBe('→ CLOSED')
})

test('an ordinary order has nothing to do with a sub order', () => {
  const ordinary: PrepayCommand = {
    ...command,
    mchid: first.mchid,
    out_trade_no: first.out_trade_no,
    surface: 'native',
  }
  for (const { parts } of [created, situations['SUCCESS']!, situations['CLOSED']!]) {
    expect(prepay(parts[0], ordinary, context())).toMatchObject({ code: 'OUT_TRADE_NO_USED' })
    expect(closePayment(parts[0], context())).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  }
})

test('whatever merchants, users and time do, a combined order is paid whole or not, and the book says the same', () => {
  type Act = (whole: Whole, ctx: PaymentContext, termsOf: (mchid: string) => MerchantTerms) => CombinedDecision
  const act = fc.constantFrom<Act>(
    ({ order }, ctx) => createCombined(order, command, false, ctx),
    ({ order }, ctx) => createCombined(order, shared, false, ctx),
    ({ order = created.order!, parts }, ctx, termsOf) => payCombined(order, parts, payer, undefined, ctx, termsOf),
    ({ order = created.order!, parts }, ctx, termsOf) =>
      payCombined(order, parts, { ...payer, openid: 'oOther' }, undefined, ctx, termsOf),
    ({ order = created.order!, parts }, ctx, termsOf) =>
      payCombined(order, parts, { ...payer, outcome: 'cancelled' }, undefined, ctx, termsOf),
    ({ order, parts }, ctx) => closeCombined(order, parts, list, ctx),
    ({ order, parts }, ctx) => closeCombined(order, parts, { ...list, subOrders: [first] }, ctx),
    ({ order = created.order!, parts }, ctx) => closeCombinedUnpaid(order, parts, ctx),
  )
  const terms = fc.record({
    feeRate: fc.constantFrom(0, 60, 100),
    settle: fc.constantFrom('T0' as const, 'T1' as const, 'T7' as const),
  })
  const step = fc.record({ act, wait: fc.integer({ min: 0, max: DAY }), settles: fc.boolean() })
  const plays = fc.property(fc.array(step, { maxLength: 25 }), terms, terms, (history, books, tea) => {
    const termsOf = (mchid: string) => (mchid === first.mchid ? books : tea)
    let now = START
    let whole = created
    const book = new Map<string, number>()
    for (const { act: play, wait, settles } of history) {
      now += wait
      const decision = play(whole, context(now), termsOf)
      whole = after(whole, decision)
      if ('parts' in decision) for (const { movements } of decision.parts ?? []) postAll(book, movements)
      if (decision.outcome !== 'refused') expect(decision.movements).toBeUndefined()
      if (settles) {
        const settled = whole.parts.map((part) => settlePayment(part, { now }))
        for (const { movements } of settled) postAll(book, movements)
        whole = { ...whole, parts: settled.map(({ entity }) => entity) }
      }
      // All sub orders have the state of the combined order.
      expect(new Set(whole.parts.map(({ state }) => state))).toEqual(new Set([whole.order!.state]))
      for (const part of whole.parts) {
        const paid = part.state === 'SUCCESS' ? part.terms.total : 0
        const own = [...book].filter(([account]) => ownerOf(account as never) === part.mchid)
        expect(own.filter(([, amount]) => amount < 0)).toEqual([])
        expect(own.reduce((sum, [, amount]) => sum + amount, 0)).toBe(paid - feeOn(paid, termsOf(part.mchid)))
        expect(book.get(`merchant/${part.mchid}/BASIC/pending`) ?? 0).toBe(part.unsettled ?? 0)
      }
      expect([...book.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
      const ids = whole.order!.subOrders!.map(({ transaction_id }) => transaction_id)
      expect(ids).toEqual(whole.parts.map(({ transaction_id }) => transaction_id))
    }
  })
  // 900 runs are about ten thousand commands.
  fc.assert(plays, { numRuns: 900 })
})

function postAll(
  book: Map<string, number>,
  movements: readonly { readonly postings: readonly { readonly account: string; readonly amount: number }[] }[] = [],
): void {
  for (const { postings } of movements) {
    for (const { account, amount } of postings) book.set(account, (book.get(account) ?? 0) + amount)
  }
}
