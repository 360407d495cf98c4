import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiError, OutcomeUnknownError, WechatPay } from 'wechatpay-ts'
import { wholeSpec } from '../../../codegen/test/support/whole-spec.ts'
import { type NewFault, type Sandbox, type SandboxMerchant, createSandbox } from '../../src/index.ts'

const refundErrors = wholeSpec.operations.find(({ id }) => id === 'refundDomesticRefunds')!.errors

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ port: false })
})
afterAll(() => sandbox?.close())

interface Shop extends SandboxMerchant {
  readonly wxpay: WechatPay
  readonly refund: (number: string) => Promise<number>
  readonly order: (number: string) => Promise<number>
  readonly query: (number: string) => Promise<number>
}

async function shop(): Promise<Shop> {
  const joined = await sandbox.createMerchant()
  const wxpay = new WechatPay({ ...joined.clientOptions, maxRetries: 0 })
  const { mchid, appid } = joined.merchant
  return {
    ...joined,
    wxpay,
    async refund(out_refund_no) {
      const amount = { refund: 5, total: 10, currency: 'CNY' as const }
      return (await wxpay.v3.refund.domestic.refunds.post({ json: { out_trade_no: 'P00001', out_refund_no, amount } }))
        .status
    },
    async order(out_trade_no) {
      const amount = { total: 1, currency: 'CNY' as const }
      const json = { mchid, appid, out_trade_no, description: '图书', notify_url: 'https://shop.example/n', amount }
      return (await wxpay.v3.pay.transactions.native.post({ json })).status
    },
    async query(out_trade_no) {
      return (await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })).status
    },
  }
}

/** The refusal of a call; for a call with an unknown outcome, the answer behind it. */
async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof OutcomeUnknownError ? thrown.cause : thrown),
  )
  if (error instanceof ApiError) return error
  throw new Error('it was not refused', { cause: error })
}

const before = (fault: Omit<NewFault, 'target' | 'kind'>): NewFault => ({
  target: 'api',
  kind: 'error_before',
  ...fault,
})

describe('a fault with a code', () => {
  test('answers each row of the operation’s error table, in its words', async () => {
    const { control, refund } = await shop()
    // If several rows have the same code, the first one applies.
    const rows = [...new Map(refundErrors.toReversed().map((row) => [`${row.status} ${row.code}`, row])).values()]
    expect(rows.length).toBeGreaterThan(8)
    for (const { status, code, message, meaning } of rows) {
      await control.addFault(before({ path: '/v3/refund/domestic/refunds', code, status }))
      expect(await refusalOf(refund('R1'))).toMatchObject({ status, code, apiMessage: message ?? meaning })
    }
    const [last] = await control.requests()
    expect(last).toMatchObject({ fault: 'error_before', code: rows.at(-1)!.code })
  })

  test('waits for an operation that documents it', async () => {
    const { control, order, refund } = await shop()
    await control.addFault(before({ code: 'NOT_ENOUGH' }))
    expect(await order('P00001')).toBe(200)
    expect(await refusalOf(refund('R1'))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await control.faults()).toEqual([])
  })

  test('can come although the request was acted on', async () => {
    const { control, order, query } = await shop()
    await control.addFault({ target: 'api', kind: 'error_after', path: '/native', code: 'SYSTEM_ERROR' })
    await order('P00001').catch(() => {})
    expect(await query('P00001')).toBe(200)
  })

  test('is an err_code in APIv2, signed', async () => {
    const { control, wxpay, merchant } = await shop()
    await control.addFault(before({ path: '/pay/unifiedorder', code: 'NOTENOUGH' }))
    const { appid, mchid: mch_id } = merchant
    const call = wxpay.v2.pay.unifiedorder.post({
      xml: {
        appid,
        mch_id,
        body: '图书',
        out_trade_no: 'P00001',
        total_fee: 1,
        spbill_create_ip: '127.0.0.1',
        notify_url: 'https://shop.example/n',
        trade_type: 'NATIVE',
        product_id: 'G1',
      },
    })
    expect(await refusalOf(call)).toMatchObject({ code: 'NOTENOUGH', apiMessage: '余额不足' })
  })
})

describe('what cannot be answered is refused, with what can', () => {
  const refused: readonly [fault: object, error: object][] = [
    [
      before({ path: '/v3/refund/domestic/refunds', method: 'POST', code: 'NOT_ENOUHG' }),
      { code: 'UNDOCUMENTED_CODE', field: 'code', expected: expect.stringMatching(/^one of .*\bNOT_ENOUGH\b/) },
    ],
    [
      before({ path: '/certificates', code: 'ORDER_CLOSED' }),
      { field: 'code', hint: expect.stringContaining('POST /v3/combine-transactions/app') },
    ],
    [before({ path: '/v3/refund/domestic/refnds', code: 'NOT_ENOUGH' }), { field: 'path' }],
    [
      before({ path: '/refunds', code: 'NOT_ENOUGH', status: 404 }),
      { field: 'status', expected: 'one of 403 with NOT_ENOUGH' },
    ],
    [
      { target: 'api', kind: 'drop', code: 'NOT_ENOUGH' },
      { field: 'code', expected: expect.stringContaining('error_before') },
    ],
    [{ target: 'notify', kind: 'error_before', code: 'NOT_ENOUGH' }, { field: 'kind' }],
    [
      { target: 'api', kind: 'error_before', cod: 'NOT_ENOUGH' },
      { code: 'UNKNOWN_FIELD', field: 'cod', expected: expect.stringContaining('code') },
    ],
  ]
  test.each(refused)('%j', async (fault, error) => {
    await expect(sandbox.control.addFault(fault as NewFault)).rejects.toMatchObject({ status: 400, ...error })
    expect(await sandbox.control.faults()).toEqual([])
  })

  test.each(['/out-trade-no/P1/close', 'P1/close', '/v3/pay/transactions/out-trade-no/P1', 'trade-no', 'P1'])(
    'a path may be any part of one: %s',
    async (path) => {
      await sandbox.control.addFault(before({ path, code: 'SYSTEM_ERROR' }))
      await sandbox.control.clearFaults()
    },
  )
})
