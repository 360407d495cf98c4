import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownerOf } from '../../src/kernel/ledger/account.ts'
import { type MerchantTerms, defaultMerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import { type Decision, unchanged } from '../../src/kernel/machine/change.ts'
import { createPolicy } from '../../src/products/index.ts'
import { closePayment, closePaymentV2, closeUnpaid } from '../../src/products/payment/close.ts'
import type { PaymentContext } from '../../src/products/payment/context.ts'
import { orderOfParties } from '../../src/products/payment/parties.ts'
import { type Payer, pay, settlePayment } from '../../src/products/payment/pay.ts'
import type { Payment } from '../../src/products/payment/payment.ts'
import { type PrepayCommand, prepay } from '../../src/products/payment/prepay.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function context(now: number = START, terms: MerchantTerms = defaultMerchantTerms): PaymentContext {
  let count = 0
  const ids = {
    transactionId: () => '4200000000202603010000000001',
    prepayId: () => `wx${now}${++count}`,
    code: () => `code${now}${++count}`,
  }
  return { now, policy: createPolicy(), ids, terms }
}

const command: PrepayCommand = {
  mchid: '1900000109',
  appid: 'wxd678efh567hg6787',
  out_trade_no: 'P1',
  surface: 'native',
  terms: { description: '图书', total: 1_500, currency: 'CNY', notify_url: 'https://shop.example/notify', rest: {} },
}
const payer: Payer = { openid: 'oBuyer', bank_type: 'OTHERS', outcome: 'success' }

function accept(decision: Decision<Payment>): Payment {
  if (decision.outcome === 'refused') throw new Error(decision.message)
  return decision.entity
}

function outcome(decision: Decision<Payment>): string {
  if (decision.outcome === 'refused') return `${decision.status} ${decision.code}`
  return `${decision.outcome === 'unchanged' ? '=' : '→'} ${decision.entity.state}`
}

const created = accept(prepay(undefined, command, context()))
const situations: Readonly<Record<string, Payment | undefined>> = {
  none: undefined,
  NOTPAY: created,
  SUCCESS: accept(pay(created, payer, undefined, context())),
  CLOSED: accept(closePayment(created, context())),
}

/** The same order, created by a partner for a special merchant. */
const ofPartner: PrepayCommand = { ...command, sub_mchid: '1900000111', sub_appid: 'wx1111111111111111' }
const forSub = accept(prepay(undefined, ofPartner, context()))
const partnerSituations: typeof situations = {
  none: undefined,
  NOTPAY: forSub,
  SUCCESS: accept(pay(forSub, payer, undefined, context())),
  CLOSED: accept(closePayment(forSub, context())),
}

type Operation = (payment: Payment | undefined) => Decision<Payment> | undefined
const given =
  (operation: (payment: Payment) => Decision<Payment>): Operation =>
  (payment) =>
    payment && operation(payment)
const other = { ...command, terms: { ...command.terms, total: 1_501 } }
const later = context(START + 7 * DAY)

/** The outcome of each operation in each situation; `-` where no such call is possible. */
const table: readonly (readonly [string, Operation, string, string, string, string])[] = [
  ['create', (p) => prepay(p, command, context()), '→ NOTPAY', '→ NOTPAY', '400 ORDER_PAID', '400 ORDER_CLOSED'],
  [
    'create otherwise',
    (p) => prepay(p, other, context()),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'create for another surface',
    (p) => prepay(p, { ...command, surface: 'app' }, context()),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  ['close', (p) => closePayment(p, context()), '404 ORDER_NOT_EXIST', '→ CLOSED', '400 ORDER_PAID', '= CLOSED'],
  [
    'create, where a paid order is INVALID_REQUEST',
    (p) => prepay(p, command, { ...context(), policy: createPolicy({ createPaidOrderCode: 'INVALID_REQUEST' }) }),
    '→ NOTPAY',
    '→ NOTPAY',
    '400 INVALID_REQUEST',
    '400 ORDER_CLOSED',
  ],
  [
    'close, where an unknown order is INVALID_REQUEST',
    (p) => closePayment(p, { now: START, policy: createPolicy({ closeUnknownOrderCode: 'INVALID_REQUEST' }) }),
    '400 INVALID_REQUEST',
    '→ CLOSED',
    '400 ORDER_PAID',
    '= CLOSED',
  ],
  [
    'create through the other API',
    (p) => prepay(p, { ...command, v2: { signType: 'MD5' } }, context()),
    '→ NOTPAY',
    '403 OUT_TRADE_NO_USED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'close through APIv2',
    (p) => closePaymentV2(p, context()),
    '404 ORDER_NOT_EXIST',
    '→ CLOSED',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  [
    'close through APIv2, leniently',
    (p) => closePaymentV2(p, { now: START, policy: createPolicy({ v2CloseAgain: 'accept' }) }),
    '404 ORDER_NOT_EXIST',
    '→ CLOSED',
    '400 ORDER_PAID',
    '= CLOSED',
  ],
  [
    'close through APIv2 too soon',
    (p) => closePaymentV2(p, { now: START, policy: createPolicy({ v2CloseMinAgeMs: MINUTE }) }),
    '404 ORDER_NOT_EXIST',
    '400 INVALID_REQUEST',
    '400 ORDER_PAID',
    '400 ORDER_CLOSED',
  ],
  ['close by time', given((p) => closeUnpaid(p, later)), '-', '→ CLOSED', '= SUCCESS', '= CLOSED'],
  ['close by time, early', given((p) => closeUnpaid(p, context())), '-', '= NOTPAY', '= SUCCESS', '= CLOSED'],
  ['pay', given((p) => pay(p, payer, undefined, context())), '-', '→ SUCCESS', '409 PAID', '409 CLOSED'],
  [
    'pay with an old prepay',
    given((p) => pay(p, payer, 'wx0', context())),
    '-',
    '409 EXPIRED_PREPAY',
    '409 PAID',
    '409 CLOSED',
  ],
  ['pay too late', given((p) => pay(p, payer, undefined, later)), '-', '409 EXPIRED_PREPAY', '409 PAID', '409 CLOSED'],
  [
    'pay in vain',
    given((p) => pay(p, { ...payer, outcome: 'not_enough' }, undefined, context())),
    '-',
    '409 NOT_ENOUGH',
    '409 PAID',
    '409 CLOSED',
  ],
  ['settle', given((p) => settlePayment(p, context())), '-', '= NOTPAY', '= SUCCESS', '= CLOSED'],
]

/** Runs an operation as a partner, on the order of one of its special merchants. */
const asPartner =
  (sub_mchid: string | undefined, operation: (payment: Payment) => Decision<Payment>): Operation =>
  (payment) => {
    const own = orderOfParties(payment, sub_mchid)
    return 'out_trade_no' in own ? operation(own) : own
  }
const query = (payment: Payment) => unchanged(payment)
const close = (payment: Payment) => closePayment(payment, context())
const { sub_mchid: _direct, sub_appid: _alone, ...byPartnerAlone } = ofPartner
const stranger = { ...ofPartner, sub_mchid: '1900000112' }
const used = ['403 OUT_TRADE_NO_USED', '400 ORDER_PAID', '400 ORDER_CLOSED'] as const
const mismatch = ['404 ORDER_NOT_EXIST', '400 INVALID_REQUEST', '400 INVALID_REQUEST', '400 INVALID_REQUEST'] as const

/** The same table for an order that a partner created. */
const partnerTable: typeof table = [
  ['create', (p) => prepay(p, ofPartner, context()), '→ NOTPAY', '→ NOTPAY', '400 ORDER_PAID', '400 ORDER_CLOSED'],
  ['create for another special merchant', (p) => prepay(p, stranger, context()), '→ NOTPAY', ...used],
  ['create for nobody else', (p) => prepay(p, byPartnerAlone, context()), '→ NOTPAY', ...used],
  [
    'create under another sub_appid',
    (p) => prepay(p, { ...ofPartner, sub_appid: 'wx2222222222222222' }, context()),
    '→ NOTPAY',
    ...used,
  ],
  ['query', asPartner(ofPartner.sub_mchid, query), '404 ORDER_NOT_EXIST', '= NOTPAY', '= SUCCESS', '= CLOSED'],
  ['query as another special merchant', asPartner(stranger.sub_mchid, query), ...mismatch],
  ['query without one', asPartner(undefined, query), ...mismatch],
  ['close', asPartner(ofPartner.sub_mchid, close), '404 ORDER_NOT_EXIST', '→ CLOSED', '400 ORDER_PAID', '= CLOSED'],
  ['close as another special merchant', asPartner(stranger.sub_mchid, close), ...mismatch],
  ['pay', given((p) => pay(p, payer, undefined, context())), '-', '→ SUCCESS', '409 PAID', '409 CLOSED'],
  ['close by time', given((p) => closeUnpaid(p, later)), '-', '→ CLOSED', '= SUCCESS', '= CLOSED'],
  ['settle', given((p) => settlePayment(p, context())), '-', '= NOTPAY', '= SUCCESS', '= CLOSED'],
]

describe.each([
  ['a direct order', situations, table],
  ['a partner’s order', partnerSituations, partnerTable],
] as const)('%s', (_whose, among, rows) => {
  describe.each(rows)('%s', (_name, operation, ...expected) => {
    test.each(Object.keys(among).map((name, index) => [name, expected[index]] as const))(
      'on %s: %s',
      (name, wanted) => {
        const before = structuredClone(among[name])
        const decision = operation(among[name])
        expect(decision ? outcome(decision) : '-').toBe(wanted)
        expect(among[name]).toEqual(before)
        if (decision?.outcome === 'unchanged')
          expect(decision).toEqual({ outcome: 'unchanged', entity: before, events: [], work: [] })
      },
    )
  })
})

test('what a partner’s order brings is the special merchant’s', () => {
  const paid = pay(forSub, payer, undefined, context())
  if (paid.outcome === 'refused') throw new Error(paid.message)
  const owners = (paid.movements ?? []).flatMap(({ postings }) => postings.map(({ account }) => ownerOf(account)))
  expect(new Set(owners.filter((owner) => owner !== undefined))).toEqual(new Set([ofPartner.sub_mchid]))
})

test('time_expire is moved into its bounds, and ends paying without closing', () => {
  const within = (timeExpire: number) =>
    accept(prepay(undefined, { ...command, terms: { ...command.terms, timeExpire } }, context()))
  expect(within(START - DAY).terms.timeExpire).toBe(START + MINUTE)
  expect(within(START + 30 * DAY).terms.timeExpire).toBe(START + 15 * DAY)
  const order = within(START + 5 * MINUTE)
  expect(outcome(pay(order, payer, undefined, context(START + 5 * MINUTE)))).toBe('→ SUCCESS')
  expect(outcome(pay(order, payer, undefined, context(START + 5 * MINUTE + 1)))).toBe('409 PAST_TIME_EXPIRE')
})

test('whatever merchants, users and time do, an order is paid once and the book says the same', () => {
  type Act = (payment: Payment, ctx: PaymentContext) => Decision<Payment>
  const act = fc.constantFrom<Act>(
    (payment, ctx) => prepay(payment, command, ctx),
    (payment, ctx) => prepay(payment, other, ctx),
    (payment, ctx) => pay(payment, payer, undefined, ctx),
    (payment, ctx) => pay(payment, { ...payer, openid: 'oOther' }, undefined, ctx),
    (payment, ctx) => pay(payment, { ...payer, outcome: 'bank_failed' }, undefined, ctx),
    closePayment,
    closeUnpaid,
    settlePayment,
  )
  const histories = fc.array(fc.record({ act, wait: fc.integer({ min: 0, max: DAY }) }), { maxLength: 25 })
  const terms = fc.record({ feeRate: fc.constantFrom(0, 60, 100), settle: fc.constantFrom('T0', 'T1', 'T7') })
  const plays = fc.property(histories, terms, (history, merchantTerms) => {
    let now = START
    let payment = created
    const book = new Map<string, number>()
    for (const { act, wait } of history) {
      now += wait
      const decision = act(payment, context(now, merchantTerms))
      const change = decision.outcome === 'refused' ? decision.remember : decision
      if (change?.outcome === 'changed') {
        payment = change.entity
        for (const { postings } of change.movements ?? []) {
          for (const { account, amount } of postings) book.set(account, (book.get(account) ?? 0) + amount)
        }
      }
      const paid = payment.state === 'SUCCESS' ? payment.terms.total : 0
      const merchant = [...book].filter(([account]) => ownerOf(account as never) !== undefined)
      expect(merchant.filter(([, amount]) => amount < 0)).toEqual([])
      expect(merchant.reduce((sum, [, amount]) => sum + amount, 0)).toBe(paid - feeOn(paid, merchantTerms))
      expect(book.get(`merchant/${payment.mchid}/BASIC/pending`) ?? 0).toBe(payment.unsettled ?? 0)
      expect([...book.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
    }
  })
  // 900 runs are about ten thousand commands.
  fc.assert(plays, { numRuns: 900 })
})
