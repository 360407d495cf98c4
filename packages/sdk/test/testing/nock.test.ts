import nock from 'nock'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { WechatPay } from '../../src/index.ts'
import { testPlatform, type SignedResponseOptions, type TestPlatform } from '../../src/testing/index.ts'
import { SigningServer } from '../helpers/signing-server.ts'

/** The default transport under nock: no `fetch` is given, and the host is WeChat Pay's. */

const host = 'https://api.mch.weixin.qq.com'
const path = '/v3/payscore/payafter-orders'
const query = { service_id: '1', appid: 'wx0', out_order_no: 'PB1' }
let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
})
afterEach(() => nock.cleanAll())

/** The answer as nock takes it. */
async function reply(body: object, options?: SignedResponseOptions) {
  const response = await platform.signedResponse(body, options)
  return [response.status, await response.text(), Object.fromEntries(response.headers)] as const
}

const state = async (wxpay: WechatPay) => (await wxpay.v3.payscore.payafterOrders.get({ query })).data.state

test('a call is answered', async () => {
  nock(host)
    .get(path)
    .query(query)
    .reply(() => reply({ state: 'FINISHED' }))
  expect(await state(new WechatPay(platform.client))).toBe('FINISHED')
  expect(nock.isDone()).toBe(true)
})

test('a refusal is repeated', async () => {
  nock(host)
    .get(path)
    .query(true)
    .reply(() => reply({ code: 'SYSTEM_ERROR', message: '系统繁忙' }, { status: 500 }))
    .get(path)
    .query(true)
    .reply(() => reply({ state: 'FINISHED' }))
    .get(path)
    .query(true)
    .reply(() => reply({ state: 'CREATED' }))
  expect(await state(new WechatPay(platform.client))).toBe('FINISHED')
  expect(await state(new WechatPay(platform.client))).toBe('CREATED')
  expect(nock.isDone()).toBe(true)
})

test('an error of the connection is a NetworkError', async () => {
  nock(host).get(path).query(true).replyWithError('broken')
  await expect(state(new WechatPay({ ...platform.client, maxRetries: 0 }))).rejects.toMatchObject({
    name: 'NetworkError',
  })
})

test('it begins and ends in the middle of a client’s life', async () => {
  await using server = await SigningServer.start()
  // The server signs with keys that this client does not know: so it is seen who has answered.
  const wxpay = new WechatPay({ ...platform.client, baseUrl: server.url, maxRetries: 0 })
  nock.restore()
  const real = { name: 'VerificationError', reason: 'stale' }
  await expect(state(wxpay)).rejects.toMatchObject(real)
  nock.activate()
  nock(server.url)
    .get(path)
    .query(true)
    .reply(() => reply({ state: 'FINISHED' }))
  expect(await state(wxpay)).toBe('FINISHED')
  nock.restore()
  await expect(state(wxpay)).rejects.toMatchObject(real)
  expect(server.received).toHaveLength(2)
  nock.activate()
  wxpay.close()
})
