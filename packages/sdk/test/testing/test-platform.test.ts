import { beforeAll, describe, expect, test } from 'vitest'
import { testPlatform, type Defect, type TestPlatform } from '../../src/testing/index.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import { createReceiver } from '../../src/webhook/receiver.ts'

let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
})

test('a genuine delivery is received, with its content', async () => {
  const paid = await platform.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1', total_amount: 1050 })
  const event = await createReceiver(platform.keys).receive(paid)
  expect(event).toMatchObject({
    id: paid.id,
    known: true,
    eventType: 'PAYSCORE.USER_PAID',
    originalType: 'payscore',
    createTime: '2026-03-01T10:00:00+08:00',
    resource: { out_order_no: 'PB1', total_amount: 1050 },
  })
})

test('so is one of a type nobody has heard of, and one through a Request', async () => {
  const receiver = createReceiver(platform.keys)
  const delivery = await platform.signedNotification('SOMETHING.NEW', { a: 1 }, { originalType: 'thing' })
  expect(await receiver.receive(delivery.request())).toMatchObject({ known: false, originalType: 'thing' })
})

const reasons: Readonly<Record<Defect, string>> = {
  'bad-signature': 'bad-signature',
  signtest: 'bad-signature',
  altered: 'bad-signature',
  reserialised: 'bad-signature',
  truncated: 'bad-signature',
  stale: 'stale',
  'from-the-future': 'stale',
  'unknown-serial': 'unknown-serial',
  'missing-header': 'missing-header',
  undecryptable: 'undecryptable',
}

describe('a delivery with a defect is refused for that', () => {
  test.each(Object.entries(reasons) as [Defect, string][])('%s: %s', async (defect, reason) => {
    const delivery = await platform.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1' }, { defect })
    await expect(createReceiver(platform.keys).receive(delivery)).rejects.toMatchObject({ reason })
  })
})

test('the same notification comes again under a new signature, later too', async () => {
  const { clock } = platform
  let acted = 0
  const handler = createWebhookHandler({
    keys: platform.keys,
    store: memoryClaims(clock),
    on: { 'PAYSCORE.USER_PAID': () => void acted++ },
  })
  const first = await platform.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB2' })
  await handler.handle(first)
  clock.advance(3_600_000)
  const second = await first.again()
  expect(second.id).toBe(first.id)
  expect(second.headers['wechatpay-signature']).not.toBe(first.headers['wechatpay-signature'])
  expect((await handler.handle(second)).status).toBe(204)
  expect((await handler.handle(first)).status).toBe(401)
  expect(acted).toBe(1)
})

test('two processes share keys by handing them over', async () => {
  const other = await testPlatform({ keys: platform.testKeys, clock: platform.clock })
  const delivery = await other.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB3' })
  expect(await createReceiver(platform.keys).receive(delivery)).toMatchObject({ id: delivery.id })
})

test('the clock stands still, and sleeping passes time without waiting', async () => {
  const { clock } = await testPlatform()
  const before = clock.now()
  await clock.sleep(60_000)
  expect(clock.now() - before).toBe(60_000)
})

test('content of another type does not compile, and is sent all the same', async () => {
  // @ts-expect-error the total is a number of fen
  const delivery = await platform.signedNotification('PAYSCORE.USER_PAID', { total_amount: '10.50' })
  expect(await createReceiver(platform.keys).receive(delivery)).toMatchObject({ resource: { total_amount: '10.50' } })
})
