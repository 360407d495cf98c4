import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFundFlowBill, parseTradeBill } from 'wechatpay-ts/bills'
import { DAY_MS, dayOf, startOfDay } from '../../src/kernel/clock/beijing-day.ts'
import {
  type MerchantAccount,
  merchantAccount,
  merchantAccounts,
  voucherAccount,
} from '../../src/kernel/ledger/account.ts'
import { billFile, contentOf } from '../../src/products/bill/bill-file.ts'
import { billLines } from '../../src/products/bill/bill-lines.ts'
import type { BillContent } from '../../src/products/bill/bill.ts'
import { createPolicy } from '../../src/products/index.ts'
import { refundOutcomes } from '../../src/products/refund/refund.ts'
import { START } from '../support/store.ts'
import { MCHID, MemoryMerchant } from './memory-merchant.ts'

const HOUR = 3_600_000
const HISTORIES = 250
const COMMANDS = 40

type Command = (merchant: MemoryMerchant) => void | Promise<void>

const total = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 500_000 }))
const index = fc.nat({ max: 50 })
const percent = fc.integer({ min: 1, max: 100 })

/** Any command that moves money, at any moment, valid or not. */
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(total, fc.boolean()).map(
    ([fen, isShared]): Command =>
      (merchant) =>
        merchant.pay(fen, isShared),
  ),
  fc.tuple(total, fc.boolean(), fc.integer({ min: 1, max: 40 })).map(
    ([fen, noCash, hours]): Command =>
      (merchant) =>
        merchant.give(fen, noCash, hours),
  ),
  fc.tuple(total, fc.constantFrom('deduction', 'user'), fc.boolean()).map(
    ([fen, by, isShared]): Command =>
      (merchant) =>
        merchant.collect(fen, by, isShared),
  ),
  fc.tuple(index, percent).map(
    ([order, part]): Command =>
      (merchant) =>
        merchant.refund(order, part),
  ),
  fc.tuple(index, fc.constantFrom(...refundOutcomes), fc.constantFrom(0, 20 * HOUR)).map(
    ([refund, outcome, delayMs]): Command =>
      (merchant) =>
        merchant.decide(refund, outcome, delayMs),
  ),
  index.map(
    (refund): Command =>
      (merchant) =>
        merchant.process(refund),
  ),
  index.map(
    (order): Command =>
      (merchant) =>
        merchant.settle(order),
  ),
  index.map(
    (order): Command =>
      (merchant) =>
        merchant.unfreeze(order),
  ),
  fc.tuple(fc.constantFrom(...merchantAccounts), fc.constantFrom('in', 'out'), percent).map(
    ([account, direction, part]): Command =>
      (merchant) =>
        merchant.bank(account, direction, part),
  ),
)
const history = fc.array(fc.tuple(command, fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * HOUR }))), {
  minLength: COMMANDS,
  maxLength: COMMANDS,
})
const terms = fc.record({ feeRate: fc.constantFrom(0, 60, 100), settle: fc.constantFrom('T0', 'T1', 'T7') })
const refundPolicy = fc.record({
  refundWithoutFunds: fc.constantFrom('refuse', 'wait'),
  feeOfClosedRefund: fc.constantFrom('taken_again', 'kept'),
  favorReturnOn: fc.constantFrom('never', 'full'),
  favorZeroPay: fc.constantFrom('one_fen', 'allowed'),
})

function days(until: number): number[] {
  const first = startOfDay(dayOf(START))!
  return Array.from({ length: Math.floor((until - first) / DAY_MS) + 1 }, (_, day) => first + day * DAY_MS)
}

async function fileOf(merchant: MemoryMerchant, content: BillContent, from: number, feeRate: number) {
  const policy = createPolicy()
  const find = () => Promise.resolve({ terms: { feeRate } } as never)
  const period = { from, to: from + DAY_MS, asOf: from + DAY_MS + policy.billReadyAfterMs }
  const world = { statements: merchant.statements, merchants: { find }, policy }
  return contentOf(billFile(billLines(MCHID, content, period, world)))
}

async function rowsOf<Row>(bill: { rows(): AsyncIterable<Row> }): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of bill.rows()) rows.push(row)
  return rows
}

function sum<T>(items: readonly T[], value: (item: T) => number | undefined): number {
  return items.reduce((all, item) => all + (value(item) ?? 0), 0)
}

/** Reads the fund bill of a day with the SDK and checks that each balance follows from the previous one. */
async function checkFunds(merchant: MemoryMerchant, account: MerchantAccount, from: number): Promise<void> {
  const before = (instant: number) =>
    sum(merchant.postings, ({ at, account: of, amount }) =>
      at < instant && of.startsWith(`merchant/${MCHID}/${account}/`) ? amount : 0,
    )
  const opening = before(from)
  const closing = before(from + DAY_MS)
  const file = await fileOf(merchant, { of: 'funds', account }, from, 0)
  if (file.length === 0) return expect(closing).toBe(opening)
  await using bill = await parseFundFlowBill(file)
  const rows = await rowsOf(bill)
  const signed = rows.map(({ direction, amount = 0 }) => (direction === '收入' ? amount : -amount))
  let balance = opening
  for (const [at, row] of rows.entries()) expect(row.balance).toBe((balance += signed[at]!))
  expect(balance).toBe(closing)
  const [income, expense] = [signed.filter((fen) => fen > 0), signed.filter((fen) => fen < 0)]
  expect(bill.summary).toMatchObject({
    count: rows.length,
    income_count: income.length,
    income: sum(income, (fen) => fen),
    expense_count: expense.length,
    expense: sum(expense, (fen) => 0 - fen),
  })
  expect(new Set(rows.map(({ flow_id }) => flow_id)).size).toBe(rows.length)
}

/** Compares the trade bill of a day with the book: payments, refunds, and the fees of both. */
async function checkTrades(merchant: MemoryMerchant, from: number, feeRate: number): Promise<void> {
  const ofDay = merchant.postings.filter(({ at }) => at >= from && at < from + DAY_MS)
  const today = ofDay.filter(({ account }) => account.startsWith('merchant/'))
  const moved = (...kinds: readonly string[]) => sum(today, ({ kind, amount }) => (kinds.includes(kind) ? amount : 0))
  const whole = await fileOf(merchant, { of: 'trades', type: 'ALL' }, from, feeRate)
  const payments = await fileOf(merchant, { of: 'trades', type: 'SUCCESS' }, from, feeRate)
  if (whole.length === 0) return expect(today.some(({ kind }) => kind === 'payment' || kind === 'refund')).toBe(false)
  await using bill = await parseTradeBill(whole)
  const rows = await rowsOf(bill)
  expect(sum(rows, ({ settlement_total }) => settlement_total)).toBe(moved('payment'))
  // Vouchers pay what neither the user nor the seller's discount does.
  const byUsers = sum(ofDay, ({ kind, account, amount }) =>
    kind === 'payment' && account.startsWith('user/') ? 0 - amount : 0,
  )
  expect(sum(rows, ({ total: fen = 0, coupon_amount = 0 }) => fen - coupon_amount)).toBe(byUsers)
  expect(sum(rows, ({ refund_amount }) => refund_amount)).toBe(0 - moved('refund'))
  const fees = sum(rows, ({ fee_yuan = '0' }) => Math.round(Number(fee_yuan) * 100))
  expect(fees).toBe(0 - moved('fee', 'refund_fee'))
  expect(bill.summary).toMatchObject({
    count: rows.length,
    settlement_total: moved('payment'),
    total: sum(rows, ({ total: fen }) => fen),
    refund_total: 0 - moved('refund'),
    requested_refund_total: sum(rows, ({ requested_refund }) => requested_refund),
    fee_total_yuan: `${(fees / 100).toFixed(2)}000`,
  })
  const paidRows = rows.filter(({ trade_state }) => trade_state === 'SUCCESS')
  if (payments.length === 0) return expect(paidRows).toEqual([])
  await using paid = await parseTradeBill(payments)
  expect((await rowsOf(paid)).map(({ transaction_id }) => transaction_id)).toEqual(
    paidRows.map(({ transaction_id }) => transaction_id),
  )
}

test('after every command of every product the book balances, and every bill of every day follows from it', async () => {
  let played = 0
  let usedCoupons = 0
  let returnedShares = 0
  const plays = fc.asyncProperty(history, terms, refundPolicy, async (commands, merchantTerms, policy) => {
    const merchant = new MemoryMerchant(merchantTerms, policy)
    for (const [act, wait] of commands) {
      merchant.now += wait
      merchant.end()
      await act(merchant)
      played++
      expect(merchant.total()).toBe(0)
      expect(merchant.overdrawn()).toEqual([])
      const pending = merchant.of(merchantAccount(MCHID, 'BASIC', 'pending'))
      expect(pending).toBe(sum(merchant.orders, ({ read }) => read().unsettled))
      // The book has the locked money of each stock.
      const locked = merchant.stocks.filter((stock) => merchant.of(voucherAccount(stock.stock_id)) !== stock.locked)
      expect(locked).toEqual([])
      // Frozen money does not move by itself.
      expect(merchant.orders.filter(({ read }) => read().frozen && read().unsettled === undefined)).toEqual([])
    }
    usedCoupons += sum(merchant.stocks, ({ used }) => used)
    returnedShares += sum(merchant.refunds, ({ state, shares = [] }) => (state === 'SUCCESS' ? shares.length : 0))
    for (const from of days(merchant.now)) {
      for (const account of merchantAccounts) await checkFunds(merchant, account, from)
      await checkTrades(merchant, from, merchantTerms.feeRate)
    }
  })
  await fc.assert(plays, { numRuns: HISTORIES })
  expect(played).toBeGreaterThanOrEqual(10_000)
  // The histories include vouchers in numbers that mean something.
  expect(usedCoupons).toBeGreaterThan(200)
  expect(returnedShares).toBeGreaterThan(20)
})
