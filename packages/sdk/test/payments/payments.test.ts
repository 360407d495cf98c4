import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OutcomeUnknownError, RequestError, WechatPay } from '../../src/index.ts'
import { paymentOutcome, refund, refundOutcome, type RefundRequest } from '../../src/payments/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'
import { answer, hangUp, SigningServer } from '../helpers/signing-server.ts'

const request: RefundRequest = {
  transaction_id: '4200001234202603010000000001',
  out_refund_no: 'R1',
  notify_url: 'https://shop.example.com/refunds',
  amount: { refund: 500, total: 1050 },
}

describe('refund', () => {
  test('sends the documented request, in yuan of China', async () => {
    await using server = await SigningServer.start(answer({ refund_id: '50', status: 'PROCESSING' }))
    const wxpay = new WechatPay(server.options())
    // An undefined currency, as a form may produce it, still means CNY.
    const amount = { ...request.amount, currency: undefined } as unknown as RefundRequest['amount']
    const { data } = await refund(wxpay, { ...request, amount, reason: '商品已售完' })
    expect(data).toEqual({ refund_id: '50', status: 'PROCESSING' })
    expect(server.received[0]).toMatchObject({ method: 'POST', target: '/v3/refund/domestic/refunds' })
    expect(JSON.parse(String(server.received[0]?.body))).toEqual({
      ...request,
      reason: '商品已售完',
      amount: { refund: 500, total: 1050, currency: 'CNY' },
    })
    wxpay.close()
  })

  test('for a sub-merchant', async () => {
    await using server = await SigningServer.start(answer({}))
    const wxpay = new WechatPay(server.options())
    await refund(wxpay.partner('1900000110'), request)
    expect(JSON.parse(String(server.received[0]?.body))).toMatchObject({ sub_mchid: '1900000110' })
    wxpay.close()
  })

  test('the notify_url of a view', async () => {
    await using server = await SigningServer.start(answer({}))
    const wxpay = new WechatPay(server.options())
    const { notify_url, ...without } = request
    await refund(wxpay.with({ notify_url }), without)
    await expect(refund(wxpay.with({ appid: 'wx1' }), without as RefundRequest)).rejects.toThrow('notify_url: expected')
    expect(server.received.map(({ body }) => JSON.parse(String(body)) as unknown)).toMatchObject([{ notify_url }])
    wxpay.close()
  })

  test('options of a call are its own; a lost answer is in doubt', async () => {
    await using server = await SigningServer.start(hangUp)
    const wxpay = new WechatPay(server.options())
    await expect(refund(wxpay, request, { maxRetries: 0 })).rejects.toThrow(OutcomeUnknownError)
    expect(server.received).toHaveLength(1)
    wxpay.close()
  })

  const { transaction_id: _, ...nameless } = request
  test.each<[string, unknown, string]>([
    ['no order', nameless, 'refund: expected transaction_id or out_trade_no, received neither'],
    ['an order twice', { ...request, out_trade_no: 'PB1' }, 'received both'],
    ['no notify_url', { ...request, notify_url: undefined }, 'notify_url: expected an http(s) address'],
    ['a notify_url with a query', { ...request, notify_url: 'https://a.com/?a=1' }, 'without a query'],
    ['a number of the wrong characters', { ...request, out_refund_no: 'R 1' }, 'out_refund_no: expected 1 to 64'],
    ['yuan', { ...request, amount: { refund: 5.5, total: 10 } }, 'amount.refund: expected whole fen, at least 1'],
    ['a text', { ...request, amount: { refund: 5, total: '10' } }, 'amount.total: expected whole fen'],
    ['more than was paid', { ...request, amount: { refund: 11, total: 10 } }, "at most 10, the order's total"],
    ['another currency', { ...request, amount: { refund: 1, total: 10, currency: 'USD' } }, 'expected "CNY"'],
    ['nothing', undefined, 'request: expected an object, received nothing'],
  ])('refuses %s before anything is sent', async (_name, given, message) => {
    await using server = await SigningServer.start()
    const refused = refund(new WechatPay(server.options()), given as RefundRequest)
    await expect(refused).rejects.toThrow(RequestError)
    await expect(refused).rejects.toThrow(message)
    expect(server.received).toEqual([])
  })

  test('says that a refund is at most the total, in both languages', async () => {
    const { merchant, platform } = SigningServer.prototype.options()
    const wxpay = new WechatPay({ mchid: '1900000109', merchant, platform })
    const failed = refund(wxpay, { ...request, amount: { refund: 1001, total: 1000 } })
    await expect(failed).rejects.toMatchObject({
      field: 'amount.refund',
      hint: {
        zh: expect.stringContaining('不能超过订单金额') as string,
        en: expect.stringContaining('at most the total') as string,
      },
    })
  })

  test('says what is no client', async () => {
    const { merchant, platform } = SigningServer.prototype.options()
    const blocking = new BlockingWechatPay({ mchid: '1900000109', merchant, platform })
    await expect(refund(blocking as never, request)).rejects.toThrow(
      'refund: expected a client made with new WechatPay',
    )
  })

  test('property: an amount is taken only when it can be refunded', async () => {
    await using server = await SigningServer.start(answer({}))
    const wxpay = new WechatPay(server.options())
    const fen = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.double(), fc.constant(NaN))
    await fc.assert(
      fc.asyncProperty(fen, fen, async (back, total) => {
        const possible = Number.isSafeInteger(back) && Number.isSafeInteger(total) && back >= 1 && back <= total
        const sent = refund(wxpay, { ...request, amount: { refund: back, total } })
        if (possible) await sent
        else await expect(sent).rejects.toThrow(RequestError)
      }),
    )
    wxpay.close()
  })
})

describe('outcomes', () => {
  test('an order of which a part was refunded is paid', () => {
    expect(['SUCCESS', 'REFUND'].map((trade_state) => paymentOutcome({ trade_state }))).toEqual(['paid', 'paid'])
    expect(paymentOutcome({ trade_state: 'NOTPAY' })).toBe('waiting')
    expect(paymentOutcome({ trade_state: 'CLOSED' })).toBe('unpaid')
  })

  test('a refund by either of its names', () => {
    expect(refundOutcome({ status: 'ABNORMAL' })).toBe('stuck')
    expect(refundOutcome({ refund_status: 'SUCCESS' })).toBe('refunded')
    expect(refundOutcome({ status: 'PROCESSING' })).toBe('waiting')
    expect(refundOutcome({ status: 'CLOSED' })).toBe('closed')
  })

  test('property: what is new is unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'success')), (state) => {
        fc.pre(!/^[A-Z]+$/.test(state))
        expect([paymentOutcome({ trade_state: state }), refundOutcome({ status: state })]).toEqual([
          'unknown',
          'unknown',
        ])
      }),
    )
    expect(paymentOutcome({})).toBe('unknown')
  })
})
