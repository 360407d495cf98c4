import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { WechatPay } from 'wechatpay-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const BACK = 'https://shop.example/order?id=7'

test('an address in an answer leads to the sandbox, whatever host the client names', async () => {
  await using sandbox = await createSandbox({ clock: { now: START, frozen: true } })
  const { mchid, appid } = sandbox.merchant
  // Calls the sandbox like Go SDKs: they connect to the sandbox, but name production's host.
  const asProduction: typeof fetch = async (input, init) => {
    const given = new Request(input, init)
    const { method, headers, url } = given
    const named = { ...Object.fromEntries(headers), host: 'api.mch.weixin.qq.com' }
    const asked = request(url, { method, headers: named }).end(new Uint8Array(await given.arrayBuffer()))
    const [answered] = (await once(asked, 'response')) as [IncomingMessage]
    return new Response(await text(answered), { headers: answered.headers as Record<string, string> })
  }
  const { data } = await new WechatPay({ ...sandbox.clientOptions, fetch: asProduction }).v3.pay.transactions.h5.post({
    json: {
      appid,
      mchid,
      description: '图书',
      out_trade_no: 'H5ORDER1',
      notify_url: 'http://127.0.0.1:1/notify',
      amount: { total: 1_505 },
      scene_info: { payer_client_ip: '1.2.3.4', h5_info: { type: 'Wap' } },
    },
  })
  expect(data.h5_url.startsWith(`${sandbox.url}/`)).toBe(true)
  expect((await fetch(data.h5_url)).status).toBe(200)
})

describe('H5 payments', () => {
  let sandbox: Sandbox
  let wxpay: WechatPay
  let numbers = 0

  beforeAll(async () => {
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
    wxpay = new WechatPay(sandbox.clientOptions)
  })
  afterAll(() => sandbox.close())

  /** Creates an order for a test, and a browser that opens its address. */
  async function order(more: { description?: string; scene_info?: object } = {}) {
    const { mchid, appid } = sandbox.merchant
    const out_trade_no = `H5ORDER${++numbers}`
    const json = {
      appid,
      mchid,
      description: '图书',
      out_trade_no,
      notify_url: 'http://127.0.0.1:1/notify',
      amount: { total: 1_505 },
      scene_info: { payer_client_ip: '1.2.3.4', h5_info: { type: 'Wap' } },
      ...more,
    }
    const create = async () => (await wxpay.v3.pay.transactions.h5.post({ json: json as never })).data.h5_url
    const open = async (url: string, form?: Record<string, string>) => {
      const init = form && { method: 'POST', body: new URLSearchParams(form) }
      const response = await sandbox.fetch(url, { ...init, redirect: 'manual' })
      return { status: response.status, text: await response.text(), location: response.headers.get('location') }
    }
    const state = async () => (await sandbox.control.payments.get(out_trade_no)).state
    return { out_trade_no, url: await create(), create, open, state }
  }

  test('h5_url opens a page of the sandbox, which pays and goes back to the merchant', async () => {
    const { url, open, state, out_trade_no } = await order({ description: '<b>图书</b>' })
    expect(url.startsWith(`${sandbox.url}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx`)).toBe(true)
    expect(url.length).toBeLessThan(256)
    const shown = await open(url)
    expect(shown).toMatchObject({ status: 200 })
    expect(shown.text).toContain('￥15.05')
    expect(shown.text).toContain('&lt;b&gt;图书&lt;/b&gt;')
    const back = `${url}&redirect_url=${encodeURIComponent(BACK)}`
    expect(await open(back, { openid: 'oBuyer' })).toMatchObject({ status: 303, location: BACK })
    expect(await state()).toBe('SUCCESS')
    const { data } = await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({
      out_trade_no,
      query: { mchid: sandbox.merchant.mchid },
    })
    expect(data).toMatchObject({ trade_type: 'MWEB', payer: { openid: 'oBuyer' } })
    expect(await open(url)).toMatchObject({ status: 409, text: expect.stringContaining('请勿重复支付') as string })
  })

  test('who gives up goes back too, and may pay later', async () => {
    const { url, open, state } = await order()
    const back = `${url}&redirect_url=${encodeURIComponent(BACK)}`
    expect(await open(back, { outcome: 'cancelled' })).toMatchObject({ status: 303, location: BACK })
    const failed = await open(back, { outcome: 'bank_failed' })
    expect(failed).toMatchObject({ status: 409, location: null })
    expect(failed.text).toContain('银行系统异常')
    expect(await state()).toBe('NOTPAY')
    expect(await open(url, {})).toMatchObject({ status: 200, text: expect.stringContaining('支付成功') as string })
  })

  test('the address is good for five minutes, and dies with the next', async () => {
    const { url, open, create, state } = await order()
    const second = await create()
    expect(await open(url)).toMatchObject({ status: 409, text: expect.stringContaining('订单已失效') as string })
    await sandbox.clock.advance(5 * MINUTE - 1)
    expect(await open(second)).toMatchObject({ status: 200 })
    await sandbox.clock.advance(1)
    for (const form of [undefined, {}]) {
      expect(await open(second, form)).toMatchObject({
        status: 409,
        text: expect.stringContaining('支付链接已失效') as string,
      })
    }
    expect(await state()).toBe('NOTPAY')
    expect(await open(await create(), {})).toMatchObject({ status: 200 })
  })

  test.each(['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    'an order for a user at %s is created, but nobody can pay it',
    async (payer_client_ip) => {
      const { url, open, state, out_trade_no } = await order({
        scene_info: { payer_client_ip, h5_info: { type: 'Wap' } },
      })
      const wrong = '由于商家传入的H5交易参数有误，该笔交易暂时无法完成，请联系商家解决'
      for (const form of [undefined, {}])
        expect(await open(url, form)).toMatchObject({ status: 409, text: expect.stringContaining(wrong) as string })
      await expect(sandbox.control.payments.pay(out_trade_no)).rejects.toMatchObject({
        status: 409,
        code: 'BAD_H5_SCENE',
      })
      expect(await state()).toBe('NOTPAY')
    },
  )

  test.each(['128.0.0.1', '2001:db8::1'])('a user at %s pays', async (payer_client_ip) => {
    const { url, open } = await order({ scene_info: { payer_client_ip, h5_info: { type: 'Wap' } } })
    expect(await open(url, {})).toMatchObject({ status: 200 })
  })

  test('an address that leads nowhere, or back into a script, is not followed', async () => {
    const { url, open } = await order()
    expect(await open(url.replace(/prepay_id=[^&]+/, 'prepay_id=wx0'))).toMatchObject({ status: 409 })
    expect(await open(`${url}&redirect_url=javascript:alert(1)`, {})).toMatchObject({ status: 200, location: null })
  })

  test('a form that is none changes nothing', async () => {
    const { url, open, state } = await order()
    expect(await open(url, { outcome: 'free' })).toMatchObject({ status: 400 })
    expect(await state()).toBe('NOTPAY')
  })
})
