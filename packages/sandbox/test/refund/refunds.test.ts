import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, type SandboxMerchant, createSandbox } from '../../src/index.ts'
import { type Endpoint, open, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const PAY = '/v3/pay/transactions'
const REFUNDS = '/v3/refund/domestic/refunds'

describe('refunds', () => {
  let sandbox: Sandbox
  let endpoint: Endpoint

  beforeAll(async () => {
    endpoint = await startEndpoint()
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  })
  afterAll(async () => {
    await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  /** A merchant of its own for every test. */
  async function shop(options: Parameters<Sandbox['createMerchant']>[0] = {}) {
    const joined: SandboxMerchant = await sandbox.createMerchant(options)
    const { mchid, appid } = joined.merchant
    const client = new MerchantClient({ url: sandbox.url, merchant: joined.merchant }, sandbox.fetch)
    return {
      ...joined,
      client,
      /** @returns the transaction_id of an order that a user has paid */
      paid: async (out_trade_no: string, total = 1_500, bankType?: string, more: object = {}): Promise<string> => {
        const order = { appid, mchid, description: '图书', out_trade_no, notify_url: endpoint.url }
        await client.send('POST', `${PAY}/native`, { ...order, amount: { total, currency: 'CNY' }, ...more })
        const { transaction_id } = await joined.control.payments.pay(out_trade_no, {
          openid: 'oBuyer',
          ...(bankType !== undefined && { bankType }),
        })
        return transaction_id ?? ''
      },
      refund: (out_refund_no: string, refund: number, more: object = {}) =>
        client.send('POST', REFUNDS, {
          out_trade_no: 'ORDER1',
          out_refund_no,
          notify_url: endpoint.url,
          amount: { refund, total: 1_500, currency: 'CNY' },
          ...more,
        }),
      query: (out_refund_no: string) => client.send('GET', `${REFUNDS}/${out_refund_no}`),
      queryOrder: (number: string) => client.send('GET', `${PAY}/out-trade-no/${number}?mchid=${mchid}`),
    }
  }

  test('money goes back, is told, and is in the book with its share of the fee', async () => {
    const { control, merchant, paid, refund, query, queryOrder } = await shop()
    const transaction_id = await paid('ORDER1')
    await sandbox.idle()
    expect(await control.balances()).toMatchObject([{ available: 1_491 }])
    const accepted = await refund('R1', 500, { reason: '缺货' })
    expect(accepted).toMatchObject({
      status: 200,
      data: {
        out_refund_no: 'R1',
        transaction_id,
        out_trade_no: 'ORDER1',
        channel: 'ORIGINAL',
        user_received_account: '支付用户零钱',
        create_time: '2026-03-01T10:00:00+08:00',
        status: 'PROCESSING',
        funds_account: 'AVAILABLE',
        amount: {
          total: 1_500,
          refund: 500,
          payer_total: 1_500,
          payer_refund: 500,
          settlement_refund: 500,
          settlement_total: 1_500,
          discount_refund: 0,
          currency: 'CNY',
          refund_fee: 3,
        },
      },
    })
    expect(accepted.data['refund_id']).toMatch(/^50\d{8}20260301\d{11}$/)
    expect(accepted.data).not.toHaveProperty('success_time')
    expect((await queryOrder('ORDER1')).data).toMatchObject({
      trade_state: 'REFUND',
      trade_state_desc: '订单发生过退款，退款详情请查询退款单',
      transaction_id,
      amount: { total: 1_500 },
    })
    expect(await control.balances()).toMatchObject([{ available: 1_491 - 497 }])
    expect(await query('R1')).toEqual(accepted)

    const before = endpoint.received.length
    await sandbox.clock.advance(1_000)
    const success = await query('R1')
    expect(success.data).toEqual({ ...accepted.data, status: 'SUCCESS', success_time: '2026-03-01T10:00:01+08:00' })
    const told = await open(endpoint.received[before]!, merchant)
    expect(told).toMatchObject({
      verified: true,
      envelope: { event_type: 'REFUND.SUCCESS', summary: '退款成功', resource: { original_type: 'refund' } },
    })
    expect(told.order).toEqual({
      mchid: merchant.mchid,
      transaction_id,
      out_trade_no: 'ORDER1',
      refund_id: accepted.data['refund_id'],
      out_refund_no: 'R1',
      refund_status: 'SUCCESS',
      success_time: '2026-03-01T10:00:01+08:00',
      user_received_account: '支付用户零钱',
      amount: { total: 1_500, refund: 500, payer_total: 1_500, payer_refund: 500 },
    })
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })
})
