import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import { incomeMovements, settlementMovements } from '../../src/kernel/ledger/income.ts'
import type { Movement } from '../../src/kernel/ledger/movement.ts'
import type { PaidOrder } from '../../src/kernel/machine/paid-order.ts'
import { createPolicy } from '../../src/products/index.ts'
import { applyAbnormalRefund } from '../../src/products/refund/abnormal-refund.ts'
import type { RefundContext } from '../../src/products/refund/context.ts'
import { createRefund } from '../../src/products/refund/create-refund.ts'
import { decideOutcome } from '../../src/products/refund/decide-outcome.ts'
import type { RefundDecision } from '../../src/products/refund/decision.ts'
import type { RefundPolicy } from '../../src/products/refund/policy.ts'
import { processRefund } from '../../src/products/refund/process-refund.ts'
import { type Refund, refundOutcomes } from '../../src/products/refund/refund.ts'
import { START } from '../support/store.ts'
import { lockOf, sampleTrade } from '../support/trade.ts'

const HOUR = 3_600_000
const MCHID = '1900000109'
const AVAILABLE = `merchant/${MCHID}/BASIC/available`
const PENDING = `merchant/${MCHID}/BASIC/pending`

/** A merchant's paid orders, refunds and book, without a database. */
class Shop {
  now = START
  readonly orders: PaidOrder[] = []
  readonly refunds = new Map<string, Refund>()
  readonly book = new Map<string, number>()
  readonly #terms: MerchantTerms
  readonly #policy: RefundContext['policy']

  constructor(terms: MerchantTerms, policy: Partial<RefundPolicy>) {
    this.#terms = terms
    this.#policy = createPolicy(policy)
    this.pay(1_500)
  }

  /** @param which index of the order */
  ask(
    which: number,
    number: string,
    amountOf: (paid: PaidOrder) => number,
    funds_account?: 'AVAILABLE' | 'UNSETTLED',
  ): void {
    const index = which % this.orders.length
    const paid = this.orders[index]!
    const refund = amountOf(paid)
    if (refund === 0) return
    const terms = { refund, total: paid.total, currency: 'CNY', ...(funds_account && { funds_account }) }
    const command = { mchid: MCHID, out_refund_no: number, terms }
    const order = { product: 'payment', number: paid.out_trade_no, paid }
    this.#keep(createRefund(this.refunds.get(number), order, command, this.#context()), index)
  }

  /** @param which index of the refund */
  act(which: number, decide: (refund: Refund, paid: PaidOrder, ctx: RefundContext) => RefundDecision): void {
    const refund = [...this.refunds.values()][which % this.refunds.size]
    if (!refund) return
    const index = this.orders.findIndex(({ out_trade_no }) => out_trade_no === refund.order.out_trade_no)
    this.#keep(decide(refund, this.orders[index]!, this.#context()), index)
  }

  settle(which: number): void {
    const index = which % this.orders.length
    const { unsettled, ...order } = this.orders[index]!
    if (unsettled === undefined) return
    this.#post(settlementMovements({ at: this.now, mchid: MCHID, amount: unsettled, ...numbersOf(order) }))
    this.orders[index] = order
  }

  of(account: string): number {
    return this.book.get(account) ?? 0
  }

  pay(total: number): void {
    const out_trade_no = `P${this.orders.length}`
    const fee = feeOn(total, this.#terms)
    const order: PaidOrder = {
      appid: 'wxd678efh567hg6787',
      transaction_id: `42${out_trade_no}`,
      out_trade_no,
      paidAt: this.now,
      payer: 'oBuyer',
      bank_type: 'OTHERS',
      total,
      fee,
      ...(this.#terms.settle !== 'T0' && { unsettled: total - fee }),
      profitSharing: false,
      trade: sampleTrade({ transaction_id: `42${out_trade_no}`, out_trade_no, total }),
      refunds: { numbers: [], amount: 0, fee: 0 },
    }
    const income = { at: this.now, payer: 'oBuyer', mchid: MCHID, amount: total, ...numbersOf(order) }
    this.#post(incomeMovements(income, this.#terms))
    this.orders.push(order)
  }

  #context(): RefundContext {
    return {
      now: this.now,
      policy: this.#policy,
      ids: { refundId: () => `50${this.refunds.size}`, cardTail: () => '0403' },
      balance: { available: this.of(AVAILABLE), pending: this.of(PENDING) },
      payerAccount: 'normal',
      accountOf: lockOf,
    }
  }

  #keep(decision: RefundDecision, index: number): void {
    if (decision.outcome !== 'changed') return
    this.refunds.set(decision.entity.out_refund_no, decision.entity)
    if (decision.order) {
      const { unsettled: _before, ...order } = this.orders[index]!
      const { refunds, unsettled } = decision.order
      this.orders[index] = { ...order, refunds, ...(unsettled !== undefined && { unsettled }) }
    }
    this.#post(decision.movements ?? [])
  }

  #post(movements: readonly Movement[]): void {
    for (const { postings } of movements) {
      expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0)
      for (const { account, amount } of postings) {
        this.book.set(account, this.of(account) + amount)
        // A fund bill shows the balance after each line, which must not be negative.
        if (account.startsWith('merchant/')) expect(this.of(account)).toBeGreaterThanOrEqual(0)
      }
    }
  }
}

function numbersOf({ transaction_id, out_trade_no }: Pick<PaidOrder, 'transaction_id' | 'out_trade_no'>) {
  return { businessNumber: transaction_id, voucherNumber: out_trade_no }
}

function sum(refunds: readonly Refund[], value: (refund: Refund) => number): number {
  return refunds.reduce((total, refund) => total + value(refund), 0)
}

function checkBook(shop: Shop, keepsFees: boolean): void {
  const all = [...shop.refunds.values()]
  const paidFor = all.filter(({ funds, state }) => funds && state !== 'CLOSED')
  for (const { out_trade_no, total, fee, refunds } of shop.orders) {
    const own = all.filter(({ order }) => order.out_trade_no === out_trade_no)
    const live = own.filter(({ state }) => state !== 'CLOSED')
    expect(refunds.amount).toBe(sum(live, ({ terms }) => terms.refund))
    expect(refunds.amount).toBeLessThanOrEqual(total)
    expect(refunds.fee).toBeLessThanOrEqual(fee)
    if (!keepsFees) expect(refunds.fee).toBe(sum(live, (refund) => refund.fee))
    if (refunds.amount === total) expect(refunds.fee).toBe(fee)
    expect(own.filter((refund) => refund.fee < 0 || refund.fee > refund.terms.refund)).toEqual([])
    expect(refunds.numbers).toEqual(own.map(({ out_refund_no }) => out_refund_no))
  }
  const [first, second] = [shop.of(AVAILABLE), shop.of(PENDING)]
  expect(second).toBe(shop.orders.reduce((total, { unsettled = 0 }) => total + unsettled, 0))
  if (!keepsFees) {
    const income = shop.orders.reduce((total, order) => total + order.total - order.fee, 0)
    expect(first + second).toBe(income - sum(paidFor, ({ terms, fee }) => terms.refund - fee))
  }
  const arriving = paidFor.filter(({ state }) => state !== 'SUCCESS')
  expect(shop.of('wechat/refunds')).toBe(sum(arriving, ({ terms }) => terms.refund))
  expect([...shop.book.values()].reduce((total, amount) => total + amount, 0)).toBe(0)
}

test('whatever merchants, users and time do, no order is refunded beyond what was paid, and the book balances', () => {
  type Act = (shop: Shop) => void
  const which = fc.nat({ max: 99 })
  const number = fc.constantFrom('R0', 'R1', 'R2', 'R3', 'R4', 'R5')
  const total = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 9_999 }))
  const card = { bank_type: 'ICBC_DEBIT', bank_account: '6222020000000001234', real_name: '张三' }
  const act = fc.oneof(
    total.map(
      (fen): Act =>
        (shop) =>
          shop.pay(fen),
    ),
    fc
      .tuple(which, number, fc.integer({ min: 1, max: 60 }), fc.constantFrom('AVAILABLE', 'UNSETTLED', undefined))
      .map(([order, name, percent, from]): Act => {
        return (shop) => shop.ask(order, name, (paid) => Math.ceil((paid.total * percent) / 100), from)
      }),
    fc.tuple(which, number).map(([order, name]): Act => {
      return (shop) => shop.ask(order, name, (paid) => paid.total - paid.refunds.amount)
    }),
    which.map(
      (refund): Act =>
        (shop) =>
          shop.act(refund, processRefund),
    ),
    fc
      .tuple(which, fc.constantFrom(...refundOutcomes), fc.constantFrom(0, HOUR))
      .map(([refund, outcome, delayMs]): Act => {
        return (shop) => shop.act(refund, (it, paid, ctx) => decideOutcome(it, paid, outcome, delayMs, ctx))
      }),
    fc.tuple(which, fc.constantFrom('MERCHANT_BANK_CARD', 'USER_BANK_CARD')).map(([refund, type]): Act => {
      return (shop) =>
        shop.act(refund, (it, _, ctx) => applyAbnormalRefund(it, { refund_id: it.refund_id, type, ...card }, ctx))
    }),
    which.map(
      (order): Act =>
        (shop) =>
          shop.settle(order),
    ),
  )
  const waited = fc.tuple(act, fc.integer({ min: 0, max: 30 * HOUR }))
  const history = fc.array(waited, { minLength: 20, maxLength: 40 })
  const world = fc.record({
    terms: fc.record({
      feeRate: fc.constantFrom(0, 60, 100, 3_333),
      settle: fc.constantFrom('T0', 'T1', 'T7'),
    }),
    policy: fc.record({
      refundWithoutFunds: fc.constantFrom('refuse', 'wait'),
      feeOfClosedRefund: fc.constantFrom('taken_again', 'kept'),
      maxRefundsPerOrder: fc.constantFrom(4, 50),
    }),
  })
  const plays = fc.property(world, history, ({ terms, policy }, acts) => {
    const shop = new Shop(terms, policy)
    for (const [play, wait] of acts) {
      shop.now += wait
      play(shop)
      checkBook(shop, policy.feeOfClosedRefund === 'kept')
    }
  })
  // 350 runs are about ten thousand commands.
  fc.assert(plays, { numRuns: 350 })
})
