import { sign } from 'node:crypto'
import { tradeBill } from '../../src/bills/index.ts'
import { WechatPay, type TransportRequest, type TransportResponse, type WechatPayOptions } from '../../src/index.ts'
import { appLaunch, h5Launch, jsapiLaunch, transferLaunch } from '../../src/launch/index.ts'
import { Merchants } from '../../src/merchants/index.ts'
import { nativeOrder, payByCode, refund } from '../../src/payments/index.ts'
import {
  checkCompletion,
  completion,
  createOutOrderNo,
  launchParameters,
  realServiceEndLocation,
} from '../../src/payscore/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'
import { checkEndpoint, testPlatform } from '../../src/testing/index.ts'
import { ApiV2Key, payParametersV2, toXml } from '../../src/v2/index.ts'
import { createReceiver, createWebhookHandler, memoryClaims } from '../../src/webhook/index.ts'
import { merchant, mchid, platform, publicKeyId } from './keys.ts'

const apiV2Key = new ApiV2Key('2'.repeat(32))
const apiV3Key = '3'.repeat(32)
const HALF = () => 0.5
/** 2026-03-01T10:00:00+08:00. */
const now = Date.UTC(2026, 2, 1, 2)
const clock = { now: () => now, sleep: async () => {} }

/** The requests that were sent, without anything that differs from run to run. */
type Trace = unknown[]

/** Answers without a network, with a signature, and records requests. */
function transportFor(trace: Trace, answer: (request: TransportRequest) => string, signed = true) {
  return {
    async send(request: TransportRequest): Promise<TransportResponse> {
      const { method, url, headers, body, timeoutMs, signal, clientCertificate } = request
      const kept = Object.entries(headers).filter(([name]) => name !== 'authorization')
      const text = new TextDecoder().decode(body)
      const shown = text.startsWith('<xml>') ? text.replaceAll(/<(nonce_str|sign)>.*?<\/\1>/g, '') : text
      trace.push([method, url, Object.fromEntries(kept), shown, timeoutMs, signal, clientCertificate])
      const bytes = new TextEncoder().encode(answer(request))
      const timestamp = String(now / 1000)
      const message = Buffer.concat([Buffer.from(`${timestamp}\nn\n`), bytes, Buffer.from('\n')])
      return {
        status: 200,
        headers: signed
          ? {
              'wechatpay-timestamp': timestamp,
              'wechatpay-nonce': 'n',
              'wechatpay-serial': publicKeyId,
              'wechatpay-signature': sign('sha256', message, platform.privateKey).toString('base64'),
            }
          : {},
        body: bytes,
      }
    },
  }
}

function optionsFor(transport: WechatPayOptions['transport'], more: Partial<WechatPayOptions> = {}): WechatPayOptions {
  return {
    mchid,
    merchant: { privateKey: merchant.pem, certificateSerial: 'AB'.repeat(20) },
    platform: { publicKeys: { [publicKeyId]: platform.publicPem } },
    ...(transport && { transport }),
    ...more,
  }
}

/** Describes an error by its kind, since some messages contain a time. */
async function outcome(run: () => unknown): Promise<unknown> {
  try {
    const value = await run()
    return value === undefined ? 'done' : value
  } catch (error) {
    const { name, code, field } = error as Error & { code?: string; field?: string }
    return [name, code, field]
  }
}

const order = {
  appid: 'wx8888888888888888',
  service_id: '500001',
  state: 'USER_ACCEPTED',
  service_start_time: '20260301090000',
  service_start_location: 'A',
  risk_amount: 9900,
  finish_ticket: 't',
}

/** Every way to pass options, under a description of its visible result. */
export const flows: Readonly<Record<string, () => Promise<unknown>>> = {
  async 'a client and its calls'() {
    const trace: Trace = []
    const transport = transportFor(trace, ({ url }) =>
      url.includes('complaints') ? JSON.stringify({ data: [{ a: 1 }], total_count: 1 }) : '{}',
    )
    const wxpay = new WechatPay(optionsFor(transport, { clock, random: HALF }))
    await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({
      out_order_no: 'PB1',
      json: { appid: 'wx1', service_id: '5', reason: 'r' },
    })
    await wxpay.chain('v3/some/{id}').get({ id: '1' })
    await wxpay.chain('v3/some').get()
    const complaints = wxpay.v3.merchantService.complaintsV2.get
    const items: unknown[] = []
    for await (const item of complaints.items({ query: { begin_date: '2026-03-01', end_date: '2026-03-01' } }))
      items.push(item)
    const shop = wxpay.partner('1900000110')
    await shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.close.post({ out_trade_no: 'T1', json: {} })
    const view = wxpay.with({ service_id: '5' })
    await view.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({ out_trade_no: 'T1' })
    await view.chain('v3/refund/domestic/refunds').post({
      json: { out_trade_no: 'T1', out_refund_no: 'R1', amount: { refund: 1, total: 1, currency: 'CNY' } },
    })
    trace.push([view.filled])
    const prepared = await wxpay.chain('v3/a').post.prepare({ json: { a: 1 } })
    return [trace, items, prepared.url, prepared.target, new TextDecoder().decode(prepared.body)]
  },

  async 'a path parameter that is missing'() {
    const wxpay = new WechatPay(
      optionsFor(
        transportFor([], () => '{}'),
        { clock },
      ),
    )
    return outcome(() => wxpay.chain('v3/some/{id}').get())
  },

  async 'an answer that is not signed'() {
    const trace: Trace = []
    const wxpay = new WechatPay(
      optionsFor(
        transportFor(trace, () => '{}', false),
        { clock, random: HALF },
      ),
    )
    return [await outcome(() => wxpay.chain('v3/some').post({ json: {} })), trace.length]
  },

  async 'a call that must not be repeated'() {
    let attempts = 0
    const transport = {
      send: async () => {
        attempts++
        throw new Error('lost')
      },
    }
    const wxpay = new WechatPay(optionsFor(transport, { clock, random: HALF }))
    const error = await outcome(() => wxpay.chain('v3/pay/transactions/unknown').post({ json: {} }))
    return [error, attempts]
  },

  async 'a client of the environment'() {
    const trace: Trace = []
    const wxpay = WechatPay.fromEnv(
      {
        WECHATPAY_MCHID: mchid,
        WECHATPAY_MERCHANT_PRIVATE_KEY: merchant.pem,
        WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: 'AB'.repeat(20),
        WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
        WECHATPAY_PUBLIC_KEY: platform.publicPem,
      },
      { transport: transportFor(trace, () => '{}'), clock },
    )
    await wxpay.chain('v3/some').get()
    return trace
  },

  async 'a client of many'() {
    const trace: Trace = []
    const transport = transportFor(trace, () => '{}')
    const merchants = new Merchants({ load: async () => optionsFor(undefined, { clock }), transport })
    const wxpay = await merchants.get(mchid)
    await wxpay.chain('v3/some').get()
    merchants.close()
    return [trace, merchants.size]
  },

  async 'the blocking client'() {
    const wxpay = new BlockingWechatPay(optionsFor(undefined))
    const { url, target } = await wxpay.chain('v3/a').get.prepare()
    wxpay.close()
    return [url, target]
  },

  async 'a call of APIv2'() {
    const trace: Trace = []
    const answer = { return_code: 'SUCCESS', result_code: 'SUCCESS', nonce_str: 'n' }
    const xml = toXml({ ...answer, sign: await apiV2Key.sign(answer) })
    const wxpay = new WechatPay(
      optionsFor(
        transportFor(trace, () => xml),
        { apiV2Key: '2'.repeat(32), clock },
      ),
    )
    await wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: 'T1' } })
    return trace
  },

  async bills() {
    const trace: Trace = []
    const hash_value = '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'
    const transport = transportFor(trace, ({ url }) =>
      url.includes('/v3/bill/')
        ? JSON.stringify({ download_url: 'https://api.mch.weixin.qq.com/v3/f?token=1', hash_type: 'SHA1', hash_value })
        : 'a',
    )
    const wxpay = new WechatPay(optionsFor(transport, { clock, random: HALF }))
    const result = await outcome(async () => {
      const bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01' } })
      return bill.text()
    })
    return [result, trace]
  },

  async refunds() {
    const trace: Trace = []
    const wxpay = new WechatPay(
      optionsFor(
        transportFor(trace, () => '{}'),
        { clock },
      ),
    )
    await refund(wxpay, {
      transaction_id: '4200001',
      out_refund_no: 'R1',
      notify_url: 'https://shop.example.com/n',
      amount: { refund: 1, total: 2 },
    })
    return trace
  },

  async 'orders and payments by code'() {
    const trace: Trace = []
    const transport = transportFor(trace, ({ url }) =>
      url.includes('/native')
        ? JSON.stringify({ code_url: 'weixin://wxpay/bizpayurl/up?pr=A' })
        : JSON.stringify(url.includes('codepay') ? { out_trade_no: 'T2' } : { trade_state: 'PAYERROR' }),
    )
    const wxpay = new WechatPay(optionsFor(transport, { clock: { ...clock, sleep: async () => undefined } }))
    const goods = { appid: 'wx8888888888888888', description: 'd', amount: { total: 1 } }
    const { launch } = await nativeOrder(wxpay, { ...goods, out_trade_no: 'T1', notify_url: 'https://a.example.com/n' })
    const code = { payer: { auth_code: '130061098828009406' }, scene_info: { store_info: { id: '1' } } }
    return [launch, await payByCode(wxpay, { ...goods, ...code, out_trade_no: 'T2' }), trace]
  },

  async launches() {
    const wxpay = new WechatPay(
      optionsFor(
        transportFor([], () => '{}'),
        { clock },
      ),
    )
    const prepay = { appid: 'wx8888888888888888', prepay_id: 'wx201410272009395522657a690389285100' }
    const { nonceStr: _, paySign: __, ...jsapi } = await jsapiLaunch(wxpay, prepay)
    const { noncestr: ___, sign: ____, ...app } = await appLaunch(wxpay, prepay)
    const nonce = 'N'.repeat(32)
    return [
      jsapi,
      app,
      h5Launch('https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=1'),
      await payParametersV2.jsapi(prepay, apiV2Key, { clock, nonce }),
      await payParametersV2.app({ ...prepay, mchid }, apiV2Key, { clock, nonce }),
      transferLaunch(wxpay, { appid: prepay.appid, package_info: 'ABBQO+oYAAAB' }),
      await launchParameters.confirm({ mchid, package: 'p' }, apiV2Key, { clock, nonce }),
    ]
  },

  async PayScore() {
    const body = completion({
      order,
      endLocation: 'B',
      endTime: '20260301095959',
      fees: [{ fee_name: 'f', fee_amount: 5 }],
    })
    const early = { ...body, real_service_end_time: '20990101000000' }
    return [
      body,
      realServiceEndLocation({ start: 'A', actualEnd: 'B', finishType: 2 }),
      createOutOrderNo({ clock, random: (length) => new Uint8Array(length) }),
      await outcome(() => checkCompletion(early)),
    ]
  },

  async webhooks() {
    const { keys, signedNotification, clock: testClock } = await testPlatform({ keys: testKeys() })
    const claimed: string[] = []
    const handler = createWebhookHandler({
      keys,
      store: memoryClaims(testClock),
      on: { 'PAYSCORE.USER_PAID': async (event) => void claimed.push(event.resource.out_order_no ?? '') },
    })
    const genuine = await signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1', mchid })
    const other = await signedNotification('PAYSCORE.USER_ACCEPTED', { out_order_no: 'PB1', mchid })
    const stale = await signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB2', mchid }, { defect: 'stale' })
    const statuses = [genuine, await genuine.again(), other, stale].map(
      async (one) => (await handler.handle(one)).status,
    )
    const receiver = createReceiver(keys)
    return [
      await Promise.all(statuses),
      claimed.length,
      await outcome(async () => (await receiver.receive(genuine)).eventType),
    ]
  },

  async 'answers for tests'() {
    const { signedResponse, signedV2Response } = await testPlatform({ keys: testKeys() })
    const answers = [await signedResponse({ a: 'b' }), await signedV2Response({ prepay_id: 'wx1' })]
    return answers.map(({ status, headers }) => [status, [...headers.keys()]])
  },

  async 'the endpoint check'() {
    const platform = await testPlatform({ keys: testKeys() })
    const asked: string[] = []
    const report = await checkEndpoint('https://shop.example.com/wechatpay', {
      platform,
      only: ['genuine'],
      fetch: async (url) => {
        asked.push(url instanceof Request ? url.url : url.toString())
        return { status: 204, arrayBuffer: async () => new ArrayBuffer(0) } as Response
      },
    })
    return [report.passed, asked]
  },
}

function testKeys() {
  return {
    publicKeyId,
    publicKey: platform.publicPem,
    privateKey: platform.pem,
    apiV3Key,
    apiV2Key: '2'.repeat(32),
    merchant: { publicKey: merchant.publicPem, privateKey: merchant.pem },
  }
}
