import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownerOf } from '../../src/kernel/ledger/account.ts'
import { type MerchantTerms, defaultMerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import type { Decision } from '../../src/kernel/machine/change.ts'
import { inV2 } from '../../src/kernel/protocol/v2/refusals.ts'
import { createPolicy } from '../../src/products/index.ts'
import { closePayment, closePaymentV2 } from '../../src/products/payment/close.ts'
import { endUserPaying } from '../../src/products/payment/code/fail.ts'
import { type CodePaymentCommand, payByCode } from '../../src/products/payment/code/pay-by-code.ts'
import { reversePayment } from '../../src/products/payment/code/reverse.ts'
import { type CodePlan, type UserCodes, showCode } from '../../src/products/payment/code/user-codes.ts'
import type { PaymentContext } from '../../src/products/payment/context.ts'
import { paidPayments } from '../../src/products/payment/paid-order.ts'
import { pay, settlePayment } from '../../src/products/payment/pay.ts'
import type { Payment } from '../../src/products/payment/payment.ts'
import { prepay } from '../../src/products/payment/prepay.ts'
import { lockOf } from '../support/trade.ts'
import { START } from '../support/store.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

type Policy = Parameters<typeof createPolicy>[0]

function context(
  now: number = START,
  policy: Policy = {},
  terms: MerchantTerms = defaultMerchantTerms,
): PaymentContext {
  const ids = {
    transactionId: () => '4200000000202603010000000001',
    prepayId: () => `wx${now}`,
    code: () => `code${now}`,
  }
  return { now, policy: createPolicy(policy), ids, terms }
}

const AUTH_CODE = '130000000000000001'

function codesOf(plan: Partial<CodePlan> = {}, openid = 'oBuyer', auth_code = AUTH_CODE): UserCodes {
  return showCode(undefined, openid, { auth_code, expiresAt: START + MINUTE, plan: { bank_type: 'OTHERS', ...plan } })
}

const command: CodePaymentCommand = {
  mchid: '1900000109',
  appid: 'wxd678efh567hg6787',
  out_trade_no: 'P00001',
  surface: 'code',
  auth_code: AUTH_CODE,
  terms: { description: '图书', total: 1_500, currency: 'CNY', rest: {} },
}
const otherAmount = { ...command, terms: { ...command.terms, total: 1_501 } }
const otherCode = { ...command, auth_code: '130000000000000002' }
const native = {
  ...command,
  surface: 'native',
  terms: { ...command.terms, notify_url: 'https://shop.example/n' },
} as const

function payCode(
  payment: Payment | undefined,
  asked = command,
  codes: UserCodes | undefined = codesOf(),
  ctx = context(),
  hasFunds = true,
): Decision<Payment> {
  return payByCode(payment, codes, asked, hasFunds, ctx).order
}

function reverse(payment: Payment | undefined, now = START, policy: Policy = {}, available = 10_000) {
  const ids = { authCode: () => AUTH_CODE, reversalId: () => '50000000002026030100000000001' }
  const ctx = { now, policy: createPolicy(policy), ids, balance: { available }, accountOf: lockOf }
  return reversePayment(payment, ctx)
}

function kept(decision: Decision<Payment>): Payment {
  const change = decision.outcome === 'refused' ? decision.remember : decision
  if (!change) throw new Error('nothing is kept')
  return change.entity
}

function outcome(decision: Decision<Payment>): string {
  if (decision.outcome !== 'refused') {
    return `${decision.outcome === 'unchanged' ? '=' : '→'} ${decision.entity.state}`
  }
  const refused = inV2(decision)
  const code = 'err_code' in refused ? refused.err_code : refused.return_msg
  const remembered = decision.remember ? ` → ${decision.remember.entity.state}` : ''
  return `${decision.status} ${decision.code} ${code}${remembered}`
}

const asking = kept(payCode(undefined, command, codesOf({ password: 'asked' })))
const paid = kept(payCode(undefined))
const unpaid = kept(prepay(undefined, native, context()))
const refunded = paidPayments.withRefunds(paid, {
  refunds: { numbers: ['R1'], amount: 500, fee: 3 },
})
const situations: Readonly<Record<string, Payment | undefined>> = {
  none: undefined,
  USERPAYING: asking,
  SUCCESS: paid,
  PAYERROR: kept(payCode(undefined, command, codesOf({ outcome: 'not_enough' }))),
  REVOKED: kept(reverse(paid)),
  REFUND: refunded,
  'NOTPAY of another surface': unpaid,
  'SUCCESS of another surface': kept(
    pay(unpaid, { openid: 'oBuyer', bank_type: 'OTHERS', outcome: 'success' }, undefined, context()),
  ),
  'CLOSED of another surface': kept(closePayment(unpaid, context())),
}

type Operation = (payment: Payment | undefined) => Decision<Payment> | undefined
const given =
  (operation: (payment: Payment) => Decision<Payment>): Operation =>
  (payment) =>
    payment && operation(payment)
const user = { openid: 'oBuyer', bank_type: 'OTHERS' } as const

const used = '403 OUT_TRADE_NO_USED INVALID_REQUEST'
const alreadyPaid = '400 ORDER_PAID ORDERPAID'
const reversed = '400 ORDER_CLOSED ORDERREVERSED'
const closed = '400 ORDER_CLOSED ORDERCLOSED'
const none = '404 ORDER_NOT_EXIST ORDERNOTEXIST'
const onlyReversible = '400 INVALID_REQUEST TRADE_STATE_ERROR'
const otherScene = '400 INVALID_REQUEST INVALID_REQUEST'
const notEnough = '403 NOT_ENOUGH NOTENOUGH'

/** The outcome of each operation in each situation, in the words of both APIs; `-` where no such call is possible. */
const table: Readonly<Record<string, readonly [Operation, ...string[]]>> = {
  'pay by code': [
    (p) => payCode(p),
    '→ SUCCESS',
    '= USERPAYING',
    alreadyPaid,
    notEnough,
    reversed,
    alreadyPaid,
    used,
    alreadyPaid,
    closed,
  ],
  'pay by code, another amount': [
    (p) => payCode(p, otherAmount),
    '→ SUCCESS',
    used,
    alreadyPaid,
    used,
    reversed,
    alreadyPaid,
    used,
    alreadyPaid,
    closed,
  ],
  'pay by another code of the user': [
    (p) => payCode(p, otherCode, codesOf({}, 'oBuyer', otherCode.auth_code)),
    '→ SUCCESS',
    used,
    alreadyPaid,
    used,
    reversed,
    alreadyPaid,
    used,
    alreadyPaid,
    closed,
  ],
  "pay by another user's code": [
    (p) => payCode(p, otherCode, codesOf({}, 'oOther', otherCode.auth_code)),
    '→ SUCCESS',
    '400 INVALID_REQUEST BUYER_MISMATCH',
    alreadyPaid,
    '400 INVALID_REQUEST BUYER_MISMATCH',
    reversed,
    alreadyPaid,
    used,
    alreadyPaid,
    closed,
  ],
  'pay by code through the other API': [
    (p) => payCode(p, { ...command, v2: { signType: 'MD5' } }),
    '→ SUCCESS',
    used,
    alreadyPaid,
    used,
    reversed,
    alreadyPaid,
    used,
    alreadyPaid,
    closed,
  ],
  'create a Native order': [
    (p) => prepay(p, native, context()),
    '→ NOTPAY',
    used,
    alreadyPaid,
    used,
    used,
    alreadyPaid,
    '→ NOTPAY',
    alreadyPaid,
    closed,
  ],
  close: [
    (p) => closePayment(p, context()),
    none,
    onlyReversible,
    alreadyPaid,
    onlyReversible,
    onlyReversible,
    alreadyPaid,
    '→ CLOSED',
    alreadyPaid,
    '= CLOSED',
  ],
  'close through APIv2': [
    (p) => closePaymentV2(p, context()),
    none,
    onlyReversible,
    alreadyPaid,
    onlyReversible,
    closed,
    alreadyPaid,
    '→ CLOSED',
    alreadyPaid,
    closed,
  ],
  reverse: [
    (p) => reverse(p, START + 15 * SECOND),
    none,
    '→ REVOKED',
    '→ REVOKED',
    '→ REVOKED',
    '= REVOKED',
    '403 TRADE_ERROR TRADE_ERROR',
    otherScene,
    otherScene,
    otherScene,
  ],
  'reverse within 15 seconds': [
    (p) => reverse(p, START + 15 * SECOND - 1),
    none,
    '400 INVALID_REQUEST USERPAYING',
    '→ REVOKED',
    '→ REVOKED',
    '= REVOKED',
    '403 TRADE_ERROR TRADE_ERROR',
    otherScene,
    otherScene,
    otherScene,
  ],
  'reverse at once, where that is allowed': [
    (p) => reverse(p, START, { reverseWhilePayingAfterMs: 0, reverseAfterRefundCode: 'INVALID_REQUEST' }),
    none,
    '→ REVOKED',
    '→ REVOKED',
    '→ REVOKED',
    '= REVOKED',
    '400 INVALID_REQUEST INVALID_REQUEST',
    otherScene,
    otherScene,
    otherScene,
  ],
  'reverse after seven days': [
    (p) => reverse(p, START + 7 * DAY + 1),
    none,
    '→ REVOKED',
    '403 RULE_LIMIT REVERSE_EXPIRE',
    '→ REVOKED',
    '= REVOKED',
    '403 TRADE_ERROR TRADE_ERROR',
    otherScene,
    otherScene,
    otherScene,
  ],
  'reverse without the money': [
    (p) => reverse(p, START + MINUTE, {}, 1_490),
    none,
    '→ REVOKED',
    '403 TRADE_ERROR TRADE_ERROR',
    '→ REVOKED',
    '= REVOKED',
    '403 TRADE_ERROR TRADE_ERROR',
    otherScene,
    otherScene,
    otherScene,
  ],
  'the user enters the password': [
    given((p) => pay(p, { ...user, outcome: 'success' }, undefined, context())),
    '-',
    '→ SUCCESS',
    '409 PAID PAID',
    '409 FAILED FAILED',
    '409 REVERSED REVERSED',
    '409 PAID PAID',
    '→ SUCCESS',
    '409 PAID PAID',
    '409 CLOSED CLOSED',
  ],
  'the user enters it too late': [
    given((p) => pay(p, { ...user, outcome: 'success' }, undefined, context(START + MINUTE))),
    '-',
    '409 FAILED FAILED',
    '409 PAID PAID',
    '409 FAILED FAILED',
    '409 REVERSED REVERSED',
    '409 PAID PAID',
    '→ SUCCESS',
    '409 PAID PAID',
    '409 CLOSED CLOSED',
  ],
  'the user pays with an empty wallet': [
    given((p) => pay(p, { ...user, outcome: 'not_enough' }, undefined, context())),
    '-',
    '409 NOT_ENOUGH NOTENOUGH → USERPAYING',
    '409 PAID PAID',
    '409 FAILED FAILED',
    '409 REVERSED REVERSED',
    '409 PAID PAID',
    '409 NOT_ENOUGH NOTENOUGH → NOTPAY',
    '409 PAID PAID',
    '409 CLOSED CLOSED',
  ],
  'the user closes the dialog': [
    given((p) => pay(p, { ...user, outcome: 'cancelled' }, undefined, context())),
    '-',
    '409 CANCELLED CANCELLED → PAYERROR',
    '409 PAID PAID',
    '409 FAILED FAILED',
    '409 REVERSED REVERSED',
    '409 PAID PAID',
    '409 CANCELLED CANCELLED → NOTPAY',
    '409 PAID PAID',
    '409 CLOSED CLOSED',
  ],
  'somebody else pays': [
    given((p) => pay(p, { ...user, openid: 'oOther', outcome: 'success' }, undefined, context())),
    '-',
    '409 OTHER_USER OTHER_USER',
    '409 PAID PAID',
    '409 FAILED FAILED',
    '409 REVERSED REVERSED',
    '409 PAID PAID',
    '→ SUCCESS',
    '409 PAID PAID',
    '409 CLOSED CLOSED',
  ],
  'a minute passes': [
    given((p) => endUserPaying(p, { now: START + MINUTE })),
    '-',
    '→ PAYERROR',
    '= SUCCESS',
    '= PAYERROR',
    '= REVOKED',
    '= REFUND',
    '= NOTPAY',
    '= SUCCESS',
    '= CLOSED',
  ],
  'less passes': [
    given((p) => endUserPaying(p, { now: START + MINUTE - 1 })),
    '-',
    '= USERPAYING',
    '= SUCCESS',
    '= PAYERROR',
    '= REVOKED',
    '= REFUND',
    '= NOTPAY',
    '= SUCCESS',
    '= CLOSED',
  ],
  settle: [
    given((p) => settlePayment(p, context())),
    '-',
    '= USERPAYING',
    '= SUCCESS',
    '= PAYERROR',
    '= REVOKED',
    '= REFUND',
    '= NOTPAY',
    '= SUCCESS',
    '= CLOSED',
  ],
}

describe.each(Object.entries(table))('%s', (_name, [operation, ...expected]) => {
  test.each(Object.keys(situations).map((name, index) => [name, expected[index]] as const))(
    'on %s: %s',
    (name, wanted) => {
      const before = structuredClone(situations[name])
      const decision = operation(situations[name])
      expect(decision ? outcome(decision) : '-').toBe(wanted)
      expect(situations[name]).toEqual(before)
    },
  )
  test('is said for every situation', () => expect(expected).toHaveLength(Object.keys(situations).length))
})

test('whether an order can be refunded', () => {
  const refundable = Object.entries(situations).filter(([, payment]) => payment && paidPayments.read(payment))
  expect(refundable.map(([name]) => name)).toEqual(['SUCCESS', 'REFUND', 'SUCCESS of another surface'])
})

describe('what a code says decides', () => {
  const decide = (
    codes: UserCodes | undefined,
    asked: Partial<CodePaymentCommand> = {},
    ctx = context(),
    funds = true,
  ) => payByCode(undefined, codes, { ...command, ...asked }, funds, ctx)
  const invalid = '400 INVALID_REQUEST AUTH_CODE_INVALID'

  test.each<[string, UserCodes | undefined, Partial<CodePaymentCommand>, number, string, string]>([
    ['17 digits', codesOf(), { auth_code: '13000000000000001' }, START, '请扫描', 'AUTH_CODE_ERROR'],
    ['the prefix 16', codesOf(), { auth_code: '160000000000000001' }, START, '请扫描', 'AUTH_CODE_ERROR'],
    ['nobody has shown it', undefined, {}, START, '101 付款码无效', 'AUTH_CODE_INVALID'],
    ['a minute is over', codesOf(), {}, START + MINUTE, '101 付款码已过期', 'AUTHCODEEXPIRE'],
    ['it paid already', decide(codesOf()).codes, {}, START, '101 每个二维码仅限使用一次', 'AUTH_CODE_INVALID'],
  ])('refused without an order: %s', (_, codes, asked, now, text, byKind) => {
    const { order, codes: after } = decide(codes, asked, context(now))
    expect(outcome(order)).toBe(invalid)
    expect(order).toMatchObject({
      message: expect.stringContaining(text) as string,
      reason: expect.any(String) as string,
    })
    expect(after).toBeUndefined()
    const told = decide(codes, asked, context(now, { authCodeErrors: 'by_kind' })).order
    expect(outcome(told)).toBe(`400 INVALID_REQUEST ${byKind}`)
  })

  test.each<[string, Partial<CodePlan>, boolean, string]>([
    ['an empty wallet', {}, false, '403 NOT_ENOUGH NOTENOUGH → PAYERROR'],
    ['not enough', { outcome: 'not_enough' }, true, '403 NOT_ENOUGH NOTENOUGH → PAYERROR'],
    ['a card', { outcome: 'card_not_supported' }, true, '400 INVALID_REQUEST NOTSUPORTCARD → PAYERROR'],
    ['the bank', { outcome: 'bank_failed' }, true, '500 BANK_ERROR BANKERROR → PAYERROR'],
    ['the user', { outcome: 'cancelled' }, true, '403 TRADE_ERROR TRADE_ERROR → PAYERROR'],
    ['nothing, whatever the wallet', { outcome: 'success' }, false, '→ SUCCESS'],
  ])('fails at once by %s', (_, plan, funds, expected) => {
    expect(outcome(decide(codesOf(plan), {}, context(), funds).order)).toBe(expected)
  })

  test('the state of a failed order is an option', () => {
    const ctx = context(START, { failedCodePaymentState: 'NOTPAY' })
    expect(outcome(decide(codesOf(), {}, ctx, false).order)).toBe('403 NOT_ENOUGH NOTENOUGH → NOTPAY')
  })

  test('a password is asked for above 1,000 yuan, and after ten payments of a day', () => {
    const costing = (total: number) => ({ terms: { ...command.terms, total } })
    expect(outcome(decide(codesOf(), costing(100_000)).order)).toBe('→ SUCCESS')
    expect(outcome(decide(codesOf(), costing(100_001)).order)).toBe('→ USERPAYING')
    expect(outcome(decide(codesOf({ password: 'not_asked' }), costing(100_001)).order)).toBe('→ SUCCESS')

    let codes = codesOf()
    const next = (now: number): string => {
      codes = showCode(codes, 'oBuyer', {
        auth_code: AUTH_CODE,
        expiresAt: now + MINUTE,
        plan: { bank_type: 'OTHERS' },
      })
      codes = { ...codes, codes: codes.codes.slice(-1) }
      const decided = decide(codes, {}, context(now))
      codes = decided.codes ?? codes
      return outcome(decided.order)
    }
    expect(Array.from({ length: 10 }, () => next(START))).toEqual(Array.from({ length: 10 }, () => '→ SUCCESS'))
    expect(next(START)).toBe('→ USERPAYING')
    expect(next(START + DAY)).toBe('→ SUCCESS')
  })

  test('time_expire ends the waiting for the password', () => {
    const timeExpire = START + 70 * SECOND
    const terms = { ...command.terms, timeExpire }
    const ctx = context(START, { userPayingTimeoutMs: DAY })
    const { order } = decide(codesOf({ password: 'asked' }), { terms }, ctx)
    expect(order).toMatchObject({ work: [{ kind: 'end_user_paying', dueAt: timeExpire }] })
  })
})

test('whatever merchants, users and time do, an order is paid or not, and the book says the same', () => {
  type Act = (payment: Payment | undefined, ctx: PaymentContext) => Decision<Payment> | undefined
  const when =
    (act: (payment: Payment, ctx: PaymentContext) => Decision<Payment>): Act =>
    (payment, ctx) =>
      payment && act(payment, ctx)
  const scan =
    (plan: Partial<CodePlan>, asked = command): Act =>
    (payment, ctx) => {
      const codes = showCode(undefined, 'oBuyer', {
        auth_code: asked.auth_code,
        expiresAt: ctx.now + MINUTE,
        plan: { bank_type: 'OTHERS', ...plan },
      })
      return payByCode(payment, codes, asked, true, ctx).order
    }
  const act = fc.constantFrom<Act>(
    scan({}),
    scan({ password: 'asked' }),
    scan({ outcome: 'bank_failed' }),
    scan({}, otherAmount),
    when((payment, ctx) => pay(payment, { ...user, outcome: 'success' }, undefined, ctx)),
    when((payment, ctx) => pay(payment, { ...user, outcome: 'cancelled' }, undefined, ctx)),
    when((payment, ctx) => closePayment(payment, ctx)),
    when(endUserPaying),
    when(settlePayment),
    (payment, { now }) => reverse(payment, now, {}, Infinity),
  )
  const histories = fc.array(fc.record({ act, wait: fc.constantFrom(0, SECOND, 20 * SECOND, DAY) }), { maxLength: 25 })
  const terms = fc.record({ feeRate: fc.constantFrom(0, 60, 100), settle: fc.constantFrom('T0', 'T1', 'T7') })
  const plays = fc.property(histories, terms, (history, merchantTerms) => {
    let now = START
    let payment: Payment | undefined
    const book = new Map<string, number>()
    for (const { act, wait } of history) {
      now += wait
      const decision = act(payment, context(now, {}, merchantTerms))
      const change = decision?.outcome === 'refused' ? decision.remember : decision
      if (change?.outcome !== 'changed') continue
      payment = change.entity
      expect(change.work.filter(({ kind }) => kind === 'notify')).toEqual([])
      for (const { postings } of change.movements ?? []) {
        for (const { account, amount } of postings) book.set(account, (book.get(account) ?? 0) + amount)
      }
      const total = payment.state === 'SUCCESS' ? payment.terms.total : 0
      const merchant = [...book].filter(([account]) => ownerOf(account as never) !== undefined)
      expect(merchant.filter(([, amount]) => amount < 0)).toEqual([])
      expect(merchant.reduce((sum, [, amount]) => sum + amount, 0)).toBe(total - feeOn(total, merchantTerms))
      expect(book.get('user/oBuyer') ?? 0).toBe(-total + 0)
      expect([...book.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
    }
  })
  fc.assert(plays, { numRuns: 300 })
})
