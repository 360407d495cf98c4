import { beforeAll, describe, expect, test } from 'vitest'
import { WechatPay } from '../../src/index.ts'
import { testPlatform, type ResponseDefect, type TestPlatform } from '../../src/testing/index.ts'

let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
})

function clientOf(answer: () => Promise<Response>): WechatPay {
  return new WechatPay({ ...platform.client, fetch: answer })
}

const order = { service_id: '1', appid: 'wx0', out_order_no: 'PB1' }
const refunds = { out_trade_no: 'T1', out_refund_no: 'R1', amount: { refund: 1, total: 1, currency: 'CNY' } } as const
const refund = (wxpay: WechatPay) => wxpay.v3.refund.domestic.refunds.post({ json: refunds })

test('a client takes a signed answer for WeChat Pay’s, with its data, status and number', async () => {
  const { signedResponse } = platform
  const wxpay = clientOf(() => signedResponse({ ...order, state: 'FINISHED' }))
  const { data, status, requestId } = await wxpay.v3.payscore.payafterOrders.get({ query: order })
  expect(data).toEqual({ ...order, state: 'FINISHED' })
  expect(status).toBe(200)
  expect(requestId).toMatch(/-0$/)
})

test('nothing becomes 204, a text is sent as it is, and headers are added', async () => {
  const { signedResponse } = platform
  const none = await signedResponse()
  expect([none.status, await none.text(), none.headers.get('content-type')]).toEqual([204, '', null])
  const text = await signedResponse(' {} ', { status: 202, headers: { 'x-a': 'b' } })
  expect([text.status, await text.text(), text.headers.get('x-a')]).toEqual([202, ' {} ', 'b'])
  expect((await refund(clientOf(() => signedResponse()))).data).toBeUndefined()
})

test('a refusal is the error that it is in production, and a fixed one is asked for again', async () => {
  const { signedResponse, clock } = platform
  const refused = () => signedResponse({ code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' }, { status: 404 })
  await expect(refund(clientOf(refused))).rejects.toMatchObject({ name: 'NotFoundError', code: 'RESOURCE_NOT_EXISTS' })

  const answers = [
    () => signedResponse({ code: 'SYSTEM_ERROR', message: '系统繁忙' }, { status: 500 }),
    () => signedResponse({ status: 'PROCESSING' }),
  ]
  const before = clock.now()
  expect(await refund(clientOf(() => answers.shift()!()))).toMatchObject({ status: 200 })
  // The pause before the repeat has passed on the clock, and nobody waited for it.
  expect(clock.now()).toBeGreaterThan(before)
})

test('fields are encrypted to the merchant, whose client decrypts them', async () => {
  const wxpay = clientOf(() =>
    platform.signedResponse({ complaint_id: '1', payer_phone: '13800138000' }, { encrypt: ['payer_phone'] }),
  )
  const { data } = await wxpay.v3.merchantService.complaintsV2._complaint_id_.get({ complaint_id: '1' })
  expect(data.payer_phone).toBe('13800138000')
  const raw = await platform.signedResponse({ a: 'b' }, { encrypt: ['a'] })
  expect(((await raw.json()) as { a: string }).a).toMatch(/^[\w+/]{342}==$/)
})

const reasons: Readonly<Record<ResponseDefect, string>> = {
  'bad-signature': 'bad-signature',
  signtest: 'bad-signature',
  altered: 'bad-signature',
  truncated: 'bad-signature',
  stale: 'stale',
  'from-the-future': 'stale',
  'unknown-serial': 'unknown-serial',
  'missing-header': 'missing-header',
}

test.each(Object.entries(reasons) as [ResponseDefect, string][])(
  'an answer with %s is refused',
  async (defect, reason) => {
    const wxpay = clientOf(() => platform.signedResponse({ state: 'FINISHED' }, { defect }))
    await expect(wxpay.v3.payscore.payafterOrders.get({ query: order, maxRetries: 0 })).rejects.toMatchObject({
      name: 'VerificationError',
      reason,
    })
  },
)

test('a misspelt defect is named', async () => {
  const defect = 'bad_signature' as 'bad-signature'
  const named = { name: 'RequestError', message: expect.stringContaining('bad_signature') as string }
  await expect(platform.signedResponse({}, { defect })).rejects.toMatchObject(named)
  await expect(platform.signedV2Response({}, { defect })).rejects.toMatchObject(named)
  await expect(platform.signedNotification('A.B', {}, { defect })).rejects.toMatchObject(named)
})

describe('answers of APIv2', () => {
  const query = { xml: { appid: 'wx0', out_trade_no: 'T1' } }

  test.each(['MD5', 'HMAC-SHA256'] as const)('are signed with %s', async (signType) => {
    const wxpay = clientOf(() => platform.signedV2Response({ trade_state: 'SUCCESS', total_fee: 118 }, { signType }))
    const { data } = await wxpay.v2.pay.orderquery.post(query)
    expect(data).toMatchObject({ return_code: 'SUCCESS', trade_state: 'SUCCESS', total_fee: '118' })
  })

  test('refuse as production does: with a signature, or without one', async () => {
    const failed = { result_code: 'FAIL', err_code: 'ORDERNOTEXIST', err_code_des: '订单不存在' }
    const refused = clientOf(() => platform.signedV2Response(failed))
    await expect(refused.v2.pay.orderquery.post(query)).rejects.toMatchObject({ code: 'ORDERNOTEXIST' })
    const answer = await platform.signedV2Response({ return_code: 'FAIL', return_msg: '签名错误' })
    expect(await answer.text()).toBe('<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>')
  })

  test.each(['bad-signature', 'altered', 'truncated'] as const)('with %s are refused', async (defect) => {
    const wxpay = clientOf(() => platform.signedV2Response({ trade_state: 'SUCCESS' }, { defect }))
    const name = defect === 'truncated' ? 'MalformedResponseError' : 'VerificationError'
    await expect(wxpay.v2.pay.orderquery.post({ ...query, maxRetries: 0 })).rejects.toMatchObject({ name })
  })
})
