import { beforeAll, describe, expect, test, vi } from 'vitest'
import { testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import type { FindMerchant, MerchantKeys } from '../../src/webhook/merchant-keys.ts'
import { createReceiver } from '../../src/webhook/receiver.ts'

/** Two merchants with their own keys, and a partner. */
let one: TestPlatform
let other: TestPlatform
const merchants = new Map<string, MerchantKeys>()

beforeAll(async () => {
  one = await testPlatform()
  other = await testPlatform({ clock: one.clock })
  merchants.set('1900000001', keysOf(one, '1900000001'))
  merchants.set('1900000002', keysOf(other, '1900000002'))
})

function keysOf({ testKeys }: TestPlatform, mchid: string, subMchids?: readonly string[]) {
  const { publicKeyId, publicKey, apiV3Key } = testKeys
  return { mchid, platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key, ...(subMchids && { subMchids }) }
}

const byPath: FindMerchant = ({ path }) => merchants.get(path?.split('/').at(-1) ?? '')
const bySerial: FindMerchant = ({ serial }) =>
  [...merchants.values()].filter(({ platform }) => Object.hasOwn(platform?.publicKeys ?? {}, serial))

const receiver = (find: FindMerchant) => createReceiver({ merchants: find, clock: one.clock })
const paid = (platform: TestPlatform, mchid: string) =>
  platform.signedNotification('PAYSCORE.USER_PAID', { mchid, out_order_no: `PB${mchid}` })

describe('a delivery finds its merchant', () => {
  test.each(['http://shop.example/wechatpay/1900000002', '/wechatpay/1900000002', '/wechatpay/1900000002?x=1'])(
    'by the path of %s',
    async (url) => {
      const { headers, rawBody } = await paid(other, '1900000002')
      const event = await receiver(byPath).receive({ headers, rawBody, url })
      expect(event.resource).toMatchObject({ mchid: '1900000002' })
    },
  )

  test('by the path of a Request', async () => {
    const delivery = await paid(one, '1900000001')
    const event = await receiver(byPath).receive(delivery.request('https://shop.example/wechatpay/1900000001'))
    expect(event.resource).toMatchObject({ mchid: '1900000001' })
  })

  test('by its serial', async () => {
    for (const [platform, mchid] of [
      [one, '1900000001'],
      [other, '1900000002'],
    ] as const)
      expect((await receiver(bySerial).receive(await paid(platform, mchid))).resource).toMatchObject({ mchid })
  })

  test('by its content, where several share a key of WeChat Pay', async () => {
    const shared = [keysOf(one, '1900000001'), { ...keysOf(one, '1900000003'), apiV3Key: other.testKeys.apiV3Key }]
    const platform = await testPlatform({
      keys: { ...one.testKeys, apiV3Key: other.testKeys.apiV3Key },
      clock: one.clock,
    })
    const event = await receiver(() => shared).receive(await paid(platform, '1900000003'))
    expect(event.resource).toMatchObject({ mchid: '1900000003' })
  })

  test('by what it names, where several share the APIv3 key too', async () => {
    const shared = [keysOf(one, '1900000001'), keysOf(one, '1900000003'), keysOf(one, '1900000004')]
    const event = await receiver(() => shared).receive(await paid(one, '1900000003'))
    expect(event.resource).toMatchObject({ mchid: '1900000003' })
    await expect(receiver(() => shared).receive(await paid(one, '1900000005'))).rejects.toMatchObject({
      reason: 'not-yours',
    })
  })

  test('whose keys are looked up anew and parsed once', async () => {
    const find = vi.fn<FindMerchant>(bySerial)
    const many = receiver(find)
    await many.receive(await paid(one, '1900000001'))
    await many.receive(await paid(one, '1900000001'))
    expect(find).toHaveBeenCalledTimes(2)
    expect(find).toHaveBeenLastCalledWith({ path: undefined, serial: one.testKeys.publicKeyId })
  })
})

describe('path, serial and content must agree', () => {
  test('a genuine delivery at the address of another is refused', async () => {
    const { headers, rawBody } = await paid(one, '1900000001')
    await expect(receiver(byPath).receive({ headers, rawBody, url: '/wechatpay/1900000002' })).rejects.toMatchObject({
      reason: 'unknown-serial',
    })
  })

  test('one that names another merchant inside is refused', async () => {
    await expect(receiver(bySerial).receive(await paid(one, '1900000002'))).rejects.toMatchObject({
      reason: 'not-yours',
      message: 'genuine, but for mchid 1900000002; expected 1900000001',
    })
  })

  test('one for a sub-merchant that the partner does not know is refused', async () => {
    const partner = keysOf(one, '1800000000', ['1900000009'])
    const notify = (sub_mchid: string) =>
      one.signedNotification('TRANSACTION.SUCCESS', { sp_mchid: '1800000000', sub_mchid, out_trade_no: 'T1' })
    const accept = receiver(() => partner)
    expect((await accept.receive(await notify('1900000009'))).resource).toMatchObject({ sub_mchid: '1900000009' })
    await expect(accept.receive(await notify('1900000008'))).rejects.toMatchObject({ reason: 'not-yours' })
  })

  test('one for nobody is refused', async () => {
    await expect(receiver(() => undefined).receive(await paid(one, '1900000001'))).rejects.toMatchObject({
      reason: 'unknown-serial',
      message: expect.stringContaining('no merchant was found for it'),
    })
  })

  test('a merchant without its number is a mistake of ours', async () => {
    const nameless = { ...keysOf(one, '') }
    await expect(receiver(() => nameless).receive(await paid(one, '1900000001'))).rejects.toMatchObject({
      name: 'ConfigError',
      field: 'mchid',
    })
  })
})

test('a handler serves them all, and two merchants with the same order number are two', async () => {
  const seen: unknown[] = []
  const handler = createWebhookHandler({
    keys: { merchants: bySerial, clock: one.clock },
    store: memoryClaims(one.clock),
    on: { 'PAYSCORE.USER_PAID': (event) => void seen.push(event.resource.mchid) },
  })
  for (const [platform, mchid] of [
    [one, '1900000001'],
    [other, '1900000002'],
    [one, '1900000001'],
  ] as const) {
    const delivery = await platform.signedNotification('PAYSCORE.USER_PAID', { mchid, out_order_no: 'SAME' })
    expect((await handler.handle(delivery)).status).toBe(204)
  }
  expect(seen).toEqual(['1900000001', '1900000002'])
})
