import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { createReceiver } from 'wechatpay-ts/webhook'
import { parseXml } from 'wechatpay-ts/v2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post } from '../../src/kernel/deliver/post.ts'
import { createXmlEnvelope } from '../../src/kernel/deliver/xml-envelope.ts'
import type { FaultKind } from '../../src/kernel/faults/faults.ts'
import type { Notification } from '../../src/kernel/store/notifications.ts'
import { API_V3_KEY, MCHID, PUBLIC_KEY_ID, keys, merchant } from '../routes/merchant.ts'
import { START } from '../support/store.ts'

const platformKey = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(keys.platform.publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`

const paid = {
  return_code: 'SUCCESS',
  result_code: 'SUCCESS',
  appid: 'wx1',
  mch_id: MCHID,
  out_trade_no: 'P1',
  transaction_id: '4200000000202603010000000001',
  total_fee: '100',
  attach: '<门店> & "7"]]>',
  time_end: '20260301100000',
}
const refunded = { refund_id: '50300000', refund_status: 'SUCCESS', refund_fee: 100, mch_id: MCHID, absent: undefined }

function notification(body: object, amount: string): Notification {
  return {
    id: 'N1',
    product: 'payment',
    mchid: MCHID,
    outOrderNo: 'P1',
    eventType: 'v2/transaction-success',
    summary: '支付成功',
    originalType: '',
    associatedData: '',
    v2Signature: 'MD5',
    plaintext: JSON.stringify(body),
    amount,
    createdAt: START,
  }
}

const payment = (fault?: FaultKind, signature: 'MD5' | 'HMAC-SHA256' = 'MD5') =>
  createXmlEnvelope(notification(paid, 'total_fee'), signature, merchant, fault)
const refund = (fault?: FaultKind) =>
  createXmlEnvelope(
    notification({ return_code: 'SUCCESS', mch_id: MCHID, req_info: refunded }, 'req_info.refund_fee'),
    'none',
    merchant,
    fault,
  )

/** Receives a notification as a merchant's program would. */
async function receive({ headers, body }: Awaited<ReturnType<typeof payment>>) {
  const receiver = createReceiver({
    apiV3Key: Buffer.from(API_V3_KEY).toString(),
    apiV2Key: merchant.apiV2Key,
    platform: { publicKeys: { [PUBLIC_KEY_ID]: platformKey } },
    clock: { now: () => START },
  })
  return receiver.receive(new Request('http://shop.example/notify', { method: 'POST', headers, body }))
}

describe('a notification of APIv2', () => {
  test.each(['MD5', 'HMAC-SHA256'] as const)('of a payment is signed with %s', async (signature) => {
    const envelope = await payment(undefined, signature)
    expect(await receive(envelope)).toMatchObject({ eventType: 'v2/transaction-success', resource: paid })
    expect(parseXml(envelope.body)['sign']).toHaveLength(signature === 'MD5' ? 32 : 64)
  })

  test('of a refund is sealed, and has no signature', async () => {
    const envelope = await refund()
    const event = await receive(envelope)
    const { absent: _, ...told } = refunded
    expect(event).toMatchObject({ eventType: 'v2/refund-processed', resource: { ...told, refund_fee: '100' } })
    expect(Object.keys(parseXml(envelope.body))).toEqual(['return_code', 'mch_id', 'nonce_str', 'req_info'])
  })

  test.each(['tamper', 'signtest', 'undecryptable'] as const)('with the fault %s is refused', async (fault) => {
    await expect(receive(await payment(fault))).rejects.toMatchObject({ reason: 'bad-signature' })
    if (fault !== 'signtest') await expect(receive(await refund(fault))).rejects.toMatchObject({ reason: /./ })
  })

  test('with the fault wrong_amount is genuine, about one fen more', async () => {
    expect(await receive(await payment('wrong_amount'))).toMatchObject({ resource: { total_fee: '101' } })
    expect(await receive(await refund('wrong_amount'))).toMatchObject({ resource: { refund_fee: '101' } })
  })
})

describe('is accepted', () => {
  let server: Server
  let url: string
  const answers = {
    '/ok': '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg>OK</return_msg></xml>',
    '/fail': '<xml><return_code>FAIL</return_code></xml>',
    '/text': 'SUCCESS',
    '/empty': '',
  }
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200).end(answers[request.url as keyof typeof answers])
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  test.each([
    ['/ok', true],
    ['/fail', false],
    ['/text', false],
    ['/empty', false],
  ] as const)('by return_code alone: %s is %s', async (path, accepted) => {
    const { error } = await post(url + path, await payment())
    expect(error === undefined).toBe(accepted)
  })
})
