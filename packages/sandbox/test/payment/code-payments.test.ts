import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiError, PaymentPendingError } from 'wechatpay-ts'
import { tradeBill } from 'wechatpay-ts/bills'
import { payByCode, payByCodeV2, settleCodePayment } from 'wechatpay-ts/payments'
import { type Sandbox, type SandboxPolicy, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'
import { codeMerchant } from './code-merchant.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

let sandbox: Sandbox
let endpoint: Endpoint

beforeAll(async () => {
  endpoint = await startEndpoint(() => 200, '<xml><return_code>SUCCESS</return_code></xml>')
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
})
afterAll(async () => {
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true })
  await sandbox.close()
  await endpoint[Symbol.asyncDispose]()
})

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof ApiError ? `${error.status} ${error.code} ${error.apiMessage}` : error
}

describe('payments by code through APIv3', () => {
  test('the merchant scans the code: paid at once, in the book, and nobody is notified', async () => {
    const shop = await codeMerchant(sandbox, { notifyUrl: endpoint.url })
    const { data, status, headers } = await shop.pay('ORDER1', await shop.code({ openid: 'oBuyer' }))
    expect([status, headers['sandbox-answer']]).toEqual([200, undefined])
    expect(data).toMatchObject({
      appid: shop.merchant.appid,
      mchid: shop.merchant.mchid,
      out_trade_no: 'ORDER1',
      trade_state: 'SUCCESS',
      trade_type: 'MICROPAY',
      bank_type: 'OTHERS',
      payer: { openid: 'oBuyer' },
      amount: { total: 1_500, payer_total: 1_500, currency: 'CNY' },
    })
    expect(data.transaction_id).toMatch(/^\d{28}$/)
    expect(await shop.query('ORDER1')).toEqual(data)
    expect(await shop.queryV2('ORDER1')).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'MICROPAY',
      transaction_id: data.transaction_id,
    })
    expect(await shop.control.balances()).toMatchObject([{ available: 1_491 }])
    await sandbox.idle()
    expect(await shop.control.deliveries()).toEqual([])
  })

  test('a password is asked for: 202, USERPAYING, and then the user pays', async () => {
    const shop = await codeMerchant(sandbox)
    const code = await shop.code({ password: 'asked', bankType: 'CMB_DEBIT' })
    const asked = { status: 202, data: { trade_state: 'USERPAYING' } }
    expect(await shop.scan('ORDER1', code)).toEqual(asked)
    expect(await shop.scan('ORDER1', code)).toEqual(asked)
    await expect(shop.pay('ORDER1', code)).rejects.toMatchObject({ cause: expect.any(PaymentPendingError) as Error })
    expect(await shop.query('ORDER1')).toMatchObject({
      trade_state: 'USERPAYING',
      trade_state_desc: '需要用户输入支付密码',
      amount: { total: 1_500 },
    })
    await expect(shop.control.payments.pay('ORDER1', { outcome: 'not_enough' })).rejects.toMatchObject({
      code: 'NOT_ENOUGH',
    })
    expect(await shop.control.payments.pay('ORDER1')).toMatchObject({ state: 'SUCCESS', bank_type: 'CMB_DEBIT' })
    expect(await shop.query('ORDER1')).toMatchObject({ trade_state: 'SUCCESS', bank_type: 'CMB_DEBIT' })
    expect(await refusalOf(shop.pay('ORDER1', code))).toBe('400 ORDER_PAID 该订单已支付')
  })

  test.each<[string, (shop: Awaited<ReturnType<typeof codeMerchant>>) => Promise<unknown>, string]>([
    [
      'closes the dialog',
      (shop) => shop.control.payments.pay('ORDER1', { outcome: 'cancelled' }).catch(() => {}),
      '用户取消支付',
    ],
    ['enters none for a minute', () => sandbox.clock.advance(MINUTE), '用户没有输入支付密码'],
  ])('the user %s: PAYERROR, until it is reversed', async (_, happen, message) => {
    const shop = await codeMerchant(sandbox)
    const code = await shop.code({ password: 'asked' })
    await shop.scan('ORDER1', code)
    await happen(shop)
    expect(await shop.query('ORDER1')).toMatchObject({
      trade_state: 'PAYERROR',
      trade_state_desc: '支付失败，请撤销订单',
    })
    expect(await refusalOf(shop.pay('ORDER1', code))).toBe(`403 TRADE_ERROR ${message}`)
    const { data } = await shop.reverse('ORDER1')
    expect(data).toEqual({ appid: shop.merchant.appid, mchid: shop.merchant.mchid, out_trade_no: 'ORDER1' })
    expect(await shop.query('ORDER1')).toMatchObject({ trade_state: 'REVOKED', trade_state_desc: '订单已撤销' })
    expect((await shop.reverse('ORDER1')).data).toEqual(data)
    expect(await refusalOf(shop.pay('ORDER1', code))).toBe('400 ORDER_CLOSED 订单已撤销，请重新下单支付')
  })

  test('a code serves one payment, of any merchant, within its minute', async () => {
    const [one, other] = [await codeMerchant(sandbox), await codeMerchant(sandbox)]
    const code = await one.code()
    await other.pay('ORDER1', code)
    expect(await refusalOf(one.pay('ORDER1', code))).toBe('400 INVALID_REQUEST 101 每个二维码仅限使用一次，请刷新再试')
    const late = await one.code()
    await sandbox.clock.advance(MINUTE)
    expect(await refusalOf(one.pay('ORDER1', late))).toBe('400 INVALID_REQUEST 101 付款码已过期，请退出重试')
    expect(await refusalOf(one.pay('ORDER1', '130000000000000000'))).toBe(
      '400 INVALID_REQUEST 101 付款码无效，请重新扫码',
    )
    const [unknown] = await one.control.requests()
    expect(unknown?.reason).toContain('control.payments.authCode()')
    expect(await refusalOf(one.query('ORDER1'))).toBe('404 ORDER_NOT_EXIST 订单不存在')
    expect(await refusalOf(one.reverse('ORDER1'))).toBe('404 ORDER_NOT_EXIST 订单不存在')
  })

  test('an empty wallet fails at once', async () => {
    const shop = await codeMerchant(sandbox)
    await shop.control.setUser('oPoor', { wallet: 'insufficient' })
    expect(await refusalOf(shop.pay('ORDER1', await shop.code({ openid: 'oPoor' })))).toBe('403 NOT_ENOUGH 余额不足')
    expect(await shop.query('ORDER1')).toMatchObject({ trade_state: 'PAYERROR' })
  })

  test('a paid order is reversed: the money goes back, and it can be neither refunded nor paid', async () => {
    const shop = await codeMerchant(sandbox)
    const { data } = await shop.pay('ORDER1', await shop.code())
    await shop.reverse('ORDER1')
    expect(await shop.query('ORDER1')).toEqual({
      appid: shop.merchant.appid,
      mchid: shop.merchant.mchid,
      out_trade_no: 'ORDER1',
      trade_state: 'REVOKED',
      trade_state_desc: '订单已撤销',
      amount: { total: 1_500, currency: 'CNY' },
    })
    expect(await shop.control.balances()).toMatchObject([{ available: 0 }])
    const refund = shop.wxpay.v3.refund.domestic.refunds.post({
      json: {
        transaction_id: data.transaction_id ?? '',
        out_refund_no: 'R1',
        amount: { refund: 500, total: 1_500, currency: 'CNY' },
      },
    })
    expect(await refusalOf(refund)).toBe('404 RESOURCE_NOT_EXISTS 订单号不存在')
    await sandbox.clock.advance(MINUTE)
    const again = { appid: shop.merchant.appid, mchid: shop.merchant.mchid, out_trade_no: 'ORDER1' }
    const native = { ...again, description: '矿泉水', notify_url: endpoint.url, amount: { total: 1_500 } }
    expect(await refusalOf(shop.wxpay.v3.pay.transactions.native.post({ json: native }))).toBe(
      '403 OUT_TRADE_NO_USED 商户订单号重复',
    )
  })

  test('what is settled later is reversed before it is settled', async () => {
    const shop = await codeMerchant(sandbox, { terms: { settle: 'T1' } })
    await shop.pay('ORDER1', await shop.code())
    await shop.reverse('ORDER1')
    expect(await shop.control.balances()).toMatchObject([{ available: 0, pending: 0 }])
    await sandbox.clock.advance(2 * DAY)
    expect(await shop.control.balances()).toMatchObject([{ available: 0, pending: 0 }])
  })

  test('money that is spent cannot go back, and the request log says why', async () => {
    const shop = await codeMerchant(sandbox)
    await shop.pay('ORDER1', await shop.code())
    await shop.control.setBalance({ account: 'BASIC', available: 100 })
    expect(await refusalOf(shop.reverse('ORDER1'))).toBe('403 TRADE_ERROR 订单无法撤销')
    const [refused] = await shop.control.requests()
    expect(refused?.reason).toContain('余额')
  })

  test('an order is refunded like any other, in both APIs', async () => {
    const shop = await codeMerchant(sandbox)
    await shop.pay('ORDER1', await shop.code())
    await shop.wxpay.v3.refund.domestic.refunds.post({
      json: { out_trade_no: 'ORDER1', out_refund_no: 'R1', amount: { refund: 500, total: 1_500, currency: 'CNY' } },
    })
    const { appid } = shop.merchant
    await shop.wxpay.v2.secapi.pay.refund.post({
      xml: { appid, out_trade_no: 'ORDER1', out_refund_no: 'R2', total_fee: 1_500, refund_fee: 400 },
    })
    expect(await shop.query('ORDER1')).toMatchObject({ trade_state: 'REFUND', trade_type: 'MICROPAY' })
    expect(await refusalOf(shop.reverse('ORDER1'))).toBe('403 TRADE_ERROR 订单已有退款，不能撤销')
    const closing = shop.wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({
      out_trade_no: 'ORDER1',
      json: { mchid: shop.merchant.mchid },
    })
    expect(await refusalOf(closing)).toBe('400 ORDER_PAID 该订单已支付')
  })

  test('an order of another kind is not reversed', async () => {
    const shop = await codeMerchant(sandbox)
    const { appid, mchid } = shop.merchant
    await shop.wxpay.v3.pay.transactions.native.post({
      json: {
        appid,
        mchid,
        description: '图书',
        out_trade_no: 'NATIVE1',
        notify_url: endpoint.url,
        amount: { total: 1 },
      },
    })
    expect(await refusalOf(shop.reverse('NATIVE1'))).toBe('400 INVALID_REQUEST 订单的支付场景不支持该请求')
  })

  test('the next day the bill has payments and reversals, to the last fen', async () => {
    const shop = await codeMerchant(sandbox)
    await shop.pay('ORDER1', await shop.code({ bankType: 'CMB_DEBIT' }))
    await shop.pay('ORDER2', await shop.code(), 2_000)
    await shop.reverse('ORDER2')
    const today = new Date((await sandbox.clock.read()).now + 8 * 3_600_000).toISOString().slice(0, 10)
    await sandbox.clock.advance(DAY)
    const bill = await tradeBill(shop.wxpay, { query: { bill_date: today } })
    const rows = []
    for await (const row of bill.rows()) rows.push(row)
    expect(rows).toMatchObject([
      { out_trade_no: 'ORDER1', trade_type: 'MICROPAY', trade_state: 'SUCCESS', total: 1_500, fee_yuan: '0.09000' },
      { out_trade_no: 'ORDER2', trade_type: 'MICROPAY', trade_state: 'SUCCESS', total: 2_000, fee_yuan: '0.12000' },
      {
        out_trade_no: 'ORDER2',
        trade_type: 'MICROPAY',
        trade_state: 'REVOKED',
        refund_amount: 2_000,
        fee_yuan: '-0.12000',
      },
    ])
    expect(rows[2]?.refund_id).toMatch(/^50\d{27}$/)
  })

  test('a field that nobody knows is refused, and so is a test that there is none of', async () => {
    const shop = await codeMerchant(sandbox)
    const json = { ...shop.json('ORDER1', await shop.code()), notify_url: endpoint.url } as never
    expect(await refusalOf(shop.wxpay.v3.pay.transactions.codepay.post({ json }))).toMatch(/^400 PARAM_ERROR/)
    const headers = { 'Wechatpay-Negative-Test': 'MICROPAY_NOTHING' }
    const asked = { json: shop.json('ORDER1', await shop.code()), headers }
    expect(await refusalOf(shop.wxpay.v3.pay.transactions.codepay.post(asked))).toMatch(/Wechatpay-Negative-Test/)
  })

  test('a partner takes a payment for its special merchant and reverses it', async () => {
    const partner = await codeMerchant(sandbox, { role: 'partner' })
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    const shop = await sandbox.createMerchant({ partner: sp_mchid, terms: { feeRate: 100 } })
    const { mchid: sub_mchid } = shop.merchant
    const { transactions } = partner.wxpay.v3.pay.partner
    const { appid: _appid, mchid: _mchid, ...order } = partner.json('ORDER1', await partner.code({ openid: 'oBuyer' }))
    const inDollars = { ...order, amount: { total: 1_500, currency: 'USD' } }
    await expect(
      transactions.codepay.post({ json: { sp_appid, sp_mchid, sub_mchid, ...inDollars } }),
    ).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    const { data } = await transactions.codepay.post({ json: { sp_appid, sp_mchid, sub_mchid, ...order } })
    expect(data).toMatchObject({
      sp_appid,
      sp_mchid,
      sub_mchid,
      trade_state: 'SUCCESS',
      payer: { sp_openid: 'oBuyer' },
    })
    expect(await shop.control.balances()).toMatchObject([{ available: 1_485 }])
    const reversed = await transactions.outTradeNo._out_trade_no_.reverse.post({
      out_trade_no: 'ORDER1',
      json: { sp_appid, sp_mchid, sub_mchid },
    })
    expect(reversed.data).toEqual({ sp_appid, sp_mchid, sub_mchid, out_trade_no: 'ORDER1' })
    expect(await shop.control.balances()).toMatchObject([{ available: 0 }])
    expect(await refusalOf(partner.pay('ORDER2', await partner.code()))).toMatch(/受理机构必须传入sub_mch_id/)
  })
})

describe('payments by code through APIv2', () => {
  test('paid at once, told whole, and found by APIv3', async () => {
    const shop = await codeMerchant(sandbox)
    const { data } = await shop.payV2('ORDER1', await shop.code({ openid: 'oBuyer' }))
    expect(data).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      mch_id: shop.merchant.mchid,
      openid: 'oBuyer',
      is_subscribe: 'N',
      trade_type: 'MICROPAY',
      bank_type: 'OTHERS',
      total_fee: '1500',
      cash_fee: '1500',
      out_trade_no: 'ORDER1',
    })
    expect(await shop.query('ORDER1')).toMatchObject({ transaction_id: data.transaction_id, trade_state: 'SUCCESS' })
    expect(await shop.reverseV2({ transaction_id: data.transaction_id ?? '' })).toMatchObject({ recall: 'N' })
    expect(await shop.reverseV2({ out_trade_no: 'ORDER1' })).toMatchObject({ result_code: 'SUCCESS', recall: 'N' })
    expect(await shop.queryV2('ORDER1')).toMatchObject({ trade_state: 'REVOKED', trade_state_desc: '订单已撤销' })
  })

  test('a password is asked for: USERPAYING as a refusal, whose reason the request log has', async () => {
    const shop = await codeMerchant(sandbox)
    const code = await shop.code()
    const refused = await shop.raw('/pay/micropay', fieldsOf(shop.xml('ORDER1', code, 100_001)))
    expect(refused).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'FAIL',
      err_code: 'USERPAYING',
      err_code_des: '需要用户输入支付密码',
    })
    expect(await shop.control.requests()).toMatchObject([
      { code: 'USERPAYING', reason: expect.stringContaining('100000') as string },
    ])
    await expect(shop.payV2('ORDER1', code, 100_001)).rejects.toMatchObject({
      cause: expect.any(PaymentPendingError) as Error,
    })
    expect(await shop.queryV2('ORDER1')).toMatchObject({ trade_state: 'USERPAYING' })
    const reversing = { out_trade_no: 'ORDER1' }
    expect(await shop.raw('/secapi/pay/reverse', reversing)).toMatchObject({
      result_code: 'FAIL',
      err_code: 'USERPAYING',
      err_code_des: '正在支付中不能发起撤销',
      recall: 'Y',
    })
    expect(await shop.raw('/pay/closeorder', reversing)).toMatchObject({ err_code: 'TRADE_STATE_ERROR' })
    await sandbox.clock.advance(15 * SECOND)
    expect(await shop.raw('/secapi/pay/reverse', reversing)).toMatchObject({ result_code: 'SUCCESS', recall: 'N' })
  })

  test.each([
    [
      'a code of 17 digits',
      { auth_code: '13000000000000000' },
      'AUTH_CODE_INVALID',
      '请扫描微信支付授权码(以10/11/12/13/14/15为前缀的18位数字)',
    ],
    [
      'a code that nobody has shown',
      { auth_code: '130000000000000000' },
      'AUTH_CODE_INVALID',
      '101 付款码无效，请重新扫码',
    ],
    ['another application', { appid: 'wxother' }, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配'],
  ])('refuses %s', async (_, fields, err_code, err_code_des) => {
    const shop = await codeMerchant(sandbox)
    const asked = { ...fieldsOf(shop.xml('ORDER1', await shop.code())), ...fields }
    expect(await shop.raw('/pay/micropay', asked)).toMatchObject({ result_code: 'FAIL', err_code, err_code_des })
    expect(await shop.raw('/pay/orderquery', { out_trade_no: 'ORDER1' })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
  })

  test.each([
    ['an unknown number', { out_trade_no: 'NONE' }, { err_code: 'ORDERNOTEXIST' }],
    ['a transaction that nobody made', { transaction_id: `42${'0'.repeat(26)}` }, { err_code: 'ORDERNOTEXIST' }],
    ['no transaction at all', { transaction_id: 'abc' }, { err_code: 'INVALID_TRANSACTIONID' }],
    ['a field it does not have', { out_trade_no: 'N', notify_url: 'x' }, { return_msg: '不识别的参数notify_url' }],
  ])('does not reverse %s', async (_, fields, expected) => {
    const shop = await codeMerchant(sandbox)
    expect(await shop.raw('/secapi/pay/reverse', fields as Record<string, string>)).toMatchObject(expected)
  })

  test('whose code it is, before anything is paid', async () => {
    const shop = await codeMerchant(sandbox)
    const { appid } = shop.merchant
    const auth_code = await shop.code({ openid: 'oBuyer' })
    const asked = await shop.wxpay.v2.tools.authcodetoopenid.post({ xml: { appid, auth_code } })
    expect(asked.data).toMatchObject({ result_code: 'SUCCESS', openid: 'oBuyer' })
    expect((await shop.payV2('ORDER1', auth_code)).data).toMatchObject({ openid: 'oBuyer' })
    expect(await shop.raw('/tools/authcodetoopenid', { auth_code })).toMatchObject({ err_code: 'AUTH_CODE_INVALID' })
    expect(await shop.raw('/tools/authcodetoopenid', {})).toEqual({
      return_code: 'FAIL',
      return_msg: '缺少参数auth_code',
    })
  })

  test('a partner names the special merchant', async () => {
    const partner = await codeMerchant(sandbox, { role: 'partner' })
    const shop = await sandbox.createMerchant({ partner: partner.merchant.mchid })
    const { mchid: sub_mch_id, appid: sub_appid } = shop.merchant
    const xml = { ...partner.xml('ORDER1', await partner.code({ openid: 'oBuyer' })), sub_mch_id, sub_appid }
    const { data } = await partner.wxpay.v2.pay.micropay.post({ xml })
    expect(data).toMatchObject({
      sub_mch_id,
      sub_appid,
      openid: 'oBuyer',
      sub_openid: expect.stringMatching(/^o/) as string,
    })
    expect(await shop.control.balances()).toMatchObject([{ available: 1_491 }])
    expect(
      await partner.raw('/secapi/pay/reverse', { sub_mch_id: '1900000999', out_trade_no: 'ORDER1' }),
    ).toMatchObject({
      err_code: 'ORDERNOTEXIST',
    })
    expect(await partner.raw('/secapi/pay/reverse', { sub_mch_id, out_trade_no: 'ORDER1' })).toMatchObject({
      recall: 'N',
    })
  })
})

/** Tests both helpers of the SDK, whose only setting for the sandbox is its address. */
describe.each(['v3', 'v2'] as const)('the SDK takes a payment to its end through API%s', (api) => {
  async function cashier() {
    const shop = await codeMerchant(sandbox)
    const take = async (auth_code: string, options = {}) =>
      api === 'v3'
        ? payByCode(shop.wxpay, shop.json('ORDER1', auth_code), options)
        : payByCodeV2(shop.wxpay, shop.xml('ORDER1', auth_code), options)
    const state = async () => (await shop.query('ORDER1')).trade_state
    return { ...shop, take, state }
  }

  test('paid at once', async () => {
    const { take, code, state, passed } = await cashier()
    expect(await take(await code())).toMatchObject({ outcome: 'paid', order: { out_trade_no: 'ORDER1' } })
    expect([await state(), passed()]).toEqual(['SUCCESS', 0])
  })

  test('the user enters the password after 12 seconds', async () => {
    const { take, code, state, passed, at, control } = await cashier()
    at(12, () => control.payments.pay('ORDER1'))
    let told = 0
    const result = await take(await code({ password: 'asked' }), { onPending: () => told++ })
    expect(result).toMatchObject({ outcome: 'paid', order: { trade_state: 'SUCCESS' } })
    expect([await state(), passed(), told]).toEqual(['SUCCESS', 20, 1])
  })

  test('the user gives up: reversed', async () => {
    const { take, code, state, at, control } = await cashier()
    at(12, () => control.payments.pay('ORDER1', { outcome: 'cancelled' }).catch(() => {}))
    expect(await take(await code({ password: 'asked' }))).toEqual({ outcome: 'reversed', reason: 'failed' })
    expect(await state()).toBe('REVOKED')
  })

  test('nobody enters it: reversed after 45 seconds', async () => {
    const { take, code, state, passed } = await cashier()
    expect(await take(await code({ password: 'asked' }))).toEqual({ outcome: 'reversed', reason: 'timeout' })
    expect([await state(), passed()]).toEqual(['REVOKED', 45])
  })

  test('the cashier gives up at once: reversed when that is possible', async () => {
    const { take, code, state, passed } = await cashier()
    const { signal, abort } = controller()
    const result = await take(await code({ password: 'asked' }), { signal, onPending: abort })
    expect(result).toEqual({ outcome: 'reversed', reason: 'aborted' })
    expect(await state()).toBe('REVOKED')
    expect(passed()).toBeGreaterThanOrEqual(15)
  })

  test('not enough money: refused, and the order is reversed', async () => {
    const { take, code, state } = await cashier()
    const result = await take(await code({ outcome: 'not_enough' }))
    expect(result).toMatchObject({ outcome: 'refused', error: { apiMessage: '余额不足' } })
    expect(await state()).toBe('REVOKED')
  })

  test('the bank fails: looked up, and reversed', async () => {
    const { take, code, state } = await cashier()
    expect(await take(await code({ outcome: 'bank_failed' }))).toEqual({ outcome: 'reversed', reason: 'failed' })
    expect(await state()).toBe('REVOKED')
  })

  test('a code that is no good: refused, and there is no order', async () => {
    const { take, query } = await cashier()
    expect(await take('130000000000000000')).toMatchObject({ outcome: 'refused' })
    expect(await refusalOf(query('ORDER1'))).toBe('404 ORDER_NOT_EXIST 订单不存在')
  })

  test('the answer is lost: the payment is found', async () => {
    const { take, code, control, state } = await cashier()
    await control.addFault({ target: 'api', kind: 'drop', path: api === 'v3' ? '/codepay' : '/micropay' })
    expect(await take(await code())).toMatchObject({ outcome: 'paid' })
    expect(await state()).toBe('SUCCESS')
  })
})

test('after a restart the SDK goes on from the number', async () => {
  const shop = await codeMerchant(sandbox)
  await shop.scan('ORDER1', await shop.code({ password: 'asked' }))
  const { appid } = shop.merchant
  expect(await settleCodePayment(shop.wxpay, { appid, out_trade_no: 'ORDER1' })).toMatchObject({ outcome: 'reversed' })
})

describe('simultaneous', () => {
  test('one code at two tills: one is paid', async () => {
    const [one, other] = [await codeMerchant(sandbox), await codeMerchant(sandbox)]
    const code = await one.code()
    const tills = await Promise.allSettled([one.pay('ORDER1', code), other.pay('ORDER1', code)])
    expect(tills.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('the user pays while the merchant reverses: the money is here or there', async () => {
    const shop = await codeMerchant(sandbox)
    await shop.scan('ORDER1', await shop.code({ password: 'asked' }))
    await sandbox.clock.advance(20 * SECOND)
    await Promise.allSettled([shop.control.payments.pay('ORDER1'), shop.reverse('ORDER1')])
    expect(await shop.query('ORDER1')).toMatchObject({ trade_state: 'REVOKED' })
    expect(await shop.control.balances()).toMatchObject([{ available: 0 }])
  })
})

test('what is not published is an option', async () => {
  const policy: Partial<SandboxPolicy> = { codepayUserPayingStatus: 200, authCodeErrors: 'by_kind' }
  await using own = await createSandbox({ port: false, policy })
  const shop = await codeMerchant(own)
  expect(await shop.scan('ORDER1', await shop.code({ password: 'asked' }))).toEqual({
    status: 200,
    data: { trade_state: 'USERPAYING' },
  })
  const asked = fieldsOf(shop.xml('ORDER2', '999'))
  expect(await shop.raw('/pay/micropay', asked)).toMatchObject({ err_code: 'AUTH_CODE_ERROR' })
})

test('the same over HTTP', async () => {
  const own = await codeMerchant(sandbox)
  const post = async (path: string, input: object) => {
    const url = `${sandbox.url}/_sandbox/api${path}?mchid=${own.merchant.mchid}`
    const headers = { 'Content-Type': 'application/json' }
    const answer = await sandbox.fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
    return { status: answer.status, data: (await answer.json()) as Record<string, unknown> }
  }
  const shown = await post('/payments/auth-code', { password: 'asked', openid: 'oBuyer' })
  expect(shown).toMatchObject({
    status: 200,
    data: { openid: 'oBuyer', auth_code: expect.stringMatching(/^1[0-4]\d{16}$/) as string },
  })
  await own.scan('ORDER1', String(shown.data['auth_code']))
  expect(await post('/payments/ORDER1/pay', {})).toMatchObject({ data: { state: 'SUCCESS', payer: 'oBuyer' } })
  expect(await post('/payments/auth-code', { password: 'yes' })).toMatchObject({ status: 400 })
})

function fieldsOf(xml: object): Record<string, string> {
  return Object.fromEntries(Object.entries(xml).map(([name, value]) => [name, String(value)]))
}

function controller(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const aborting = new AbortController()
  return { signal: aborting.signal, abort: () => aborting.abort() }
}
