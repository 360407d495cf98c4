import { describe, expect, test } from 'vitest'
import { OutcomeUnknownError, RequestError, WechatPay, type Transport } from '../../src/index.ts'
import { payByCodeV2, settleCodePaymentV2 } from '../../src/payments/index.ts'
import { mchid, SigningServer, type Behaviour } from '../helpers/signing-server.ts'
import { apiV2Key } from '../helpers/api-v2-key.ts'
import { answerV2, fieldsOf, plain } from '../helpers/v2-server.ts'
import { Cashier, type Script } from './code-cashier.ts'

const appid = 'wx8888888888888888'
const payment = {
  appid,
  body: '矿泉水',
  out_trade_no: 'T20260301000001',
  total_fee: 200,
  spbill_create_ip: '203.0.113.9',
  auth_code: '130061098828009406',
}
const failed = (err_code: string): Behaviour => answerV2({ result_code: 'FAIL', err_code, err_code_des: err_code })
const order = (trade_state: string): Behaviour => answerV2({ out_trade_no: payment.out_trade_no, trade_state })
const pending = failed('USERPAYING')

async function play(script: Script) {
  await using cashier = await Cashier.open(script)
  const wxpay = new WechatPay(cashier.options({ apiV2Key }))
  try {
    const result = await payByCodeV2(wxpay, payment)
    return { result, calls: cashier.calls.join(' '), received: cashier.received.map(fieldsOf) }
  } finally {
    wxpay.close()
  }
}

describe('payByCodeV2', () => {
  test.each<[string, Script, object, string]>([
    [
      'paid at once',
      { pay: [answerV2({ transaction_id: '42' })] },
      { outcome: 'paid', order: { transaction_id: '42' } },
      'pay@0',
    ],
    [
      'paid with the password',
      { pay: [pending], query: [order('USERPAYING'), order('SUCCESS')] },
      { outcome: 'paid' },
      'pay@0 query@10 query@20',
    ],
    [
      'not paid',
      { pay: [pending], query: [order('USERPAYING')], reverse: [answerV2({ recall: 'N' })] },
      { outcome: 'reversed', reason: 'timeout' },
      'pay@0 query@10 query@20 query@30 query@40 query@45 reverse@45',
    ],
    [
      'a reversal that asks for another',
      { pay: [pending], query: [order('PAYERROR')], reverse: [answerV2({ recall: 'Y' }), answerV2({ recall: 'N' })] },
      { outcome: 'reversed', reason: 'failed' },
      'pay@0 query@10 reverse@10 query@15 reverse@15',
    ],
    ['SYSTEMERROR', { pay: [failed('SYSTEMERROR')], query: [order('SUCCESS')] }, { outcome: 'paid' }, 'pay@0 query@5'],
    [
      'SYSTEMERROR, and no order',
      { pay: [failed('SYSTEMERROR')], query: [failed('ORDERNOTEXIST')] },
      { outcome: 'refused', error: expect.any(OutcomeUnknownError) as unknown },
      'pay@0 query@5 query@15',
    ],
    [
      'a page of a proxy',
      { pay: [plain('<html></html>')], query: [order('SUCCESS')] },
      { outcome: 'paid' },
      'pay@0 query@5',
    ],
    [
      'a code that has expired',
      { pay: [failed('AUTHCODEEXPIRE')] },
      { outcome: 'refused', error: { code: 'AUTHCODEEXPIRE' } },
      'pay@0',
    ],
    [
      'no money',
      { pay: [failed('NOTENOUGH')], reverse: [answerV2({ recall: 'N' })] },
      { outcome: 'refused', error: { code: 'NOTENOUGH' } },
      'pay@0 reverse@0',
    ],
    [
      'no money, and no order',
      { pay: [failed('NOTENOUGH')], reverse: [failed('ORDERNOTEXIST')] },
      { outcome: 'refused', error: { code: 'NOTENOUGH' } },
      'pay@0 reverse@0',
    ],
    [
      'a reversal while the user pays',
      { pay: [failed('TRADE_ERROR')], query: [order('SUCCESS')], reverse: [failed('USERPAYING')] },
      { outcome: 'paid' },
      'pay@0 reverse@0 query@5',
    ],
    [
      'reversed already',
      { pay: [pending], query: [order('PAYERROR')], reverse: [failed('ORDERREVERSED')] },
      { outcome: 'reversed', reason: 'failed' },
      'pay@0 query@10 reverse@10',
    ],
  ])('%s', async (_name, script, result, calls) => {
    const played = await play(script)
    expect(played.result).toMatchObject(result)
    expect(played.calls).toBe(calls)
  })

  test('queries and reverses what was paid, and gives no field that the reversal does not know', async () => {
    const { received } = await play({
      pay: [pending],
      query: [order('PAYERROR')],
      reverse: [answerV2({ recall: 'N' })],
    })
    const [pay, query, reverse] = received
    expect(pay).toMatchObject({ appid, mch_id: mchid, auth_code: payment.auth_code, total_fee: '200' })
    for (const fields of [query, reverse]) {
      const { nonce_str: _, sign: __, sign_type: ___, ...named } = fields!
      expect(named).toEqual({ appid, mch_id: mchid, out_trade_no: payment.out_trade_no })
    }
  })

  test('of a view, for a sub-merchant', async () => {
    await using cashier = await Cashier.open({ pay: [pending], query: [order('PAYERROR')] })
    const wxpay = new WechatPay(cashier.options({ apiV2Key }))
    const { appid: _, ...rest } = payment
    await payByCodeV2(wxpay.with({ appid }).partner('1900000110'), rest)
    for (const request of cashier.received)
      expect(fieldsOf(request)).toMatchObject({ appid, mch_id: mchid, sub_mch_id: '1900000110' })
    wxpay.close()
  })

  test('nothing is paid without the certificate that the reversal takes', async () => {
    const sent: string[] = []
    const transport: Transport = {
      presentsCertificates: true,
      send: ({ url }) => Promise.reject(new Error(String(sent.push(url)))),
    }
    const { merchant, platform } = SigningServer.prototype.options()
    const wxpay = new WechatPay({ mchid, merchant, platform, transport, apiV2Key })
    const call = payByCodeV2(wxpay, payment)
    await expect(call).rejects.toThrow(RequestError)
    await expect(call).rejects.toThrow('it takes the TLS client certificate, and the client has none')
    expect(sent).toEqual([])
  })

  test('nor without a number to reverse', async () => {
    await using cashier = await Cashier.open({})
    const wxpay = new WechatPay(cashier.options({ apiV2Key }))
    const call = payByCodeV2(wxpay, { ...payment, out_trade_no: '' })
    await expect(call).rejects.toThrow('payByCodeV2: out_trade_no: expected a text')
    expect(cashier.calls).toEqual([])
  })
})

test('settleCodePaymentV2 goes on from the number', async () => {
  await using cashier = await Cashier.open({ query: [order('USERPAYING'), order('SUCCESS')] })
  const wxpay = new WechatPay(cashier.options({ apiV2Key }))
  const { out_trade_no } = payment
  expect(await settleCodePaymentV2(wxpay, { appid, out_trade_no })).toMatchObject({ outcome: 'paid' })
  expect(cashier.calls.join(' ')).toBe('query@0 query@10')
  wxpay.close()
})
