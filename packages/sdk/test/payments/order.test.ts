import { describe, expect, test } from 'vitest'
import { ApiError, RequestError, WechatPay } from '../../src/index.ts'
import { appOrder, h5Order, jsapiOrder, miniProgramOrder, nativeOrder } from '../../src/payments/index.ts'
import { answer, mchid, refuse, SigningServer, type Behaviour } from '../helpers/signing-server.ts'

const appid = 'wx8888888888888888'
const notify_url = 'https://shop.example.com/wechatpay'
const order = { description: '充电宝押金', out_trade_no: 'T20260301000001', amount: { total: 9900 } }
const payer = { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }
const prepay_id = 'wx26112221580621e9b071c00d9e093b0000'
const h5_url = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=1'
const code_url = 'weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00'

async function withServer<Result>(
  behaviour: Behaviour,
  run: (wxpay: WechatPay) => Promise<Result>,
): Promise<{ result: Result; target: string | undefined; sent: unknown }> {
  await using server = await SigningServer.start(behaviour)
  const wxpay = new WechatPay(server.options())
  try {
    const result = await run(wxpay)
    const [request] = server.received
    return { result, target: request?.target, sent: request && JSON.parse(String(request.body)) }
  } finally {
    wxpay.close()
  }
}

describe('order and launch in one step', () => {
  test('jsapiOrder', async () => {
    const { result, target, sent } = await withServer(answer({ prepay_id }), (wxpay) =>
      jsapiOrder(wxpay, { ...order, appid, notify_url, payer }),
    )
    expect(target).toBe('/v3/pay/transactions/jsapi')
    expect(sent).toEqual({ ...order, appid, notify_url, payer, mchid })
    expect(result).toMatchObject({ status: 200, data: { prepay_id } })
    expect(result.launch).toMatchObject({ appId: appid, package: `prepay_id=${prepay_id}`, signType: 'RSA' })
  })

  test('miniProgramOrder, of a view', async () => {
    const { result, sent } = await withServer(answer({ prepay_id }), (wxpay) =>
      miniProgramOrder(wxpay.with({ appid, notify_url }), { ...order, payer }),
    )
    expect(sent).toEqual({ ...order, appid, notify_url, payer, mchid })
    expect(result.launch).toEqual(expect.objectContaining({ package: `prepay_id=${prepay_id}` }))
    expect(result.launch).not.toHaveProperty('appId')
  })

  test('appOrder', async () => {
    const { result, target } = await withServer(answer({ prepay_id }), (wxpay) =>
      appOrder(wxpay.with({ appid, notify_url }), order),
    )
    expect(target).toBe('/v3/pay/transactions/app')
    expect(result.launch).toMatchObject({ appid, partnerid: mchid, prepayid: prepay_id, package: 'Sign=WXPay' })
  })

  test('h5Order', async () => {
    const scene_info = { payer_client_ip: '203.0.113.9', h5_info: { type: 'Wap' } }
    const { result, target } = await withServer(answer({ h5_url }), (wxpay) =>
      h5Order(wxpay.with({ appid, notify_url }), { ...order, scene_info }, { redirect_url: 'https://a.example.com/1' }),
    )
    expect(target).toBe('/v3/pay/transactions/h5')
    expect(result.launch).toBe(`${h5_url}&redirect_url=https%3A%2F%2Fa.example.com%2F1`)
  })

  test('nativeOrder', async () => {
    const { result, target } = await withServer(answer({ code_url }), (wxpay) =>
      nativeOrder(wxpay.with({ appid, notify_url }), order),
    )
    expect(target).toBe('/v3/pay/transactions/native')
    expect(result.launch).toBe(code_url)
  })
})

describe('for a sub-merchant', () => {
  const sub_appid = 'wx9999999999999999'
  const apps = { sp_appid: appid, sub_appid }

  test.each<[string, { sub_openid: string } | { sp_openid: string }, string]>([
    ['the partner’s page', { sp_openid: 'o1' }, appid],
    ['its own page', { sub_openid: 'o1' }, sub_appid],
  ])('a payer of %s', async (_name, who, launched) => {
    const { result, target, sent } = await withServer(answer({ prepay_id }), (wxpay) =>
      jsapiOrder(wxpay.partner('1900000110', apps).with({ notify_url }), { ...order, payer: who }),
    )
    expect(target).toBe('/v3/pay/partner/transactions/jsapi')
    expect(sent).toEqual({ ...order, ...apps, notify_url, sp_mchid: mchid, sub_mchid: '1900000110', payer: who })
    expect(result.launch.appId).toBe(launched)
  })

  test('its own app, signed by the partner', async () => {
    const { result } = await withServer(answer({ prepay_id }), (wxpay) =>
      appOrder(wxpay.partner('1900000110', apps).with({ notify_url }), order),
    )
    expect(result.launch).toMatchObject({ appid: sub_appid, partnerid: mchid })
  })
})

test('what was refused is not launched', async () => {
  const refused = withServer(refuse(400, { code: 'PARAM_ERROR', message: '参数错误' }), (wxpay) =>
    nativeOrder(wxpay.with({ appid, notify_url }), order),
  )
  await expect(refused).rejects.toThrow(ApiError)
})

test.each<[string, unknown, string]>([
  ['no order', undefined, 'nativeOrder: order: expected an object, received nothing'],
  ['another merchant', { ...order, mchid: '1900000555' }, 'json.mchid is 1900000555'],
])('refuses %s before anything is sent', async (_name, given, message) => {
  await using server = await SigningServer.start()
  const wxpay = new WechatPay(server.options())
  const call = nativeOrder(wxpay.with({ appid, notify_url }), given as typeof order)
  await expect(call).rejects.toThrow(RequestError)
  await expect(call).rejects.toThrow(message)
  expect(server.received).toEqual([])
})
