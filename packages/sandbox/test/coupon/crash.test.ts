import { expect, test } from 'vitest'
import type { LedgerCheck } from '../../src/index.ts'
import type { CouponPage, StockPage } from '../../src/products/coupon/control.ts'
import type { Payment } from '../../src/products/payment/payment.ts'
import { folderArguments, serverArguments } from '../support/databases.ts'
import { type SandboxProcess, startProcess } from '../support/process.ts'

const ORDERS = 24
/** Fewer than orders, so that payments compete for the last ones. */
const COUPONS = 10
/** Payments that are answered before the process is killed. */
const ANSWERED = 8
const IN_FLIGHT = 6

/** Pays all orders with one coupon each, in two processes if there are two, until the first is killed. */
async function payUntilKilled(processes: readonly SandboxProcess[], numbers: readonly string[]): Promise<Set<string>> {
  const answered = new Set<string>()
  const waiting = [...numbers]
  let exit: Promise<unknown> | undefined
  async function payNext(process: SandboxProcess): Promise<void> {
    while (!exit && waiting.length > 0) {
      const number = waiting.shift()!
      const { state } = await process.control<{ state?: string }>('POST', `/payments/${number}/pay`, {})
      if (state === 'SUCCESS') answered.add(number)
      if (answered.size >= ANSWERED) exit ??= processes[0]!.end('SIGKILL')
    }
  }
  const payers = Array.from({ length: IN_FLIGHT }, (_, index) => processes[index % processes.length]!)
  await Promise.allSettled(payers.map(payNext))
  await exit
  return answered
}

test.each([
  { place: 'a folder, taken up by the next process', newArguments: folderArguments, before: false },
  { place: 'a server, with another process beside it', newArguments: serverArguments, before: true },
])('kill -9 among payments with coupons on $place: each coupon pays once or not at all', async (given) => {
  const args = await given.newArguments()
  const first = await startProcess(args)
  const beside = given.before ? await startProcess(args) : undefined
  const { appid } = first.merchant.ids
  const common = { appid, mchid: first.env['WECHATPAY_MCHID'], description: '图书', notify_url: 'https://a.example/n' }
  const numbers = Array.from({ length: ORDERS }, (_, index) => `ORDER${index}`)
  for (const out_trade_no of numbers) {
    await first.merchant.send('POST', '/v3/pay/transactions/native', {
      ...common,
      out_trade_no,
      amount: { total: 1_500 },
    })
  }
  for (let coupon = 0; coupon < COUPONS; coupon++) {
    await first.control('POST', '/coupons', { amount: 300, combinable: false })
  }
  const answered = await payUntilKilled(beside ? [first, beside] : [first], numbers)
  expect(answered.size).toBeGreaterThanOrEqual(ANSWERED)

  const second = beside ?? (await startProcess(args))
  try {
    for (const number of numbers) await second.control('POST', `/payments/${number}/pay`, {})
    const payments = await Promise.all(numbers.map((number) => second.control<Payment>('GET', `/payments/${number}`)))
    expect(payments.filter(({ state }) => state !== 'SUCCESS')).toEqual([])
    const used = payments.flatMap(({ vouchers = [] }) => vouchers.map(({ coupon_id }) => coupon_id))
    const { coupons } = await second.control<CouponPage>('GET', '/coupons')
    expect(used.toSorted()).toEqual(coupons.map(({ coupon_id }) => coupon_id).toSorted())
    for (const { state, use } of coupons) {
      expect(state).toBe('USED')
      expect(payments.map(({ transaction_id }) => transaction_id)).toContain(use?.transaction_id)
    }
    const { stocks } = await second.control<StockPage>('GET', '/coupons/stocks')
    expect(stocks.filter(({ locked, used: count }) => locked !== 0 || count !== 1)).toEqual([])
    expect(await second.control<LedgerCheck>('GET', '/ledger/check')).toMatchObject({ balanced: true, problems: [] })
  } finally {
    expect(await second.end('SIGTERM')).toBe(0)
  }
})
