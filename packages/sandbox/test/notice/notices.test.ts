import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WechatPay } from 'wechatpay-ts'
import { type WebhookEvent, createReceiver } from 'wechatpay-ts/webhook'
import { type NotificationType, notifications } from '../../src/generated/notifications.ts'
import { type Sandbox, type SandboxMerchant, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'

const NOW = Date.parse('2026-05-20T08:30:00+08:00')
/** The sandbox's clock is ten years ahead of the machine's. */
const TEN_YEARS = 10 * 365 * 86_400
const types = Object.keys(notifications) as NotificationType[]

let endpoint: Endpoint
let sandbox: Sandbox
beforeAll(async () => {
  endpoint = await startEndpoint()
  sandbox = await createSandbox({ clock: { now: NOW, frozen: true } })
})
afterAll(async () => {
  await sandbox?.close()
  await endpoint?.[Symbol.asyncDispose]()
})

type Json = Readonly<Record<string, unknown>>

/** A merchant whose program verifies and decrypts its notifications. */
async function merchant(): Promise<SandboxMerchant & { readonly received: () => Promise<WebhookEvent[]> }> {
  const joined = await sandbox.createMerchant({ notifyUrl: endpoint.url })
  const receiver = createReceiver({ client: new WechatPay(joined.clientOptions), v2MaxAgeSeconds: TEN_YEARS })
  const before = endpoint.received.length
  return {
    ...joined,
    async received() {
      await sandbox.idle()
      const own = endpoint.received.slice(before)
      return Promise.all(own.map(({ headers, body }) => receiver.receive({ headers, rawBody: body })))
    },
  }
}

/** Yields every value with the name of its field; items of a list have the list's name. */
function* valuesIn(value: unknown, name = ''): Generator<readonly [name: string, value: unknown], void> {
  if (typeof value !== 'object' || value === null) yield [name, value]
  else for (const [key, inner] of Object.entries(value)) yield* valuesIn(inner, Array.isArray(value) ? name : key)
}

test('every call is about something else, unless it says what about', async () => {
  const { control, received } = await merchant()
  const send = async (overrides: Json = {}) => (await control.notify('TRANSACTION.SUCCESS', overrides)).content
  const [first, second] = [await send(), await send()]
  for (const name of ['out_trade_no', 'transaction_id']) {
    expect(first[name]).not.toBe(second[name])
    expect(String(first[name])).toHaveLength(String(second[name]).length)
  }
  expect(first['transaction_id']).toMatch(/^4200\d{24}$/)
  const { out_trade_no } = first
  expect([await send({ out_trade_no }), await send({ out_trade_no })]).toMatchObject([
    { out_trade_no },
    { out_trade_no },
  ])
  expect(await received()).toHaveLength(4)
})

describe('every documented notification', () => {
  let events: ReadonlyMap<string, WebhookEvent>
  let joined: Awaited<ReturnType<typeof merchant>>
  beforeAll(async () => {
    joined = await merchant()
    for (const type of types) await joined.control.notify(type)
    events = new Map((await joined.received()).map((event) => [String(event.eventType), event]))
  })

  test('arrives genuine, and the receiver knows it', () => {
    expect([...events.keys()].toSorted()).toEqual(types.toSorted())
    expect([...events.values()].filter(({ known }) => !known)).toEqual([])
  })

  test('is the merchant’s own, in the sandbox’s time', () => {
    const { mchid, appid, serviceId } = joined.merchant
    for (const [type, { resource }] of events) {
      for (const [name, value] of valuesIn(resource)) {
        if (/^(?:sp_|combine_)?mch_?id$/.test(name)) expect([type, name, value]).toEqual([type, name, mchid])
        if (/^(?:sp_|combine_)?appid$/.test(name)) expect([type, name, value]).toEqual([type, name, appid])
        if (name === 'service_id') expect([type, name, value]).toEqual([type, name, serviceId])
        if (typeof value === 'string')
          expect([type, name, value]).not.toEqual([type, name, expect.stringMatching(/^2026-?03/)])
      }
    }
    expect(events.get('TRANSACTION.SUCCESS')?.resource).toMatchObject({ success_time: '2026-05-20T08:30:00+08:00' })
    expect(events.get('v2/transaction-success')?.resource).toMatchObject({ time_end: '20260520083000' })
    expect(events.get('v2/refund-processed')?.createTime).toBe('2026-05-20T08:30:00+08:00')
    expect(events.get('v2/CHECK.SUCCESS')?.createTime).toBe('2026-05-20T08:30:00+08:00')
  })

  test('says nothing by its field’s name, and leads nowhere', () => {
    for (const [type, { resource }] of events) {
      for (const [name, value] of valuesIn(resource)) {
        expect([type, name, value]).not.toEqual([type, name, name])
        if (typeof value === 'string' && value.includes('://')) expect(new URL(value).hostname).toBe('merchant.example')
      }
    }
  })

  test('has its sensitive fields encrypted inside', async () => {
    expect(events.get('MCHTRANSFER.QQWALLETBILL.FINISHED')?.resource).toMatchObject({ user_name: '张三' })
    expect(events.get('SECURITY_ECHO.SUCCESS')?.resource).toMatchObject({ encrypt_echo_message: 'hello' })
    const { deliveries } = await joined.control.deliveryPage({ limit: 200 })
    const { id } = deliveries.find(({ eventType }) => eventType === 'SECURITY_ECHO.SUCCESS')!
    const { plaintext } = await joined.control.delivery(id)
    expect((JSON.parse(plaintext) as { encrypt_echo_message: string }).encrypt_echo_message).toHaveLength(344)
  })
})

describe('overrides', () => {
  async function sent(type: NotificationType, overrides: Json): Promise<WebhookEvent> {
    const { control, received } = await merchant()
    await control.notify(type, overrides)
    return (await received())[0]!
  }

  test('are merged into objects, and fill items of lists up', async () => {
    const { resource } = await sent('TRANSACTION.SUCCESS', {
      out_trade_no: 'M1',
      amount: { total: 1500 },
      promotion_detail: [{ amount: 5 }, { amount: 6, coupon_id: 'C2' }],
    })
    expect(resource).toMatchObject({
      out_trade_no: 'M1',
      trade_state: 'SUCCESS',
      amount: { total: 1500, currency: 'CNY' },
      promotion_detail: [
        { amount: 5, scope: 'GLOBAL' },
        { amount: 6, coupon_id: 'C2' },
      ],
    })
  })

  test('leave a field out with null, and let an unknown state through', async () => {
    const { resource } = await sent('TRANSACTION.SUCCESS', { attach: null, trade_state: 'SOMETHING_NEW' })
    expect(resource).not.toHaveProperty('attach')
    expect(resource).toMatchObject({ trade_state: 'SOMETHING_NEW' })
  })

  test('choose what the notification is about', async () => {
    const combined = await sent('TRANSACTION.SUCCESS', { combine_out_trade_no: 'C1' })
    expect(combined.resource).toMatchObject({ combine_out_trade_no: 'C1', sub_orders: [{ trade_state: 'SUCCESS' }] })
    expect(combined.resource).not.toHaveProperty('out_trade_no')

    const direct = await sent('REFUND.SUCCESS', {})
    expect(direct.resource).not.toHaveProperty('sub_mchid')
    const partners = await sent('REFUND.SUCCESS', { sub_mchid: '1900000101' })
    expect(partners.resource).toMatchObject({ sp_mchid: expect.any(String) as string, sub_mchid: '1900000101' })
    expect(partners.resource).not.toHaveProperty('mchid')
  })

  test('of APIv2 are text, numbers too', async () => {
    const paid = await sent('v2/transaction-success', { total_fee: 1500, coupon_type_0: 'CASH' })
    expect(paid.resource).toMatchObject({ total_fee: '1500', result_code: 'SUCCESS' })
    expect(paid.resource).not.toHaveProperty('sub_mch_id')
    const refused = await sent('v2/transaction-success', { result_code: 'FAIL', trade_state: 'PAY_FAIL' })
    expect(refused.eventType).toBe('v2/transaction-failed')
    const refund = await sent('v2/refund-processed', { out_refund_no: 'R1', refund_status: 'CHANGE' })
    expect(refund.resource).toMatchObject({ out_refund_no: 'R1', refund_status: 'CHANGE' })
  })

  test('bring back what does not belong to the event', async () => {
    expect((await sent('MCHTRANSFER.BILL.FINISHED', {})).resource).not.toHaveProperty('fail_reason')
    const failed = await sent('MCHTRANSFER.BILL.FINISHED', { state: 'FAIL', fail_reason: 'ACCOUNT_FROZEN' })
    expect(failed.resource).toMatchObject({ state: 'FAIL', fail_reason: 'ACCOUNT_FROZEN' })
  })

  test('meet the faults of notifications', async () => {
    const { control, received } = await merchant()
    for (const type of ['REFUND.SUCCESS', 'v2/refund-processed', 'v2/TRANSACTION.SUCCESS'] as const) {
      await control.addFault({ target: 'notify', kind: 'wrong_amount' })
      await control.notify(type)
    }
    const resources = (await received()).map(({ resource }) => resource as Json)
    expect(resources).toHaveLength(3)
    expect(resources).toContainEqual(
      expect.objectContaining({ amount: expect.objectContaining({ refund: 101 }) as object }),
    )
    expect(resources).toContainEqual(expect.objectContaining({ refund_fee: '101' }))
    expect(resources).toContainEqual(expect.objectContaining({ total_amount: 101 }))
    await control.addFault({ target: 'notify', kind: 'undecryptable' })
    await control.notify('v2/CHECK.SUCCESS')
    await expect(received()).rejects.toThrow()
  })

  test('may be sent elsewhere', async () => {
    const { control, received } = await merchant()
    await using elsewhere = await startEndpoint()
    const { outOrderNo } = await control.notify('REFUND.CLOSED', { out_refund_no: 'R9' }, { url: elsewhere.url })
    expect([outOrderNo, await received(), elsewhere.received.length]).toEqual(['R9', [], 1])
    expect(await control.deliveries({ outOrderNo })).toMatchObject([{ eventType: 'REFUND.CLOSED', state: 'delivered' }])
  })
})

describe('what cannot be sent is refused', () => {
  const refused: readonly [overrides: Json, field: string, expected: RegExp, received: string][] = [
    [{ amuont: 1 }, 'overrides.amuont', /^one of .*\bamount\b/, 'a number'],
    [{ amount: { totl: 1 } }, 'overrides.amount.totl', /^one of total, /, 'a number'],
    [{ amount: 100 }, 'overrides.amount', /^an object$/, 'a number'],
    [{ amount: { total: 1.5 } }, 'overrides.amount.total', /^a whole number$/, 'a number'],
    [{ amount: { total: null } }, 'overrides.amount.total', /always has this field/, 'null'],
    [{ out_trade_no: 7 }, 'overrides.out_trade_no', /^a text$/, 'a number'],
    [{ out_trade_no: 'x'.repeat(33) }, 'overrides.out_trade_no', /0 to 32 characters/, 'a text of 33 characters'],
    [{ success_time: '20260301100000' }, 'overrides.success_time', /RFC 3339/, 'a text of 14 characters'],
    [{ promotion_detail: {} }, 'overrides.promotion_detail', /^a list$/, 'an object'],
    [
      { promotion_detail: [{ amount: '5' }] },
      'overrides.promotion_detail[0].amount',
      /^a whole number$/,
      'a text of 1 characters',
    ],
  ]
  test.each(refused)('%j', async (overrides, field, expected, received) => {
    await expect(sandbox.control.notify('TRANSACTION.SUCCESS', overrides)).rejects.toMatchObject({
      status: 400,
      field,
      expected: expect.stringMatching(expected) as string,
      received: expect.stringContaining(received) as string,
    })
  })

  test('a type that does not exist, with those of its family', async () => {
    await expect(sandbox.control.notify('REFUND.SUCESS' as NotificationType)).rejects.toMatchObject({
      field: 'eventType',
      expected: 'one of REFUND.ABNORMAL, REFUND.CLOSED, REFUND.SUCCESS',
    })
    await expect(sandbox.control.notify('constructor' as NotificationType)).rejects.toMatchObject({
      field: 'eventType',
    })
  })

  test('an address that is none, and nothing is sent', async () => {
    const { control, received } = await merchant()
    await expect(control.notify('REFUND.CLOSED', {}, { url: 'ftp://x' })).rejects.toMatchObject({ field: 'url' })
    expect(await received()).toEqual([])
  })
})

test('over HTTP it is the same', async () => {
  const { merchant: own, received } = await merchant()
  const call = (method: string, body?: object): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox/api/notices?mchid=${own.mchid}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
  const { notices } = (await (await call('GET')).json()) as { notices: object[] }
  expect(notices).toHaveLength(types.length)
  expect(notices).toContainEqual({ eventType: 'REFUND.CLOSED', title: '退款关闭通知' })

  const answer = await call('POST', { eventType: 'REFUND.CLOSED', overrides: { out_refund_no: 'R7' } })
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { outOrderNo: 'R7', content: { out_refund_no: 'R7', refund_status: 'CLOSED', mchid: own.mchid } },
  ])
  expect(await received()).toMatchObject([{ eventType: 'REFUND.CLOSED', resource: { out_refund_no: 'R7' } }])

  const typo = await call('POST', { eventType: 'REFUND.CLOSED', override: {} })
  expect([typo.status, await typo.json()]).toMatchObject([400, { error: { code: 'UNKNOWN_FIELD', field: 'override' } }])
})
