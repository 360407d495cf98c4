import { describe, expect, test } from 'vitest'
import { WechatPay } from 'wechatpay-ts'
import { type Sandbox, type SandboxMerchant, createSandbox } from '../../src/index.ts'
import { databaseKinds, newServerDatabase } from '../support/databases.ts'
import { startEndpoint, verify } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const clientOf = (sandbox: Sandbox, { merchant }: Pick<SandboxMerchant, 'merchant'>) =>
  new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch)

describe.each(databaseKinds)('merchants on %s', (_, newDatabase) => {
  test('see nothing of each other', async () => {
    await using firstEndpoint = await startEndpoint()
    await using secondEndpoint = await startEndpoint()
    await using sandbox = await createSandbox({
      database: await newDatabase(),
      port: false,
      clock: { now: START, frozen: true },
      merchant: { notifyUrl: firstEndpoint.url },
    })
    const joined = await sandbox.createMerchant({ notifyUrl: secondEndpoint.url })
    expect(joined.merchant).toMatchObject({ mchid: '1900000110', serviceId: '500002' })
    const differs = [
      'appid',
      'privateKey',
      'certificateSerial',
      'publicKeyId',
      'publicKey',
      'apiV3Key',
      'apiV2Key',
    ] as const
    for (const name of differs) expect(joined.merchant[name]).not.toBe(sandbox.merchant[name])
    expect(joined.control.mchid).toBe(joined.merchant.mchid)
    expect(joined.merchant.platformAuthority).toBe(sandbox.merchant.platformAuthority)

    // Two merchants use the same number for two orders.
    const [first, second] = [clientOf(sandbox, sandbox), clientOf(sandbox, joined)]
    expect((await first.create('M1', { risk_amount: 100 })).status).toBe(200)
    expect((await second.query('M1')).status).toBe(404)
    expect((await second.create('M1', { risk_amount: 200 })).status).toBe(200)
    expect((await first.query('M1')).data).toMatchObject({ mchid: sandbox.merchant.mchid, risk_amount: 100 })
    expect((await second.query('M1')).data).toMatchObject({ mchid: joined.merchant.mchid, risk_amount: 200 })

    // A command for one merchant leaves the other unchanged, and each stream carries its own merchant's events.
    const { order } = await joined.control.confirm('M1')
    expect(order.openid).not.toBe((await sandbox.control.users())[0]?.openid)
    expect(await sandbox.control.order('M1')).toMatchObject({ state: 'CREATED' })
    await sandbox.idle()
    expect(firstEndpoint.received).toHaveLength(0)
    expect(secondEndpoint.received).toHaveLength(1)
    expect(await verify(secondEndpoint.received[0]!, joined.merchant)).toBe(true)
    expect(await verify(secondEndpoint.received[0]!, sandbox.merchant)).toBe(false)

    expect(await sandbox.control.deliveries()).toHaveLength(0)
    expect(await joined.control.deliveries()).toHaveLength(1)
    expect(await sandbox.control.orders()).toHaveLength(1)
    expect((await sandbox.control.agenda()).map(({ kind }) => kind)).toEqual(['expire'])
    expect(await joined.control.agenda()).toEqual([])
    expect((await joined.control.happenings()).map(({ type }) => type)).toEqual(['accepted', 'created'])

    const [{ id } = { id: '' }] = await joined.control.deliveries()
    await expect(sandbox.control.delivery(id)).rejects.toMatchObject({ code: 'NO_SUCH_DELIVERY' })

    // A fault applies only to requests of its merchant.
    await joined.control.addFault({ target: 'api', kind: 'error_before', remaining: 1 })
    expect(await sandbox.control.faults()).toEqual([])
    expect((await first.query('M1')).status).toBe(200)
    expect((await second.query('M1')).status).toBe(500)

    await joined.control.reset()
    expect((await second.query('M1')).status).toBe(404)
    expect((await first.query('M1')).status).toBe(200)
    expect((await sandbox.control.requests()).length).toBeGreaterThan(0)
  })
})

test('keys of a sandbox are never sent to WeChat Pay, whichever merchant they are of', async () => {
  await using sandbox = await createSandbox({ port: false })
  const joined = await sandbox.createMerchant()
  for (const { clientOptions } of [sandbox, joined]) {
    new WechatPay(clientOptions).close()
    const { baseUrl: _, ...lost } = clientOptions
    expect(() => new WechatPay(lost)).toThrow('baseUrl: expected the address of the sandbox')
  }
})

test('a signature with the key of another merchant is refused', async () => {
  await using sandbox = await createSandbox({ port: false })
  const { merchant } = await sandbox.createMerchant()
  const forged = clientOf(sandbox, { merchant: { ...merchant, privateKey: sandbox.merchant.privateKey } })
  expect(await forged.query('X1')).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR' } })
})

test('a merchant has the numbers it asks for, once', async () => {
  await using sandbox = await createSandbox({ port: false })
  const asked = { mchid: '1700000001', appid: 'wx0123456789abcdef', service: { service_id: '600001' } }
  const { merchant } = await sandbox.createMerchant(asked)
  expect(merchant).toMatchObject({ mchid: '1700000001', appid: 'wx0123456789abcdef', serviceId: '600001' })
  await expect(sandbox.createMerchant(asked)).rejects.toMatchObject({ code: 'MERCHANT_EXISTS', field: 'mchid' })
  await expect(sandbox.createMerchant({ service: { service_id: '500001' } })).rejects.toMatchObject({
    code: 'MERCHANT_EXISTS',
    field: 'service.service_id',
  })
  await expect(sandbox.createMerchant({ mchid: '19' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'mchid' })
  await expect(sandbox.createMerchant({ apiV3Key: 'short' })).rejects.toMatchObject({ field: 'apiV3Key' })
  await expect(sandbox.createMerchant({ terms: { feeRate: 0.6 } })).rejects.toMatchObject({ field: 'terms.feeRate' })
  await expect(createSandbox({ merchant: { terms: { settle: 'T2' as 'T1' } } })).rejects.toMatchObject({
    field: 'merchant.terms.settle',
    expected: 'one of T0, T1, T7',
  })
  // Merchants are listed in order of creation, whatever their numbers.
  expect((await sandbox.merchants()).map((one) => one.merchant.mchid)).toEqual(['1900000109', '1700000001'])
})

test('merchants that join at once, in two processes, are there for both after a start', async () => {
  const database = await newServerDatabase()
  const options = { database, port: false } as const
  const made: string[] = []
  {
    await using one = await createSandbox(options)
    await using other = await createSandbox(options)
    const joined = await Promise.all([one, other, one, other].map((sandbox) => sandbox.createMerchant()))
    made.push(...joined.map(({ merchant }) => merchant.mchid))
    expect(new Set(made).size).toBe(4)
    const [last] = joined.slice(-1)
    expect((await clientOf(one, last!).query('X1')).data).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  }
  await using again = await createSandbox(options)
  const all = await again.merchants()
  expect(all[0]?.merchant).toEqual(again.merchant)
  expect(
    all
      .slice(1)
      .map(({ merchant }) => merchant.mchid)
      .toSorted(),
  ).toEqual(made.toSorted())
})

test('over HTTP a merchant joins, and any route takes its number', async () => {
  await using sandbox = await createSandbox({ port: false })
  const call = async (method: string, path: string, body?: object) => {
    const init = {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }
    const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api${path}`, init)
    return { status: response.status, data: (await response.json()) as Record<string, unknown> }
  }
  const { data } = await call('POST', '/merchants', { mode: 'certificate' })
  expect(data).toMatchObject({ mchid: '1900000110', env: { WECHATPAY_MCHID: '1900000110' } })
  expect(data['env']).toHaveProperty('WECHATPAY_PLATFORM_CERTIFICATES')
  expect(await call('GET', '/merchants')).toMatchObject({
    data: { merchants: [{ mchid: '1900000109', serviceId: '500001' }, { mchid: '1900000110' }] },
  })
  expect(await call('GET', '/merchant?mchid=1900000110')).toMatchObject({ data: { mchid: '1900000110' } })
  expect(await call('GET', '/platform?mchid=1900000110')).toMatchObject({ data: { mode: 'certificate' } })
  expect(await call('GET', '/platform')).toMatchObject({ data: { mode: 'publicKey' } })
  expect(await call('GET', '/orders?mchid=1')).toMatchObject({
    status: 404,
    data: { error: { code: 'NO_SUCH_MERCHANT' } },
  })
  expect(await call('POST', '/merchants', { name: 'x' })).toMatchObject({
    status: 400,
    data: { error: { field: 'name' } },
  })
})

test('users and further merchants may be asked for at the start', async () => {
  const users = { oLi: { wallet: 'insufficient' } } as const
  await using sandbox = await createSandbox({ port: false, users, merchants: [{ mchid: '1900000120' }] })
  expect((await sandbox.merchants()).map(({ merchant }) => merchant.mchid)).toEqual(['1900000109', '1900000120'])
  expect(await sandbox.control.user('oLi')).toMatchObject({ wallet: 'insufficient', credit: 'good' })

  await expect(createSandbox({ merchants: [{ mchid: 'me' }] })).rejects.toMatchObject({ field: 'merchants[0].mchid' })
  await expect(createSandbox({ users: { 'o Li': {} } })).rejects.toMatchObject({
    expected: expect.stringMatching(/openid/),
  })
  const unknown = { oLi: { purse: 'full' } as object }
  await expect(createSandbox({ users: unknown })).rejects.toMatchObject({ field: 'users.oLi.purse' })
  // An existing number means the existing merchant.
  await using same = await createSandbox({ port: false, merchants: [{ mchid: '1900000109', notifyUrl: 'http://a/b' }] })
  expect(await same.merchants()).toHaveLength(1)
  expect(await same.control.endpoints()).toMatchObject([{ url: 'http://a/b' }, {}])
})
