import { Miniflare } from 'miniflare'
import { expect, onTestFinished, test } from 'vitest'
import {
  answer,
  isSignedByMerchant,
  mchid,
  merchantKey,
  merchantSerial,
  platformPublicKey,
  publicKeyId,
  SigningServer,
} from '../helpers/signing-server.ts'
import { workerModules } from './worker-modules.ts'

const WORKER = `
import { WechatPay } from './src/index.ts'

export default {
  async fetch(request, env) {
    const wxpay = WechatPay.fromEnv(env)
    try {
      const { data } = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(await request.json())
      return Response.json({ data })
    } catch (error) {
      return Response.json({ error })
    }
  },
}
`

/** Calls that need Node, and answers with their errors. */
const NODE_ALONE = `
import { WechatPay } from './src/index.ts'

export default {
  async fetch(request, env) {
    const wxpay = WechatPay.fromEnv(env)
    const calls = await Promise.allSettled([
      wxpay.v3.merchant.media.upload.post({ file: { path: '/shop.png' } }),
      wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: 'T1', sign_type: 'MD5' } }),
    ])
    return Response.json(calls.map(({ reason }) => reason))
  },
}
`

const complete = {
  out_order_no: 'PB20260301000001',
  json: {
    appid: 'wxd678efh567hg6787',
    service_id: '2002000000000558128851361561536',
    finish_type: 2,
    real_service_end_time: '20260301121000',
    fees: [{ fee_name: '租借费用', fee_amount: 1250 }],
    total_amount: 1250,
    finish_ticket: 'ticket',
  },
}

/** Calls this server from a Worker in workerd, Cloudflare's runtime, and returns the Worker's report. */
async function callFromWorker(server: SigningServer, code = WORKER): Promise<unknown> {
  const worker = new Miniflare({
    modules: workerModules(code),
    compatibilityDate: '2026-01-01',
    bindings: {
      WECHATPAY_MCHID: mchid,
      WECHATPAY_MERCHANT_PRIVATE_KEY: merchantKey,
      WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: merchantSerial,
      WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
      WECHATPAY_PUBLIC_KEY: platformPublicKey,
      WECHATPAY_APIV2_KEY: '0'.repeat(32),
      WECHATPAY_BASE_URL: server.url,
    },
  })
  onTestFinished(() => worker.dispose())
  const response = await worker.dispatchFetch('http://shop.test', { method: 'POST', body: JSON.stringify(complete) })
  return response.json()
}

test('a Worker completes an order: its signature holds here, ours holds there', async () => {
  await using server = await SigningServer.start()
  server.next(answer({ order_id: '1000000000201912021121095610061' }))
  expect(await callFromWorker(server)).toEqual({ data: { order_id: '1000000000201912021121095610061' } })
  expect(server.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
    'POST /v3/payscore/payafter-orders/PB20260301000001/complete',
  ])
  expect(await isSignedByMerchant(server.received[0]!)).toBe(true)
})

test('a Worker does not believe an answer that was altered on its way', async () => {
  await using server = await SigningServer.start()
  const altered = answer({ order_id: '1' }, { sentInstead: '{"order_id":"2"}' })
  server.next(altered, altered)
  expect(await callFromWorker(server)).toMatchObject({
    error: { message: expect.stringContaining('signature') as string },
  })
})

test('a Worker is told what needs Node, and sends nothing', async () => {
  await using server = await SigningServer.start()
  expect(await callFromWorker(server, NODE_ALONE)).toMatchObject([
    {
      name: 'RequestError',
      message: expect.stringContaining(
        'expected { filename, content }, received a path, in a runtime without',
      ) as string,
    },
    { name: 'RequestError', message: expect.stringContaining('needs Node') as string },
  ])
  expect(server.received).toEqual([])
})
