import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { newServerDatabase } from '../support/databases.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceDay } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

/**
 * Counts the statements of a paid order where they leave the process, BEGIN and COMMIT included. Statements whose
 * number depends on time are left out: polling for tasks, batches of the request journal, and the setup of connections.
 */
const dependsOnTime =
  /^(set search_path|with due as|select "id" from "tasks" where "done_at" is null and "due_at" <=|with added as)/

let sandbox: Sandbox
let endpoint: Endpoint
let merchant: MerchantClient
let counted: (work: () => Promise<void>) => Promise<Record<string, number>>

beforeAll(async () => {
  endpoint = await startEndpoint()
  const { mock } = vi.spyOn(pg.Client.prototype, 'query')
  sandbox = await createSandbox({
    database: await newServerDatabase(),
    port: false,
    clock: { now: START, frozen: true },
    merchant: { notifyUrl: endpoint.url },
  })
  merchant = new MerchantClient(sandbox, sandbox.fetch)
  counted = async (work) => {
    await sandbox.idle()
    const before = mock.calls.length
    await work()
    await sandbox.idle()
    const texts = mock.calls.slice(before).map(([first]: readonly unknown[]) => textOf(first))
    return summaryOf(texts.filter((text) => !dependsOnTime.test(text)))
  }
})
afterAll(async () => {
  await sandbox?.close()
  await endpoint?.[Symbol.asyncDispose]()
  vi.restoreAllMocks()
})

function textOf(statement: unknown): string {
  const text = typeof statement === 'string' ? statement : (statement as { readonly text: string }).text
  return text.trim().replaceAll(/\s+/g, ' ')
}

/** Counts statements by their first words, and in total. */
function summaryOf(texts: readonly string[]): Record<string, number> {
  const kinds: readonly (readonly [string, RegExp])[] = [
    ['changes', /^with saved/],
    ['deliveries read', /from "notifications"/],
    ['deliveries written', /^with finished/],
    ['timelines', /json_agg/],
    ['entities', /from "entities"/],
    ['users', /from "users"/],
    ['clock', /from "clock"/],
    ['transactions', /^(begin|commit|rollback)/i],
  ]
  const counts: Record<string, number> = { all: texts.length }
  for (const text of texts) {
    const kind = kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? text
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

test('a pay-after order, from creation to payment', async () => {
  const order = async (number: string): Promise<void> => {
    expect((await merchant.createInDays(number, START)).status).toBe(200)
    await sandbox.control.confirm(number)
    const { data } = await merchant.query(number)
    const completed = await merchant.complete(number, serviceDay(START), 250, String(data['finish_ticket']))
    expect(completed.status).toBe(200)
    await sandbox.control.pay(number)
  }
  await order('WARM')
  await sandbox.idle()
  const notified = endpoint.received.length
  expect(await counted(() => order('A1'))).toEqual({
    all: 23,
    clock: 5,
    entities: 6,
    users: 1,
    timelines: 3,
    changes: 4,
    'deliveries read': 2,
    'deliveries written': 2,
  })
  expect(endpoint.received.length - notified).toBe(2)
})

test('an ordinary order, from creation to payment', async () => {
  const { mchid, appid } = sandbox.merchant
  const order = async (out_trade_no: string): Promise<void> => {
    const { status } = await merchant.send('POST', '/v3/pay/transactions/jsapi', {
      appid,
      mchid,
      description: '图书',
      out_trade_no,
      notify_url: endpoint.url,
      amount: { total: 1_500 },
      payer: { openid: 'oBuyer' },
    })
    expect(status).toBe(200)
    await sandbox.control.payments.pay(out_trade_no, { openid: 'oBuyer' })
    const target = `/v3/pay/transactions/out-trade-no/${out_trade_no}?mchid=${mchid}`
    expect((await merchant.send('GET', target)).data).toMatchObject({ trade_state: 'SUCCESS' })
  }
  await order('WARM0001')
  await sandbox.idle()
  const notified = endpoint.received.length
  expect(await counted(() => order('ORDER001'))).toEqual({
    all: 17,
    clock: 3,
    // One of them reads the user's coupons, with which the cashier pays.
    entities: 8,
    users: 1,
    timelines: 1,
    changes: 2,
    'deliveries read': 1,
    'deliveries written': 1,
  })
  expect(endpoint.received.length - notified).toBe(1)
})
