import { WechatPay } from 'wechatpay-ts'
import { appLaunch, jsapiLaunch } from 'wechatpay-ts/launch'
import { payParametersV2 } from 'wechatpay-ts/v2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { START } from '../support/store.ts'

describe('launch parameters', () => {
  let sandbox: Sandbox
  let wxpay: WechatPay
  let numbers = 0

  beforeAll(async () => {
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
    wxpay = new WechatPay(sandbox.clientOptions)
  })
  afterAll(() => sandbox.close())

  async function order(surface: 'jsapi' | 'app' = 'jsapi') {
    const { mchid, appid } = sandbox.merchant
    const out_trade_no = `LAUNCH${++numbers}`
    const notify_url = 'http://127.0.0.1:1/notify'
    const json = { appid, mchid, description: '图书', out_trade_no, notify_url, amount: { total: 1 } }
    const { data } =
      surface === 'app'
        ? await wxpay.v3.pay.transactions.app.post({ json })
        : await wxpay.v3.pay.transactions.jsapi.post({ json: { ...json, payer: { openid: 'oBuyer' } } })
    return { appid, mchid, out_trade_no, prepay_id: data.prepay_id }
  }
  const launch = (parameters: object) =>
    sandbox.control.payments.launch(Object.fromEntries(Object.entries<string>({ ...parameters })))
  const refused = (message: string) => ({ status: 409, code: 'LAUNCH_REFUSED', message })

  test('as the SDK makes them they open the cashier, and pay nothing', async () => {
    const page = await order()
    expect(await launch(await jsapiLaunch(wxpay, page))).toMatchObject({
      out_trade_no: page.out_trade_no,
      state: 'NOTPAY',
    })
    const app = await order('app')
    expect(await launch(await appLaunch(wxpay, app))).toMatchObject({ out_trade_no: app.out_trade_no })
  })

  test('show the user what is wrong with them', async () => {
    const { paySign, ...rest } = await jsapiLaunch(wxpay, await order())
    const whole = { ...rest, paySign }
    const cases: [object, string][] = [
      [rest, '调用支付JSAPI缺少参数：paySign'],
      [{ ...whole, package: rest.package.slice('prepay_id='.length) }, 'JSAPI缺少参数total_fee'],
      [{ ...whole, timeStamp: `${rest.timeStamp}000` }, '参数错误：timeStamp 须为秒'],
      [{ ...whole, timeStamp: '1700000000' }, '支付验证签名失败'],
      [{ ...whole, paySign: 'none' }, '支付验证签名失败'],
      [{ ...whole, signType: 'MD5' }, '支付验证签名失败'],
      [{ ...whole, package: 'prepay_id=wx0' }, '商家订单信息有误，请重新下单支付'],
    ]
    for (const [parameters, message] of cases) await expect(launch(parameters)).rejects.toMatchObject(refused(message))
    const other = await order('app')
    await expect(launch(await jsapiLaunch(wxpay, other))).rejects.toMatchObject({ code: 'LAUNCH_REFUSED' })
  })

  test('of an order of APIv2 are signed with its key, and of no other', async () => {
    const { appid, apiV2Key } = sandbox.merchant
    const { data } = await wxpay.v2.pay.unifiedorder.post({
      xml: {
        appid,
        body: '图书',
        out_trade_no: `LAUNCH${++numbers}`,
        total_fee: 1,
        spbill_create_ip: '127.0.0.1',
        notify_url: 'http://127.0.0.1:1/notify',
        trade_type: 'JSAPI',
        openid: 'oBuyer',
      },
    })
    const v2 = { appid, prepay_id: data.prepay_id }
    expect(await launch(await payParametersV2.jsapi(v2, apiV2Key))).toMatchObject({ state: 'NOTPAY' })
    const mixed = await jsapiLaunch(wxpay, { appid, prepay_id: String(data.prepay_id) })
    await expect(launch(mixed)).rejects.toMatchObject(refused('支付验证签名失败'))
    const v3 = await order()
    await expect(launch(await payParametersV2.jsapi(v3, apiV2Key))).rejects.toMatchObject(refused('支付验证签名失败'))
  })

  test('of an order that was paid meanwhile open nothing, over HTTP too', async () => {
    const { out_trade_no, ...page } = await order()
    const parameters = await jsapiLaunch(wxpay, page)
    await sandbox.control.payments.pay(out_trade_no, { openid: 'oBuyer' })
    const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/payments/launch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    })
    expect(response.status).toBe(409)
  })
})
