import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cancelOrder } from '../../src/products/payafter/cancel-order.ts'
import { completeOrder } from '../../src/products/payafter/complete-order.ts'
import { confirmOrder, declineOrder, expireOrder } from '../../src/products/payafter/confirm-order.ts'
import type { Context } from '../../src/products/payafter/context.ts'
import { createOrder } from '../../src/products/payafter/create-order.ts'
import { issueFinishTicket } from '../../src/products/payafter/finish-ticket.ts'
import type { CompleteTerms, Decision, OrderState, PayafterOrder, Work } from '../../src/products/payafter/order.ts'
import { deductionFailed, payOrder, settleOrder } from '../../src/products/payafter/pay-order.ts'
import { formatServiceTime } from '../../src/products/payafter/service-time.ts'
import { syncOrder } from '../../src/products/payafter/sync-order.ts'
import { ownerOf } from '../../src/kernel/ledger/account.ts'
import { type MerchantTerms, defaultMerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import { T0, applicant, context, creation, noConfirm, service, unused } from './orders.ts'

/** Any command of a merchant, a user or the clock, at any moment, valid or not. */
type Command = (order: PayafterOrder, ctx: Context) => Decision

const terms: fc.Arbitrary<CompleteTerms> = fc
  .record({
    fee: fc.integer({ min: 0, max: 12_000 }),
    discount: fc.integer({ min: 0, max: 2_000 }),
    error: fc.constantFrom(0, 0, 0, 0, 1),
    minutesAgo: fc.integer({ min: -1, max: 90 }),
  })
  .map(({ fee, discount, error, minutesAgo }) => ({
    finish_type: 2,
    real_service_end_time: formatServiceTime(T0 + minutesAgo * 60_000),
    fees: [{ fee_name: '租借费用', fee_count: 1, fee_amount: fee }],
    discounts: [{ discount_name: '优惠', discount_amount: discount }],
    total_amount: fee - discount + error,
    profit_sharing: false,
  }))

function completeWith(terms: CompleteTerms, ticketOf: (order: PayafterOrder) => string): Command {
  return (order, ctx) => completeOrder(order, { terms, finish_ticket: ticketOf(order) }, ctx)
}

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    (order, ctx) => confirmOrder(order, service, applicant, ctx),
    (order, ctx) => confirmOrder(order, service, applicant, ctx),
    declineOrder,
    expireOrder,
    (order, ctx) => cancelOrder(order, '不想要了', ctx),
    (order, ctx) => cancelOrder(order, '没有货了', ctx),
    (order, ctx) => payOrder(order, 'deduction', ctx),
    (order, ctx) => payOrder(order, 'user', ctx),
    (order, ctx) => deductionFailed(order, order.deductionAttempts + 1, ctx),
    (order, ctx) => deductionFailed(order, order.deductionAttempts, ctx),
    settleOrder,
    (order, ctx) => syncOrder(order, formatServiceTime(ctx.now), ctx),
    (order, ctx) => createOrder(order, creation(), service, undefined, ctx),
    completeWith({ ...unused }, (order) => issueFinishTicket(order, 'T')),
  ),
  terms.map((terms) => completeWith(terms, (order) => issueFinishTicket(order, 'T'))),
  terms.map((terms) => completeWith(terms, () => 'forged')),
)

const steps = fc.array(fc.record({ command, wait: fc.integer({ min: 0, max: 30 * 60_000 }) }), { maxLength: 25 })

type Watch = (before: PayafterOrder, decision: Decision, order: PayafterOrder, work: readonly Work[]) => void

/** Runs a sequence as the store would: accepted changes are saved, refused ones leave no trace. */
function play(
  sequence: readonly { command: Command; wait: number }[],
  confirm: boolean,
  watch: Watch,
  terms: MerchantTerms = defaultMerchantTerms,
): void {
  let now = T0
  const first = createOrder(undefined, creation(confirm ? {} : noConfirm), service, applicant, context(now))
  if (first.outcome === 'refused') throw new Error(first.message)
  let { entity: order } = first
  const work: Work[] = [...first.work]
  for (const { command, wait } of sequence) {
    now += wait
    const before = order
    const decision = command(order, { ...context(now), terms })
    if (decision.outcome !== 'refused') {
      order = decision.entity
      work.push(...decision.work)
    }
    watch(before, decision, order, work)
  }
}

/** Checks many sequences, each with its own watcher. */
function always(watcher: () => Watch): void {
  const plays = fc.property(steps, fc.boolean(), (sequence, confirm) => play(sequence, confirm, watcher()))
  fc.assert(plays, { numRuns: 300 })
}

const TERMINAL: ReadonlySet<OrderState> = new Set(['USER_PAID', 'REVOKED', 'EXPIRED'])
const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  CREATED: ['CREATED', 'USER_ACCEPTED', 'REVOKED', 'EXPIRED'],
  USER_ACCEPTED: ['USER_ACCEPTED', 'FINISHED', 'REVOKED'],
  FINISHED: ['FINISHED', 'USER_PAID'],
  USER_PAID: ['USER_PAID'],
  REVOKED: ['REVOKED'],
  EXPIRED: ['EXPIRED'],
}

test('an order only moves forward, and what has ended stays ended', () => {
  always(() => (before, _decision, order) => {
    expect(NEXT[before.state]).toContain(order.state)
    if (TERMINAL.has(before.state)) {
      expect({ ...order, packageToken: 0, packageIssuedAt: 0 }).toEqual({
        ...before,
        packageToken: 0,
        packageIssuedAt: 0,
      })
    }
  })
})

test('what happened once is never rewritten', () => {
  always(() => (before, _decision, order) => {
    for (const fact of [
      'order_id',
      'create',
      'createdAt',
      'complete',
      'completedAt',
      'acceptedAt',
      'paidAt',
    ] as const) {
      if (before[fact] !== undefined) expect(order[fact]).toEqual(before[fact])
    }
  })
})

test('a user pays at most once and at most the risk amount', () => {
  always(() => {
    let paid = 0
    return (before, decision, order) => {
      if (decision.outcome === 'changed' && order.state === 'USER_PAID' && before.state !== 'USER_PAID') paid++
      expect(paid).toBeLessThanOrEqual(1)
      expect(order.complete?.total_amount ?? 0).toBeLessThanOrEqual(order.create.risk_amount)
      expect(order.complete?.total_amount ?? 0).toBeGreaterThanOrEqual(0)
      if (order.state === 'USER_PAID') expect(order.complete?.total_amount).toBeGreaterThan(0)
    }
  })
})

test('as long as money is due, a deduction that has not been tried yet is planned', () => {
  always(() => (_before, _decision, order, work) => {
    const due = order.state === 'FINISHED' && (order.complete?.total_amount ?? 0) > 0
    const planned = work.filter((item) => item.kind === 'deduct' && item.attempt > order.deductionAttempts)
    if (due) expect(planned).toHaveLength(1)
  })
})

test('an order that waits for its user will expire', () => {
  always(() => (_before, _decision, order, work) => {
    if (order.state === 'CREATED') expect(work.some((item) => item.kind === 'expire')).toBe(true)
  })
})

test('confirmation and payment are announced once each', () => {
  always(() => (_before, _decision, order, work) => {
    const events = work.flatMap((item) => (item.kind === 'notify' ? [item.eventType] : []))
    const expected = [
      ...(order.acceptedAt === undefined ? [] : ['PAYSCORE.USER_ACCEPTED']),
      ...(order.finish_transaction_id === undefined ? [] : ['PAYSCORE.USER_PAID']),
    ]
    expect(events).toEqual(expected)
  })
})

test('a refusal tells why, and an identical completion never changes anything', () => {
  always(() => (_before, decision, order) => {
    if (decision.outcome === 'refused') {
      expect(decision).toMatchObject({
        status: expect.any(Number),
        code: expect.any(String),
        causeCode: expect.any(Number),
      })
      return
    }
    if (!order.complete) return
    const command = { terms: order.complete, finish_ticket: issueFinishTicket(order, 'again') }
    expect(completeOrder(order, command, context(T0))).toEqual({
      outcome: 'unchanged',
      entity: order,
      events: [],
      work: [],
    })
  })
})

const merchantTerms: fc.Arbitrary<MerchantTerms> = fc.record({
  feeRate: fc.constantFrom(0, 60, 100),
  settle: fc.constantFrom('T0', 'T1', 'T7'),
})

test('after every command the book balances, and has what was deducted and nothing else', () => {
  const histories = fc.property(steps, fc.boolean(), merchantTerms, (sequence, confirm, terms) => {
    const book = new Map<string, number>()
    const balance = (account: string) => book.get(account) ?? 0
    const watch: Watch = (_before, decision, order) => {
      if (decision.outcome === 'changed') {
        for (const { postings } of decision.movements ?? []) {
          for (const { account, amount } of postings) book.set(account, balance(account) + amount)
        }
      }
      const { complete, finish_transaction_id, openid, mchid, unsettled = 0 } = order
      const paid = finish_transaction_id === undefined ? 0 : (complete?.total_amount ?? 0)
      const fee = feeOn(paid, terms)
      expect([...book.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
      expect([...book].filter(([account, amount]) => ownerOf(account as never) && amount < 0)).toEqual([])
      expect(balance(`user/${openid}`)).toBe(0 - paid)
      expect(balance('wechat/fees')).toBe(fee)
      expect(balance(`merchant/${mchid}/BASIC/pending`)).toBe(unsettled)
      expect(balance(`merchant/${mchid}/BASIC/available`)).toBe(paid - fee - unsettled)
    }
    play(sequence, confirm, watch, terms)
  })
  // 900 runs are about ten thousand commands.
  fc.assert(histories, { numRuns: 900 })
})
