import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OutcomeUnknownError, PaymentPendingError, WechatPay } from '../../../src/index.ts'
import { answer, mchid, SigningServer } from '../../helpers/signing-server.ts'

const codepay = {
  json: {
    appid: 'wx1',
    mchid,
    description: '矿泉水',
    out_trade_no: 'T20260301000001',
    payer: { auth_code: '130061098828009406' },
    amount: { total: 100 },
    scene_info: { store_info: { id: '0001' } },
  },
}

let server: SigningServer
let wxpay: WechatPay

beforeEach(async () => {
  server = await SigningServer.start()
  wxpay = new WechatPay(server.options())
})
afterEach(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('it was a success'),
    (error: unknown) => error,
  )
}

describe('202 is no success', () => {
  test('while the user of a payment by code is asked for the password: pending, in doubt, sent once', async () => {
    server.next(answer({ trade_state: 'USERPAYING' }, { status: 202 }), answer({ trade_state: 'SUCCESS' }))
    const error = await thrownBy(wxpay.v3.pay.transactions.codepay.post(codepay))
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect((error as Error).cause).toBeInstanceOf(PaymentPendingError)
    expect((error as Error).cause).toMatchObject({ code: 'USERPAYING', status: 202 })
    expect(server.received).toHaveLength(1)
    expect((await (error as OutcomeUnknownError).query()).data).toEqual({ trade_state: 'SUCCESS' })
    expect(server.received[1]?.target).toBe(`/v3/pay/transactions/out-trade-no/T20260301000001?mchid=${mchid}`)
  })

  test('with a code, also of a query, which is not in doubt', async () => {
    const body = { code: 'USERPAYING', message: '用户支付中，需要输入密码' }
    server.next(answer(body, { status: 202 }))
    const query = wxpay.v3.combineTransactions.outTradeNo._combine_out_trade_no_.get({ combine_out_trade_no: 'C1' })
    const error = await thrownBy(query)
    expect(error).toBeInstanceOf(PaymentPendingError)
    expect(error).toMatchObject({ code: 'USERPAYING', apiMessage: '用户支付中，需要输入密码', status: 202 })
  })
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['data', { trade_state: 'SUCCESS', code: 0 }],
  ['a list', [{ code: 'A' }]],
])('202 with %s is a success', async (_, body) => {
  server.next(answer(body, { status: 202 }))
  await expect(wxpay.chain('v3/brand-new/thing').post({ json: {} })).resolves.toMatchObject({ status: 202, data: body })
})
