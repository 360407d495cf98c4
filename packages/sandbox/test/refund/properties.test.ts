import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MerchantTerms, feeOn } from '../../src/kernel/ledger/terms.ts'
import { incomeMovements, settlementMovements } from '../../src/kernel/ledger/income.ts'
import type { Movement } from '../../src/kernel/ledger/movement.ts'
import type { PaidOrder } from '../../src/kernel/machine/paid-order.ts'
import { createPolicy } from '../../src/products/index.ts'
import { rescueRefund } from '../../src/products/refund/abnormal-refund.ts'
import type { RefundContext } from '../../src/products/refund/context.ts'
import { createRefund } from '../../src/products/refund/create-refund.ts'
import { decideOutcome } from '../../src/products/refund/decide-outcome.ts'
import type { RefundDecision } from '../../src/products/refund/decision.ts'
import type { RefundPolicy } from '../../src/products/refund/policy.ts'
import { processRefund } from '../../src/products/refund/process-refund.ts'
import { type Refund, refundOutcomes } from '../../src/products/refund/refund.ts'
import { START } from '../support/store.ts'
import { sampleTrade } from '../support/trade.ts'

const HOUR = 3_600_000
const MCHID = '1900000109'
const AVAILABLE = `merchant/${MCHID}/BASIC/available`
const PENDING = `merchant/${MCHID}/BASIC/pending`

/** Two paid orders of one merchant, their refunds and the book, without a database. */
class Shop {
  now = START
  readonly orders: PaidOrder[]
  readonly refunds = new Map<string, Refund>()
  readonly book = new Map<string, number>()
  readonly #terms: MerchantTerms
  readonly #policy: RefundContext['policy']

  constructor(totals: readonly number[], terms: MerchantTerms, policy: Partial<RefundPolicy>) {
    this.#terms = terms
    this.#policy = createPolicy(policy)
    this.orders = totals.map((total, index) => this.#pay(total, `P${index}`))
  }

  ask(index: number, number: string, refund: number, funds_account?: 'AVAILABLE' | 'UNSETTLED'): void {
    const paid = this.orders[index]!
    const terms = { refund, total: paid.total, currency: 'CNY', ...(funds_account && { funds_account }) }
    const command = { mchid: MCHID, out_refund_no: number, terms }
    const order = { product: 'payment', number: paid.out_trade_no, paid }
    this.#keep(createRefund(this.refunds.get(number), order, command, this.#context()), index)
  }

  act(number: string, decide: (refund: Refund, paid: PaidOrder, ctx: RefundContext) => RefundDecision): void {
    const refund = this.refunds.get(number)
    if (!refund) return
    const index = this.orders.findIndex(({ out_trade_no }) => out_trade_no === refund.order.out_trade_no)
    this.#keep(decide(refund, this.orders[index]!, this.#context()), index)
  }

  settle(index: number): void {
    const { unsettled, ...order } = this.orders[index]!
    if (unsettled === undefined) return
    this.#post(settlementMovements({ at: this.now, mchid: MCHID, amount: unsettled, ...numbersOf(order) }))
    this.orders[index] = order
  }

  of(account: string): number {
    return this.book.get(account) ?? 0
  }

  #pay(total: number, out_trade_no: string): PaidOrder {
    const fee = feeOn(total, this.#terms)
    const order: PaidOrder = {
      appid: 'wxd678efh567hg6787',
      transaction_id: `42${out_trade_no}`,
      out_trade_no,
      paidAt: START,
      payer: 'oBuyer',
      bank_type: 'OTHERS',
      total,
      fee,
      ...(this.#terms.settle !== 'T0' && { unsettled: total - fee }),
      profitSharing: false,
      trade: sampleTrade({ transaction_id: `42${out_trade_no}`, out_trade_no, total }),
      refunds: { numbers: [], amount: 0, fee: 0 },
    }
    const income = { at: START, payer: 'oBuyer', mchid: MCHID, amount: total, ...numbersOf(order) }
    this.#post(incomeMovements(income, this.#terms))
    return order
  }

  #context(): RefundContext {
    return {
      now: this.now,
      policy: this.#policy,
      ids: { refundId: () => `50${this.refunds.size}`, cardTail: () => '0403' },
      balance: { available: this.of(AVAILABLE), pending: this.of(PENDING) },
      payerAccount: 'normal',
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
        // What a fund bill shows after each line.
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
  const number = fc.constantFrom('R0', 'R1', 'R2', 'R3')
  const index = fc.constantFrom(0, 1)
  const act = fc.oneof(
    fc
      .tuple(index, number, fc.integer({ min: 1, max: 60 }), fc.constantFrom('AVAILABLE', 'UNSETTLED', undefined))
      .map(([order, name, percent, from]): Act => {
        return (shop) => shop.ask(order, name, Math.ceil((shop.orders[order]!.total * percent) / 100), from)
      }),
    fc.tuple(index, number).map(([order, name]): Act => (shop) => {
      const { total, refunds } = shop.orders[order]!
      if (total > refunds.amount) shop.ask(order, name, total - refunds.amount)
    }),
    number.map(
      (name): Act =>
        (shop) =>
          shop.act(name, processRefund),
    ),
    fc
      .tuple(number, fc.constantFrom(...refundOutcomes), fc.constantFrom(0, HOUR))
      .map(([name, outcome, delayMs]): Act => {
        return (shop) => shop.act(name, (refund, paid, ctx) => decideOutcome(refund, paid, outcome, delayMs, ctx))
      }),
    fc.tuple(number, fc.constantFrom('MERCHANT_BANK_CARD', 'USER_BANK_CARD')).map(([name, type]): Act => {
      const card = { bank_type: 'ICBC_DEBIT', bank_account: '6222020000000001234', real_name: '张三' }
      return (shop) =>
        shop.act(name, (refund, _, ctx) => rescueRefund(refund, { refund_id: refund.refund_id, type, ...card }, ctx))
    }),
    index.map(
      (order): Act =>
        (shop) =>
          shop.settle(order),
    ),
  )
  const history = fc.array(fc.tuple(act, fc.integer({ min: 0, max: 30 * HOUR })), { maxLength: 30 })
  const total = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 9_999 }))
  const world = fc.record({
    totals: fc.tuple(total, total),
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
  const plays = fc.property(world, history, ({ totals, terms, policy }, acts) => {
    const shop = new Shop(totals, terms, policy)
    for (const [play, wait] of acts) {
      shop.now += wait
      play(shop)
      checkBook(shop, policy.feeOfClosedRefund === 'kept')
    }
  })
  // About ten thousand commands.
  fc.assert(plays, { numRuns: 900 })
})
