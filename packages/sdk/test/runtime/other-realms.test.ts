import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { Response as FetchedResponse } from 'node-fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTradeBill } from '../../src/bills/index.ts'
import { crypto, utf8 } from '../../src/crypto/index.ts'
import { WechatPay } from '../../src/index.ts'
import { redisClaims } from '../../src/webhook/index.ts'
import { parseXml } from '../../src/v2/index.ts'
import { payment, refund, tradeBillText } from '../bills/bill-texts.ts'
import { answer, SigningServer, isSignedByMerchant } from '../helpers/signing-server.ts'

// Jest and other test runners run code in a realm of its own, where the classes of bytes that Node makes are strangers.

/** The bytes of a text as an object of another realm. */
function foreignBytes(text: string): Uint8Array<ArrayBuffer> {
  return runInNewContext(`Uint8Array.from([${Buffer.from(text).join()}])`) as Uint8Array<ArrayBuffer>
}

let server: SigningServer
let wxpay: WechatPay

beforeAll(async () => {
  server = await SigningServer.start(answer({ media_id: 'M1' }))
  wxpay = new WechatPay(server.options())
})
afterAll(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

describe('bytes of another realm', () => {
  test('are strangers here', () => {
    expect(foreignBytes('a')).not.toBeInstanceOf(Uint8Array)
    expect(foreignBytes('a').buffer).not.toBeInstanceOf(ArrayBuffer)
  })

  test.each([
    ['a Uint8Array', (text: string) => foreignBytes(text)],
    ['an ArrayBuffer', (text: string) => foreignBytes(text).buffer],
  ])('are keys, as %s', async (_, as) => {
    const { merchant, apiV3Key, ...options } = server.options()
    const privateKey = as(merchant.privateKey as string)
    const client = new WechatPay({
      ...options,
      merchant: { ...merchant, privateKey },
      apiV3Key: as(apiV3Key as string),
    })
    await client.v3.certificates.get()
    client.close()
    expect(await isSignedByMerchant(server.received.at(-1)!)).toBe(true)
  })

  test('are a bill, XML and a request body', async () => {
    const bill = await parseTradeBill(foreignBytes(tradeBillText(payment, refund)))
    expect(bill.summary?.count).toBe(2)
    expect(parseXml(foreignBytes('<xml><a>1</a></xml>'))).toEqual({ a: '1' })
    await wxpay.chain('v3/something/new').post({ body: foreignBytes('{"description":"租借"}') })
    expect(server.received.at(-1)!.body.toString()).toBe('{"description":"租借"}')
  })

  test.each([
    ['a Uint8Array', (text: string) => foreignBytes(text)],
    ['pieces', (text: string) => Readable.from([foreignBytes(text)])],
  ])('are a file, as %s', async (_, as) => {
    await wxpay.v3.merchant.media.upload.post({ file: { filename: 'a.jpg', content: as('abc') } })
    expect(server.received.at(-1)!.body.toString()).toContain('\r\n\r\nabc\r\n')
  })

  test('have a digest', async () => {
    expect(await crypto.sha256(foreignBytes('abc'))).toEqual(await crypto.sha256(utf8('abc')))
  })
})

test('a Blob of another class is a file', async () => {
  const content = (await new FetchedResponse('abc').blob()) as unknown as Blob
  expect(content).not.toBeInstanceOf(Blob)
  await wxpay.v3.merchant.media.upload.post({ file: { filename: 'a.jpg', content } })
  expect(server.received.at(-1)!.body.toString()).toContain('\r\n\r\nabc\r\n')
})

test('a reply of Redis is read from them', async () => {
  const claims = redisClaims(async () => foreignBytes('done 0123'))
  expect(await claims.claim('EV-1', 1_000)).toEqual({ state: 'done' })
})
