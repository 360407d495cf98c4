import { describe, expect, test } from 'vitest'
import type { Delivery, LedgerCheck, OrderSummary, OrderWithEvents } from '../../src/index.ts'
import { folderArguments, serverArguments } from '../support/databases.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { serviceDay } from '../support/merchant-client.ts'
import { type SandboxProcess, startProcess } from '../support/process.ts'

const ORDERS = 24
/** Less than the number of orders after the kill, so that even a server that answers all at once leaves some behind. */
const IN_FLIGHT = 6

/** Creates orders and confirms each by a different user. */
async function acceptedOrders({ merchant, control }: SandboxProcess): Promise<string[]> {
  const numbers = Array.from({ length: ORDERS }, (_, index) => `K${index}`)
  for (const [index, number] of numbers.entries()) {
    await merchant.createInDays(number, Date.now())
    await control('POST', `/orders/${number}/confirm`, { openid: `oUser${index}` })
  }
  return numbers
}

/** @returns the numbers whose completion was answered with 2xx before the process died */
async function completeUntilKilled(sandbox: SandboxProcess, numbers: readonly string[]): Promise<Set<string>> {
  const answered = new Set<string>()
  const { now } = await sandbox.control<{ now: number }>('GET', '/clock')
  let exit: Promise<unknown> | undefined
  const waiting = [...numbers]
  async function completeNext(): Promise<void> {
    while (!exit && waiting.length > 0) {
      const number = waiting.shift()!
      const { status } = await sandbox.merchant.complete(number, serviceDay(now))
      if (status === 200) answered.add(number)
      if (answered.size >= ORDERS / 3) exit ??= sandbox.end('SIGKILL')
    }
  }
  await Promise.allSettled(Array.from({ length: IN_FLIGHT }, completeNext))
  await exit
  return answered
}

describe.each([
  { place: 'a folder, taken up by the next process', newArguments: folderArguments, before: false },
  { place: 'a server, with another process beside it', newArguments: serverArguments, before: true },
])('kill -9 in a burst of completions on $place', ({ newArguments, before }) => {
  test('loses nothing that was answered, and every notification arrives', async () => {
    // The first deliveries get no answer, so that the process dies during its work.
    await using endpoint = await startEndpoint((_, count) => (count <= 3 ? new Promise(() => {}) : 204))
    const args = [...(await newArguments()), '--notify-url', endpoint.url]
    const first = await startProcess(args)
    const beside = before ? await startProcess(args) : undefined
    const numbers = await acceptedOrders(first)
    const answered = await completeUntilKilled(first, numbers)
    expect(answered.size).toBeGreaterThan(0)
    expect(answered.size).toBeLessThan(ORDERS)

    const second = beside ?? (await startProcess(args))
    try {
      const orders = async () => (await second.control<{ orders: OrderSummary[] }>('GET', '/orders')).orders
      for (const { out_order_no } of await orders()) {
        const order = await second.control<OrderWithEvents>('GET', `/orders/${out_order_no}`)
        if (answered.has(order.out_order_no)) expect(order.complete, order.out_order_no).toBeDefined()
        else expect(['USER_ACCEPTED', 'FINISHED', 'USER_PAID']).toContain(order.state)
      }
      // After the crash the second process does everything that was accepted: it collects and notifies the merchant.
      const unsettled = async () => {
        const { deliveries } = await second.control<{ deliveries: Delivery[] }>('GET', '/deliveries')
        const waiting = (await orders()).filter(({ state }) => state === 'FINISHED')
        return waiting.length + deliveries.filter(({ state }) => state !== 'delivered').length
      }
      await expect.poll(unsettled, { interval: 250 }).toBe(0)

      const final = await orders()
      const accepted = final.map(({ out_order_no }) => `${out_order_no} USER_ACCEPTED`)
      const paid = final
        .filter(({ state }) => state === 'USER_PAID')
        .map(({ out_order_no }) => `${out_order_no} USER_PAID`)
      expect(final).toHaveLength(ORDERS)
      expect(paid.length).toBeGreaterThanOrEqual(answered.size)
      const { deliveries } = await second.control<{ deliveries: Delivery[] }>('GET', '/deliveries')
      const announced = deliveries.map(
        ({ outOrderNo, eventType }) => `${outOrderNo} ${eventType.replace('PAYSCORE.', '')}`,
      )
      expect(announced.sort()).toEqual([...accepted, ...paid].sort())
      const received = new Set(endpoint.received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id))
      expect(deliveries.filter(({ id }) => !received.has(id))).toEqual([])
      // Each order was collected once, however often it was tried.
      for (const { out_order_no } of final) {
        const { events } = await second.control<OrderWithEvents>('GET', `/orders/${out_order_no}`)
        expect(events.filter(({ type }) => type === 'paid').length).toBeLessThanOrEqual(1)
      }
      const { balanced, movements } = await second.control<LedgerCheck>('GET', '/ledger/check')
      expect({ balanced, movements }).toEqual({ balanced: true, movements: 3 * paid.length })
    } finally {
      expect(await second.end('SIGTERM')).toBe(0)
    }
  })
})
