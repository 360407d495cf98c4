import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { WechatPay } from '../../src/index.ts'
import { testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { SigningServer } from '../helpers/signing-server.ts'

/** The default transport under msw: no `fetch` is given, and the host is WeChat Pay's. */

const host = 'https://api.mch.weixin.qq.com'
const path = '/v3/payscore/payafter-orders'
const query = { service_id: '1', appid: 'wx0', out_order_no: 'PB1' }
const msw = setupServer()
let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
})
beforeEach(() => msw.listen({ onUnhandledFrame: 'error' }))
afterEach(() => msw.close())

const state = async (wxpay: WechatPay) => (await wxpay.v3.payscore.payafterOrders.get({ query })).data.state

test('a call is answered', async () => {
  msw.use(http.get(host + path, () => platform.signedResponse({ state: 'FINISHED' })))
  expect(await state(new WechatPay(platform.client))).toBe('FINISHED')
})

test('a handler sees the body and the signature', async () => {
  let sent: unknown
  msw.use(
    http.post(host + path, async ({ request }) => {
      sent = [await request.json(), request.headers.get('authorization')?.split(' ')[0]]
      return platform.signedResponse({ state: 'CREATED' })
    }),
  )
  await new WechatPay(platform.client).chain('v3/payscore/payafter-orders').post({ json: query as never })
  expect(sent).toEqual([query, 'WECHATPAY2-SHA256-RSA2048'])
})

test('a connection that a handler breaks is a NetworkError', async () => {
  msw.use(http.get(host + path, () => HttpResponse.error()))
  await expect(state(new WechatPay({ ...platform.client, maxRetries: 0 }))).rejects.toMatchObject({
    name: 'NetworkError',
  })
})

test('it begins and ends in the middle of a client’s life', async () => {
  await using server = await SigningServer.start()
  // The server signs with keys that this client does not know: so it is seen who has answered.
  const wxpay = new WechatPay({ ...platform.client, baseUrl: server.url, maxRetries: 0 })
  msw.close()
  const real = { name: 'VerificationError', reason: 'stale' }
  await expect(state(wxpay)).rejects.toMatchObject(real)
  msw.use(http.get(server.url + path, () => platform.signedResponse({ state: 'FINISHED' })))
  msw.listen({ onUnhandledFrame: 'error' })
  expect(await state(wxpay)).toBe('FINISHED')
  msw.close()
  await expect(state(wxpay)).rejects.toMatchObject(real)
  expect(server.received).toHaveLength(2)
  msw.listen()
  wxpay.close()
})
