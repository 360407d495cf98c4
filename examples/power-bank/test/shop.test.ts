import { createSandbox } from '@wechatpay-ts/sandbox'
import { expect, test } from 'vitest'
import { NetworkError, WechatPay } from 'wechatpay-ts'
import type { EventOf } from 'wechatpay-ts/webhook'
import { PowerBankShop } from '../src/shop.ts'

const TEN = Date.parse('2026-03-01T10:00:00+08:00')
const HOUR = 60 * 60_000

async function open() {
  const sandbox = await createSandbox({ port: false, clock: { now: TEN, frozen: true } })
  const { appid, serviceId } = sandbox.merchant
  const shopOn = (wxpay: WechatPay) => new PowerBankShop({ wxpay, appid, serviceId, clock: { now: () => TEN } })
  return { sandbox, shopOn, [Symbol.asyncDispose]: () => sandbox.close() }
}

/** An event as the webhook passes it to a handler. */
function event<Type extends 'PAYSCORE.USER_ACCEPTED' | 'PAYSCORE.USER_PAID'>(eventType: Type, resource: object) {
  return { known: true, eventType, resource } as unknown as EventOf<Type>
}

test('the number of an order is kept before WeChat Pay hears of it', async () => {
  await using world = await open()
  const shop = world.shopOn(
    new WechatPay({
      ...world.sandbox.clientOptions,
      maxRetries: 0,
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
    }),
  )
  await expect(shop.rent('A')).rejects.toThrow(NetworkError)
  expect(shop.rentals.size).toBe(1)
})

test('a late notification costs nobody money, and a payment has to be what was asked for', async () => {
  await using world = await open()
  const { sandbox } = world
  const shop = world.shopOn(new WechatPay(sandbox.clientOptions))
  const rental = await shop.rent('A')
  const { out_order_no } = rental
  await sandbox.control.confirm(out_order_no)
  await sandbox.clock.advance(2 * HOUR)

  const [delivery] = await sandbox.control.deliveries({ outOrderNo: out_order_no })
  const resource = JSON.parse(delivery!.plaintext) as object
  shop.notifications['PAYSCORE.USER_ACCEPTED'](event('PAYSCORE.USER_ACCEPTED', resource))
  expect(rental).toMatchObject({ takenAt: TEN, ejected: true })

  expect(await shop.bill(rental, 'B', TEN + HOUR)).toMatchObject({ total_amount: 500 })
  expect(shop.expectedAmount(event('PAYSCORE.USER_PAID', { out_order_no }))).toBe(500)
  expect(shop.expectedAmount(event('PAYSCORE.USER_ACCEPTED', { out_order_no }))).toBeUndefined()
})
