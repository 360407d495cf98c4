import { describe, expect, test } from 'vitest'
import {
  AbortedError,
  NetworkError,
  NotFoundError,
  OutcomeUnknownError,
  RequestError,
  WechatPay,
} from '../../src/index.ts'
import { payByCode, settleCodePayment, type CodePaymentOptions } from '../../src/payments/index.ts'
import { answer, hangUp, mchid, refuse, type Behaviour } from '../helpers/signing-server.ts'
import { Cashier, type Script } from './code-cashier.ts'

const payment = {
  appid: 'wx8888888888888888',
  description: '矿泉水',
  out_trade_no: 'T20260301000001',
  amount: { total: 200 },
  payer: { auth_code: '130061098828009406' },
  scene_info: { store_info: { id: '0001' } },
}
const pending = answer({ trade_state: 'USERPAYING' }, { status: 202 })
const order = (trade_state: string): Behaviour => answer({ out_trade_no: payment.out_trade_no, trade_state })
const paid = order('SUCCESS')
/** An answer without information, on a connection that stays open. */
const lost = refuse(502, '<html>502 Bad Gateway</html>')
const absent = refuse(404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' })

async function play(script: Script, options: CodePaymentOptions = {}) {
  await using cashier = await Cashier.open(script)
  const wxpay = new WechatPay(cashier.options())
  try {
    return { result: await payByCode(wxpay, payment, options), calls: cashier.calls.join(' ') }
  } finally {
    wxpay.close()
  }
}

describe('payByCode', () => {
  test('paid at once', async () => {
    const { result, calls } = await play({ pay: [paid] })
    expect(result).toMatchObject({ outcome: 'paid', order: { trade_state: 'SUCCESS' } })
    expect(calls).toBe('pay@0')
  })

  test('the user enters the password: asked every ten seconds, told once', async () => {
    let told = 0
    const onPending = (): number => told++
    const { result, calls } = await play(
      { pay: [pending], query: [order('USERPAYING'), order('USERPAYING'), paid] },
      { onPending },
    )
    expect(result).toMatchObject({ outcome: 'paid' })
    expect(calls).toBe('pay@0 query@10 query@20 query@30')
    expect(told).toBe(1)
  })

  test('the user does not: reversed after 45 seconds', async () => {
    const { result, calls } = await play({ pay: [pending], query: [order('USERPAYING')] })
    expect(result).toEqual({ outcome: 'reversed', reason: 'timeout' })
    expect(calls).toBe('pay@0 query@10 query@20 query@30 query@40 query@45 reverse@45')
  })

  test('the user gives up: reversed at once', async () => {
    const { result, calls } = await play({ pay: [pending], query: [order('PAYERROR')] })
    expect(result).toEqual({ outcome: 'reversed', reason: 'failed' })
    expect(calls).toBe('pay@0 query@10 reverse@10')
  })

  test('somebody else has reversed it: not again', async () => {
    const { result, calls } = await play({ pay: [pending], query: [order('REVOKED')] })
    expect(result).toEqual({ outcome: 'reversed', reason: 'failed' })
    expect(calls).toBe('pay@0 query@10')
  })

  test.each<[string, Behaviour]>([
    ['a lost answer', hangUp],
    ['SYSTEM_ERROR', refuse(500, { code: 'SYSTEM_ERROR', message: '系统繁忙，请稍后重试' })],
    ['BANK_ERROR', refuse(500, { code: 'BANK_ERROR', message: '银行系统异常' })],
    ['too many calls', refuse(429, { code: 'RATELIMIT_EXCEEDED', message: '频率超限' })],
    ['an answer that does not verify', answer({ trade_state: 'SUCCESS' }, { signature: 'AAAA' })],
    ['an answer that is no JSON', answer('<html>')],
  ])('%s is asked for after five seconds', async (_name, pay) => {
    const { result, calls } = await play({ pay: [pay], query: [paid] })
    expect(result).toMatchObject({ outcome: 'paid' })
    expect(calls).toBe('pay@0 query@5')
  })

  test('a lost answer to a payment that waits for the password', async () => {
    const { result, calls } = await play({ pay: [hangUp], query: [order('USERPAYING'), lost, order('USERPAYING')] })
    expect(result).toEqual({ outcome: 'reversed', reason: 'timeout' })
    expect(calls).toBe('pay@0 query@5 query@15 query@25 query@35 query@45 reverse@45')
  })

  test('a payment that never arrived: refused, once it cannot arrive any more', async () => {
    const { result, calls } = await play({ pay: [hangUp], query: [absent] })
    expect(result).toMatchObject({ outcome: 'refused', error: expect.any(OutcomeUnknownError) as unknown })
    expect(calls).toBe('pay@0 query@5 query@15')
  })

  test('an order that was seen once does not disappear: "no such order" is no proof that nothing is paid', async () => {
    const { result, calls } = await play({ pay: [hangUp], query: [order('USERPAYING'), absent, absent, paid] })
    expect(result).toMatchObject({ outcome: 'paid' })
    expect(calls).toBe('pay@0 query@5 query@15 query@25 query@35')
  })

  test('a reversal that does not find an order that was seen: unsettled', async () => {
    const { result, calls } = await play({ pay: [hangUp], query: [order('USERPAYING')], reverse: [absent] })
    expect(result).toMatchObject({ outcome: 'unsettled', error: { code: 'ORDER_NOT_EXIST' } })
    expect(calls).toMatch(/ reverse@45 query@50 reverse@50 .* reverse@65$/)
  })

  test.each<[number, string, string]>([
    [400, 'INVALID_REQUEST', '101 付款码已过期，请退出重试'],
    [400, 'ORDER_PAID', '该订单已支付'],
    [403, 'OUT_TRADE_NO_USED', '商户订单号重复'],
    [403, 'NO_AUTH', '商户无权限'],
  ])('%d %s is refused, and the order of another payment left alone', async (status, code, message) => {
    const { result, calls } = await play({ pay: [refuse(status, { code, message })] })
    expect(result).toMatchObject({ outcome: 'refused', error: { code, apiMessage: message } })
    expect(calls).toBe('pay@0')
  })

  test('no money: refused, and the order that failed reversed', async () => {
    const { result, calls } = await play({ pay: [refuse(403, { code: 'NOT_ENOUGH', message: '余额不足' })] })
    expect(result).toMatchObject({ outcome: 'refused', error: { code: 'NOT_ENOUGH' } })
    expect(calls).toBe('pay@0 reverse@0')
  })

  test('a reversal that is refused while the user pays, who then has paid', async () => {
    const { result, calls } = await play({
      pay: [pending],
      query: [...Array.from({ length: 5 }, () => order('USERPAYING')), paid],
      reverse: [refuse(400, { code: 'INVALID_REQUEST', message: '正在支付中不能发起撤销' })],
    })
    expect(result).toMatchObject({ outcome: 'paid' })
    expect(calls).toMatch(/ reverse@45 query@50$/)
  })

  test('a lost answer to the reversal: again', async () => {
    const { result, calls } = await play({
      pay: [pending],
      query: [order('USERPAYING')],
      reverse: [lost, lost, answer({})],
    })
    expect(result).toEqual({ outcome: 'reversed', reason: 'timeout' })
    expect(calls).toMatch(/ reverse@45 query@50 reverse@50 query@55 reverse@55$/)
  })

  test('nothing comes through any more: unsettled, with the reason', async () => {
    const { result, calls } = await play({ pay: [hangUp], query: [lost], reverse: [lost] })
    expect(result).toMatchObject({ outcome: 'unsettled', error: expect.any(OutcomeUnknownError) as unknown })
    expect(calls.match(/reverse/g)).toHaveLength(5)
  })

  test('the cashier gives up: reversed, as soon as that is possible', async () => {
    await using cashier = await Cashier.open({ pay: [pending], query: [order('USERPAYING')] })
    const wxpay = new WechatPay(cashier.options())
    const cancel = new AbortController()
    cashier.clock.at(3, () => cancel.abort())
    const result = await payByCode(wxpay, payment, { signal: cancel.signal })
    expect(result).toEqual({ outcome: 'reversed', reason: 'aborted' })
    expect(cashier.calls.join(' ')).toBe('pay@0 query@3 reverse@15')
    wxpay.close()
  })

  test('the cashier gives up too late', async () => {
    await using cashier = await Cashier.open({ pay: [pending], query: [paid] })
    const wxpay = new WechatPay(cashier.options())
    const cancel = new AbortController()
    cashier.clock.at(3, () => cancel.abort())
    expect(await payByCode(wxpay, payment, { signal: cancel.signal })).toMatchObject({ outcome: 'paid' })
    expect(cashier.calls.join(' ')).toBe('pay@0 query@3')
    wxpay.close()
  })

  test('the cashier gives up before the answer: looked up and reversed', async () => {
    const cancel = new AbortController()
    const { result, calls } = await play(
      { pay: [() => cancel.abort()], query: [order('USERPAYING')] },
      { signal: cancel.signal },
    )
    expect(result).toEqual({ outcome: 'reversed', reason: 'aborted' })
    expect(calls).toBe('pay@0 query@0 reverse@15')
  })

  test('nothing is sent for a signal that has aborted', async () => {
    await using cashier = await Cashier.open({})
    const call = payByCode(new WechatPay(cashier.options()), payment, { signal: AbortSignal.abort() })
    await expect(call).rejects.toThrow(AbortedError)
    expect(cashier.calls).toEqual([])
  })

  test('no connection is no payment', async () => {
    const cashier = await Cashier.open({})
    const wxpay = new WechatPay(cashier.options())
    await cashier[Symbol.asyncDispose]()
    await expect(payByCode(wxpay, payment)).rejects.toThrow(NetworkError)
  })

  test.each<[string, object, string]>([
    ['out_trade_no', { ...payment, out_trade_no: undefined }, 'out_trade_no: expected a text, received nothing'],
    ['appid', { ...payment, appid: '' }, 'payByCode: appid: expected a text, received an empty text'],
  ])('nothing is paid without what the reversal takes: %s', async (_name, given, message) => {
    await using cashier = await Cashier.open({})
    const call = payByCode(new WechatPay(cashier.options()), given as typeof payment)
    await expect(call).rejects.toThrow(RequestError)
    await expect(call).rejects.toThrow(message)
    expect(cashier.calls).toEqual([])
  })

  test('sends what is documented, also of a view', async () => {
    await using cashier = await Cashier.open({ pay: [pending], query: [order('PAYERROR')] })
    const wxpay = new WechatPay(cashier.options())
    const { appid, ...rest } = payment
    await payByCode(wxpay.with({ appid }), rest)
    const [pay, query, reverse] = cashier.received
    expect(JSON.parse(String(pay?.body))).toEqual({ ...payment, mchid })
    expect(query?.target).toBe(`/v3/pay/transactions/out-trade-no/T20260301000001?mchid=${mchid}`)
    expect(reverse?.target).toBe('/v3/pay/transactions/out-trade-no/T20260301000001/reverse')
    expect(JSON.parse(String(reverse?.body))).toEqual({ appid, mchid })
    wxpay.close()
  })

  test('for a sub-merchant', async () => {
    await using cashier = await Cashier.open({ pay: [pending], query: [order('PAYERROR')] })
    const wxpay = new WechatPay(cashier.options())
    const { appid, ...rest } = payment
    await payByCode(wxpay.partner('1900000110', { sp_appid: appid }), rest)
    const parties = { sp_appid: appid, sp_mchid: mchid, sub_mchid: '1900000110' }
    const [pay, query, reverse] = cashier.received
    expect(pay?.target).toBe('/v3/pay/partner/transactions/codepay')
    expect(JSON.parse(String(pay?.body))).toEqual({ ...rest, ...parties })
    expect(query?.target).toMatch(/\/v3\/pay\/partner\/.*sub_mchid=1900000110/)
    expect(JSON.parse(String(reverse?.body))).toEqual(parties)
    wxpay.close()
  })
})

describe('settleCodePayment', () => {
  const { appid, out_trade_no } = payment

  test.each<[string, Script, object, string]>([
    ['paid', { query: [paid] }, { outcome: 'paid' }, 'query@0'],
    [
      'still open',
      { query: [order('USERPAYING')] },
      { outcome: 'reversed', reason: 'timeout' },
      'query@0 query@10 query@20 query@30 query@40 query@45 reverse@45',
    ],
    [
      'never made',
      { query: [absent] },
      { outcome: 'refused', error: expect.any(NotFoundError) as unknown },
      'query@0 query@10 query@20',
    ],
  ])('%s', async (_name, script, result, calls) => {
    await using cashier = await Cashier.open(script)
    const wxpay = new WechatPay(cashier.options())
    expect(await settleCodePayment(wxpay, { appid, out_trade_no })).toMatchObject(result)
    expect(cashier.calls.join(' ')).toBe(calls)
    wxpay.close()
  })
})
