import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ControlError, type Sandbox, createSandbox } from '../../src/index.ts'
import { newServerDatabase } from '../support/databases.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const PAYS = 1_000
const TOTAL = 1_500
/** Amount after the fee of 0.60 %, in fen. */
const NET = 1_491
const ORDERS = Array.from({ length: 12 }, (_, index) => `ORDER${index}`)

/** Two sandboxes share one server, so that transactions overlap; a database in memory runs one at a time. */
describe('of what happens at the same time in two sandboxes exactly one wins', () => {
  let sandboxes: readonly [Sandbox, Sandbox]
  let endpoint: Endpoint

  beforeAll(async () => {
    endpoint = await startEndpoint()
    const options = { database: await newServerDatabase(), port: false, clock: { now: START, frozen: true } } as const
    sandboxes = [await createSandbox(options), await createSandbox(options)]
  })
  afterAll(async () => {
    for (const sandbox of sandboxes) await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  /** Creates a merchant in both sandboxes. Even numbers go to the first sandbox, odd ones to the second. */
  async function shop() {
    const { merchant, control } = await sandboxes[0].createMerchant()
    const { appid, mchid } = merchant
    const others = await sandboxes[1].merchants()
    const controls = [control, others.find((other) => other.merchant.mchid === mchid)!.control] as const
    const clients = sandboxes.map((sandbox) => new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch))
    const post = async (index: number, target: string, json: Record<string, unknown>) =>
      (await clients[index % 2]!.send('POST', target, json)).status
    return {
      control,
      order: (out_trade_no: string, index = 0) =>
        post(index, '/v3/pay/transactions/native', {
          appid,
          mchid,
          description: '图书',
          out_trade_no,
          notify_url: endpoint.url,
          amount: { total: TOTAL },
        }),
      /** @returns the state of the order, or the code of the refusal */
      pay: (index: number, out_trade_no: string): Promise<string> =>
        controls[index % 2]!.payments.pay(out_trade_no, { openid: `oBuyer${index}` }).then(
          ({ state }) => state,
          ({ code }: ControlError) => code,
        ),
      close: (index: number, out_trade_no: string) =>
        post(index, `/v3/pay/transactions/out-trade-no/${out_trade_no}/close`, { mchid }),
      refund: (index: number, out_trade_no: string, out_refund_no: string, refund: number) =>
        post(index, '/v3/refund/domestic/refunds', {
          out_trade_no,
          out_refund_no,
          amount: { refund, total: TOTAL, currency: 'CNY' },
        }),
      /** Creates a combined order of two sub orders with their own numbers. */
      combine: (index: number, combine_out_trade_no: string) =>
        post(index, '/v3/combine-transactions/native', {
          combine_appid: appid,
          combine_mchid: mchid,
          combine_out_trade_no,
          notify_url: endpoint.url,
          sub_orders: partsOf(mchid, combine_out_trade_no).map(withTerms),
        }),
      closeCombined: (index: number, number: string) =>
        post(index, `/v3/combine-transactions/out-trade-no/${number}/close`, {
          combine_appid: appid,
          sub_orders: partsOf(mchid, number),
        }),
      /** Number of notifications sent, and the merchant's balances. */
      outcome: async () => {
        for (const sandbox of sandboxes) await sandbox.idle()
        expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
        const [basic] = await control.balances()
        return { told: (await control.deliveries()).length, available: basic?.available ?? 0 }
      },
    }
  }

  test(`${PAYS} pays of one order`, async () => {
    const { order, pay, outcome } = await shop()
    await order('ORDER1')
    const ends = await Promise.all(Array.from({ length: PAYS }, (_, index) => pay(index, 'ORDER1')))
    expect(ends.toSorted()).toEqual([...Array.from({ length: PAYS - 1 }, () => 'PAID'), 'SUCCESS'])
    expect(await outcome()).toEqual({ told: 1, available: NET })
  })

  test('pays and closes of one order', async () => {
    const { control, order, pay, close, outcome } = await shop()
    for (const number of ORDERS) await order(number)
    // Every other order is closed first, so that either command has a chance to win.
    const race = async (number: string, first: number) => {
      const attempts = [0, 1, 2, 3].map((index) =>
        (first + index) % 2 === 0 ? pay(index, number) : close(index, number),
      )
      const ends = (await Promise.all(attempts)).map(String).toSorted()
      const { state } = await control.payments.get(number)
      expect(ends).toEqual(state === 'SUCCESS' ? ['400', '400', 'PAID', 'SUCCESS'] : ['204', '204', 'CLOSED', 'CLOSED'])
      return state
    }
    const paid = (await Promise.all(ORDERS.map(race))).filter((state) => state === 'SUCCESS').length
    expect(await outcome()).toEqual({ told: paid, available: paid * NET })
  })

  test('two refunds of 60 %', async () => {
    const { control, order, pay, refund, outcome } = await shop()
    for (const [index, number] of ORDERS.entries()) {
      await order(number)
      expect(await pay(index, number)).toBe('SUCCESS')
    }
    const race = async (number: string): Promise<number[]> => {
      const ends = await Promise.all([0, 1].map((index) => refund(index, number, `R${index}-${number}`, 0.6 * TOTAL)))
      return ends.toSorted((one, other) => one - other)
    }
    const ends = await Promise.all(ORDERS.map(race))
    expect(ends).toEqual(ORDERS.map(() => [200, 400]))
    expect((await control.refunds.page()).refunds).toHaveLength(ORDERS.length)
    // The refund returns 60 % of the fee, rounded.
    expect(await outcome()).toMatchObject({ available: ORDERS.length * (NET - 0.6 * TOTAL + 5) })
  })

  test('pays and closes of one combined order', async () => {
    const { control, combine, pay, closeCombined, outcome } = await shop()
    for (const number of ORDERS) expect(await combine(0, number)).toBe(200)
    const race = async (number: string, first: number) => {
      const attempts = [0, 1, 2, 3].map((index) =>
        (first + index) % 2 === 0 ? pay(index, number) : closeCombined(index, number),
      )
      const ends = (await Promise.all(attempts)).map(String).toSorted()
      const { state } = await control.payments.get(number)
      expect(ends).toEqual(state === 'SUCCESS' ? ['400', '400', 'PAID', 'SUCCESS'] : ['204', '204', 'CLOSED', 'CLOSED'])
      for (const part of ['A', 'B']) expect(await control.payments.get(`${number}${part}`)).toMatchObject({ state })
      return state
    }
    const paid = (await Promise.all(ORDERS.map(race))).filter((state) => state === 'SUCCESS').length
    expect(await outcome()).toEqual({ told: paid, available: paid * 2 * NET })
  })

  test('creations of combined orders and of ordinary ones with a sub order’s number', async () => {
    const { control, combine, order, pay } = await shop()
    const race = async (number: string, first: number) => {
      const ends = await Promise.all([combine(first, number), order(`${number}A`, first + 1)])
      expect(ends.toSorted((one, other) => one - other)).toEqual([200, 403])
      const [combined] = ends
      expect(await pay(0, combined === 200 ? number : `${number}A`)).toBe('SUCCESS')
      const { partOf } = await control.payments.get(`${number}A`)
      expect(partOf?.combine_out_trade_no).toBe(combined === 200 ? number : undefined)
    }
    await Promise.all(ORDERS.map(race))
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('creations of one combined order all succeed, and make one', async () => {
    const { control, combine } = await shop()
    const same = await Promise.all(Array.from({ length: 8 }, (_, index) => combine(index, 'COMBINE1')))
    expect(same).toEqual(same.map(() => 200))
    expect((await control.payments.page()).payments).toHaveLength(3)
  })
})

function partsOf(mchid: string, combined: string) {
  return ['A', 'B'].map((part) => ({ mchid, out_trade_no: `${combined}${part}` }))
}

function withTerms(part: ReturnType<typeof partsOf>[number]) {
  const amount = { total_amount: TOTAL, currency: 'CNY' }
  return { mchid: part.mchid, out_trade_no: part.out_trade_no, attach: '附加', description: '图书', amount }
}
