import { describe, expect, test } from 'vitest'
import type { DeliveryPage, LedgerCheck, RefundPage } from '../../src/index.ts'
import { folderArguments, serverArguments } from '../support/databases.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { type SandboxProcess, startProcess } from '../support/process.ts'

const ORDERS = 24
/** Less than the number of orders after the kill, so that even a server that answers all at once leaves some behind. */
const IN_FLIGHT = 6

/** Creates orders, of which every other one is paid. */
async function orderedIn({ merchant, control, env }: SandboxProcess, notify_url: string): Promise<string[]> {
  const numbers = Array.from({ length: ORDERS }, (_, index) => `ORDER${index}`)
  const { appid } = merchant.ids
  const common = { appid, mchid: env['WECHATPAY_MCHID'], description: '图书', notify_url }
  for (const [index, out_trade_no] of numbers.entries()) {
    await merchant.send('POST', '/v3/pay/transactions/native', { ...common, out_trade_no, amount: { total: 1_500 } })
    if (isPaidBefore(index)) await control('POST', `/payments/${out_trade_no}/pay`, {})
  }
  return numbers
}

const isPaidBefore = (index: number): boolean => index % 2 === 0

/**
 * Pays the unpaid orders and refunds the paid ones, until the process dies.
 *
 * @returns the orders whose payment or refund was confirmed before the process died
 */
async function actUntilKilled(sandbox: SandboxProcess, numbers: readonly string[], notify_url: string) {
  const answered = { paid: new Set<string>(), refunded: new Set<string>() }
  const waiting = [...numbers.entries()]
  let exit: Promise<unknown> | undefined
  async function actNext(): Promise<void> {
    while (!exit && waiting.length > 0) {
      const [index, out_trade_no] = waiting.shift()!
      if (isPaidBefore(index)) {
        const amount = { refund: 500, total: 1_500, currency: 'CNY' }
        const body = { out_trade_no, out_refund_no: `R-${out_trade_no}`, notify_url, amount }
        const { status } = await sandbox.merchant.send('POST', '/v3/refund/domestic/refunds', body)
        if (status === 200) answered.refunded.add(out_trade_no)
      } else {
        const { state } = await sandbox.control<{ state?: string }>('POST', `/payments/${out_trade_no}/pay`, {})
        if (state === 'SUCCESS') answered.paid.add(out_trade_no)
      }
      if (answered.paid.size + answered.refunded.size >= ORDERS / 3) exit ??= sandbox.end('SIGKILL')
    }
  }
  await Promise.allSettled(Array.from({ length: IN_FLIGHT }, actNext))
  await exit
  return answered
}

describe.each([
  { place: 'a folder, taken up by the next process', newArguments: folderArguments, before: false },
  { place: 'a server, with another process beside it', newArguments: serverArguments, before: true },
])('kill -9 in a burst of payments and refunds on $place', ({ newArguments, before }) => {
  test('loses nothing that was answered, tells everything, and the book balances', async () => {
    // The first deliveries get no answer, so that the process dies during its work.
    await using endpoint = await startEndpoint((_, count) => (count <= 3 ? new Promise(() => {}) : 204))
    const args = await newArguments()
    const first = await startProcess(args)
    const beside = before ? await startProcess(args) : undefined
    const numbers = await orderedIn(first, endpoint.url)
    const answered = await actUntilKilled(first, numbers, endpoint.url)
    const count = answered.paid.size + answered.refunded.size
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(ORDERS)

    const second = beside ?? (await startProcess(args))
    try {
      const deliveries = async () => (await second.control<DeliveryPage>('GET', '/deliveries?limit=200')).deliveries
      const refunds = async () => (await second.control<RefundPage>('GET', '/refunds')).refunds
      // After the crash the second process does everything that was accepted: money arrives, and merchants are
      // notified.
      const open = async () => {
        // The sandbox repeats deliveries without an answer after 15 seconds.
        await second.control('POST', '/clock/advance', { ms: 15_000 })
        const undelivered = (await deliveries()).filter(({ state }) => state !== 'delivered')
        const onTheirWay = (await refunds()).filter(({ state }) => state !== 'SUCCESS')
        return undelivered.length + onTheirWay.length
      }
      await expect.poll(open, { interval: 250 }).toBe(0)

      const { payments } = await second.control<{ payments: { out_trade_no: string; state: string }[] }>(
        'GET',
        '/payments',
      )
      const paid = payments.filter(({ state }) => state !== 'NOTPAY').map(({ out_trade_no }) => out_trade_no)
      const refunded = (await refunds()).map(({ out_trade_no }) => out_trade_no)
      expect([...answered.paid].filter((number) => !paid.includes(number))).toEqual([])
      expect([...answered.refunded].filter((number) => !refunded.includes(number))).toEqual([])
      const inRefund = payments.filter(({ state }) => state === 'REFUND').map(({ out_trade_no }) => out_trade_no)
      expect(inRefund.toSorted()).toEqual(refunded.toSorted())

      const told = (await deliveries()).map(({ outOrderNo, eventType }) => `${outOrderNo} ${eventType}`)
      expect(told.toSorted()).toEqual(
        [
          ...paid.map((number) => `${number} TRANSACTION.SUCCESS`),
          ...refunded.map((number) => `R-${number} REFUND.SUCCESS`),
        ].toSorted(),
      )
      const { balanced, movements } = await second.control<LedgerCheck>('GET', '/ledger/check')
      // A payment makes three movements: itself, its fee, its settlement. So does a refund: itself, its share of the
      // fee, its arrival.
      expect({ balanced, movements }).toEqual({ balanced: true, movements: 3 * paid.length + 3 * refunded.length })
    } finally {
      expect(await second.end('SIGTERM')).toBe(0)
    }
  })
})
