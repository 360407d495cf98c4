import { afterAll, beforeAll, expect, test } from 'vitest'
import { SignatureRefusedError, WechatPay } from 'wechatpay-ts'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { codeMerchant } from './code-merchant.ts'

const PREFIX = '/xdc/apiv2sandbox'
const CODE = '130061098828009406'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ port: false, policy: { negativeTestDelayMs: 1 } })
})
afterAll(() => sandbox.close())

async function tested() {
  const shop = await codeMerchant(sandbox)
  const { data } = await shop.wxpay.v2.xdc.apiv2getsignkey.sign.getsignkey.post({ xml: {} })
  const key = data.sandbox_signkey ?? ''
  const order = (out_trade_no: string) => ({
    body: '矿泉水',
    out_trade_no,
    total_fee: '101',
    spbill_create_ip: '127.0.0.1',
    auth_code: CODE,
  })
  return {
    ...shop,
    key,
    /** Sends a request with the test key, as WeChat Pay's acceptance tests require. */
    ask: (path: string, fields: Record<string, string>, name?: string) =>
      shop.raw(PREFIX + path, fields, {
        key,
        ...(name !== undefined && { headers: { 'Wechatpay-Negative-Test': name } }),
      }),
    pay: (number: string, name?: string) =>
      shop.raw(`${PREFIX}/pay/micropay`, order(number), {
        key,
        ...(name !== undefined && { headers: { 'Wechatpay-Negative-Test': name } }),
      }),
  }
}

test('the test key is 32 characters, the same every time, and another for every merchant', async () => {
  const [one, other] = [await tested(), await tested()]
  const answer = await one.raw('/xdc/apiv2getsignkey/sign/getsignkey', {})
  expect(answer).toEqual({
    return_code: 'SUCCESS',
    return_msg: 'OK',
    mch_id: one.merchant.mchid,
    sandbox_signkey: one.key,
  })
  expect(one.key).toMatch(/^\w{32}$/)
  expect(new Set([one.key, other.key, one.merchant.apiV2Key]).size).toBe(3)
  const wrong = await one.raw('/xdc/apiv2getsignkey/sign/getsignkey', {}, { key: one.key })
  expect(wrong).toEqual({ return_code: 'FAIL', return_msg: '签名错误' })
})

test('prefixed calls are signed with the test key, and so are their answers', async () => {
  const shop = await tested()
  const wxpay = new WechatPay({ ...shop.clientOptions, apiV2Key: shop.key })
  const xml = { ...shop.xml('ORDER1', CODE), appid: shop.merchant.appid }
  const { data } = await wxpay.v2.xdc.apiv2sandbox.pay.micropay.post({ xml })
  expect(data).toMatchObject({ result_code: 'SUCCESS', trade_type: 'MICROPAY', total_fee: '1500' })
  const { appid } = shop.merchant
  const queried = await wxpay.v2.xdc.apiv2sandbox.pay.orderquery.post({ xml: { appid, out_trade_no: 'ORDER1' } })
  expect(queried.data).toMatchObject({ trade_state: 'SUCCESS', transaction_id: data.transaction_id })
  await expect(shop.wxpay.v2.xdc.apiv2sandbox.pay.micropay.post({ xml })).rejects.toThrow(SignatureRefusedError)
  await expect(wxpay.v2.pay.micropay.post({ xml })).rejects.toThrow(SignatureRefusedError)
})

test('every operation of APIv2 is there, and none of APIv3', async () => {
  const shop = await tested()
  await shop.pay('ORDER1')
  const refund = { out_trade_no: 'ORDER1', out_refund_no: 'R1', total_fee: '101', refund_fee: '1' }
  expect(await shop.ask('/secapi/pay/refund', refund)).toMatchObject({ result_code: 'SUCCESS', refund_fee: '1' })
  expect(await shop.ask('/pay/refundquery', { out_refund_no: 'R1' })).toMatchObject({ refund_count: '1' })
  const post = async (path: string) => (await sandbox.fetch(sandbox.url + PREFIX + path, { method: 'POST' })).status
  expect(await post('/v3/pay/transactions/codepay')).toBe(404)
  expect(await post('/pay/nothing')).toBe(404)
})

test('any code of 18 digits pays, as often as one likes: there is no phone', async () => {
  const shop = await tested()
  expect(await shop.pay('ORDER1')).toMatchObject({ result_code: 'SUCCESS' })
  expect(await shop.pay('ORDER2')).toMatchObject({ result_code: 'SUCCESS' })
  expect(await shop.ask('/pay/micropay', { out_trade_no: 'ORDER3', auth_code: CODE, body: '水' })).toEqual({
    return_code: 'FAIL',
    return_msg: '缺少参数total_fee',
  })
  const wrong = { out_trade_no: 'ORDER3', auth_code: '1300', body: '水', total_fee: '1' }
  expect(await shop.ask('/pay/micropay', wrong)).toMatchObject({ err_code: 'AUTH_CODE_INVALID' })
})

test.each([
  ['MICROPAY_USERPAYING', { result_code: 'FAIL', err_code: 'USERPAYING' }, 'USERPAYING'],
  ['MICROPAY_TIMEOUT', { result_code: 'SUCCESS', trade_type: 'MICROPAY' }, 'SUCCESS'],
  ['MICROPAY_PAYERROR', { result_code: 'FAIL', err_code: 'TRADE_ERROR' }, 'PAYERROR'],
  ['MICROPAY_PAY_QUERY_TIMEOUT', { result_code: 'SUCCESS', trade_type: 'MICROPAY' }, 'SUCCESS'],
])('%s', async (name, expected, trade_state) => {
  const shop = await tested()
  expect(await shop.pay('ORDER1', name)).toMatchObject(expected)
  expect(await shop.ask('/pay/orderquery', { out_trade_no: 'ORDER1' }, name)).toMatchObject({ trade_state })
})

test('APIv3 takes the header, too; what it does not know is refused', async () => {
  const shop = await tested()
  const headers = { 'Wechatpay-Negative-Test': 'MICROPAY_USERPAYING' }
  const paying = shop.wxpay.v3.pay.transactions.codepay.post({ json: shop.json('ORDER1', await shop.code()), headers })
  await expect(paying).rejects.toMatchObject({ cause: { code: 'USERPAYING', status: 202 } })
  const { return_msg } = await shop.pay('ORDER2', 'MICROPAY_NOTHING')
  expect(return_msg).toContain('MICROPAY_USERPAYING、MICROPAY_TIMEOUT')
})

test('an answer that is asked for late is late, and what it tells of has happened', async () => {
  await using own = await createSandbox({ port: false, policy: { negativeTestDelayMs: 3_600_000 } })
  const shop = await codeMerchant(own)
  const answered: string[] = []
  const json = shop.json('ORDER1', await shop.code())
  const headers = { 'Wechatpay-Negative-Test': 'MICROPAY_PAY_QUERY_TIMEOUT' }
  void shop.wxpay.v3.pay.transactions.codepay.post({ json, headers }).then(() => answered.push('payment'))
  const state = async () => (await shop.control.payments.page()).payments[0]?.state
  await expect.poll(state).toBe('SUCCESS')
  void shop.query('ORDER1').then(() => answered.push('query'))
  void shop.queryV2('ORDER1').then(() => answered.push('query of APIv2'))
  await shop.reverse('ORDER1')
  expect(await state()).toBe('REVOKED')
  expect(answered).toEqual([])
})

test('a code that no phone has shown is of each merchant’s own user, also at two merchants at once', async () => {
  const shops = await Promise.all([tested(), tested()])
  const answers = await Promise.all(shops.map((shop) => shop.pay('ORDER1')))
  expect(answers).toMatchObject([{ result_code: 'SUCCESS' }, { result_code: 'SUCCESS' }])
  const users = await Promise.all(
    shops.map(async ({ control }) => [await control.payments.get('ORDER1'), await control.users()] as const),
  )
  for (const [payment, [own]] of users) expect(payment.payer).toBe(own?.openid)
})
