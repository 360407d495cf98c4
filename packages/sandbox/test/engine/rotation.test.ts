import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WechatPay, type WechatPayOptions } from 'wechatpay-ts'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'
import { type Sandbox, type SandboxOptions, createSandbox } from '../../src/index.ts'
import { databaseKinds, newFolder, newServerDatabase } from '../support/databases.ts'
import { START } from '../support/store.ts'

/** A merchant's program as in production, without any code for a rotation. */
async function openShop(options: SandboxOptions, keys: (sandbox: Sandbox) => WechatPayOptions['platform']) {
  let handle: ReturnType<typeof nodeWebhook> | undefined
  const server = createServer((request, response) => handle?.(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const notifyUrl = `http://127.0.0.1:${port}/wechatpay`
  const sandbox = await createSandbox({
    ...options,
    clock: { now: START, frozen: true },
    merchant: { ...options.merchant, notifyUrl },
  })
  const wxpay = new WechatPay({ ...sandbox.clientOptions, platform: keys(sandbox), maxRetries: 0 })
  const heard: string[] = []
  const handler = createWebhookHandler({
    keys: { client: wxpay },
    store: memoryClaims(),
    on: { 'PAYSCORE.USER_ACCEPTED': ({ resource }) => void heard.push(resource.out_order_no) },
  })
  handle = nodeWebhook(handler)
  const { appid, serviceId: service_id } = sandbox.merchant
  const serials: string[] = []
  let count = 0

  return {
    sandbox,
    wxpay,
    /** Serials of the keys that signed the answers, in order. */
    serials,
    /** Creates, queries and confirms an order with a sensitive field: two answers and a notification. */
    async rent(): Promise<string> {
      const out_order_no = `R${++count}`
      const created = await wxpay.v3.payscore.payafterOrders.post({
        json: {
          out_order_no,
          appid,
          service_id,
          service_introduction: '充电宝',
          service_start_time: 'OnAccept',
          service_start_location: 'A柜',
          risk_amount: 9900,
          need_user_confirm: true,
          fees: [{ fee_name: '租借费用', fee_desc: '2.5元/30分钟' }],
          name: '张三',
        },
      })
      const queried = await wxpay.v3.payscore.payafterOrders.get({ query: { out_order_no, service_id, appid } })
      for (const { headers } of [created, queried]) serials.push(String(headers['wechatpay-serial']))
      await sandbox.control.confirm(out_order_no, { openid: `oUser${count}` })
      await sandbox.idle()
      const [delivery] = await sandbox.control.deliveries({ outOrderNo: out_order_no })
      expect(delivery?.attempts).toMatchObject([{ status: 204 }])
      expect(heard.at(-1)).toBe(out_order_no)
      return String(delivery?.attempts[0]?.requestHeaders['Wechatpay-Serial'])
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe.each(databaseKinds)('keys change under a running merchant on %s', (_, newDatabase) => {
  let shop: Awaited<ReturnType<typeof openShop>>

  beforeAll(async () => {
    shop = await openShop({ database: await newDatabase(), merchant: { mode: 'certificate' } }, ({ merchant }) => ({
      // The merchant installs the public key before the switch begins, as WeChat Pay requires.
      publicKeys: { [merchant.publicKeyId]: merchant.publicKey },
      download: { authorities: [merchant.platformAuthority] },
    }))
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  test('a certificate after another, then the public key and back: no call and no notification fails', async () => {
    const { control, merchant } = shop.sandbox
    const [first] = (await control.platform()).certificates
    expect(await shop.rent()).toBe(first?.serial)

    const [second] = (await control.rotateCertificate({ successorPercent: 50 })).certificates
    const turns = [await shop.rent(), await shop.rent()]
    expect(turns).toEqual([first?.serial, second?.serial])
    await control.setPlatform({ successorPercent: 100 })
    expect(await shop.rent()).toBe(second?.serial)
    const { certificates } = await control.dropCertificate(first!.serial)
    expect(certificates).toEqual([second])
    expect(await shop.rent()).toBe(second?.serial)

    await control.setPlatform({ mode: 'switching', successorPercent: 50 })
    expect(new Set([await shop.rent(), await shop.rent()])).toEqual(new Set([second?.serial, merchant.publicKeyId]))
    await control.setPlatform({ mode: 'publicKey' })
    expect(await shop.rent()).toBe(merchant.publicKeyId)
    await control.setPlatform({ mode: 'certificate' })
    expect(await shop.rent()).toBe(second?.serial)

    // Signers of the answers: the old certificate, then both in turn (the download of the successor was one answer),
    // then only the successor, then the public key for merchants that have it, and back.
    const [a, b, p] = [first!.serial, second!.serial, merchant.publicKeyId]
    expect(shop.serials).toEqual([a, a, a, b, b, a, b, b, b, b, p, p, p, p, p, p, b, b])
    const requests = await control.requests()
    expect(requests.filter(({ status }) => status !== 200)).toEqual([])
    // One download at the start, one for the successor.
    expect(requests.filter(({ target }) => target === '/v3/certificates')).toHaveLength(2)
  })
})

test('a merchant that only has certificates, in the middle of many calls, encrypts to the one that is left', async () => {
  await using shop = await openShop({ merchant: { mode: 'certificate' } }, ({ merchant }) => ({
    download: { authorities: [merchant.platformAuthority] },
  }))
  const { control } = shop.sandbox
  const first = await shop.rent()
  const calls = Array.from({ length: 30 }, () => shop.wxpay.v3.certificates.get())
  await control.rotateCertificate({ successorPercent: 50 })
  calls.push(...Array.from({ length: 30 }, () => shop.wxpay.v3.certificates.get()))
  const answers = await Promise.all(calls)
  expect(new Set(answers.map(({ headers }) => headers['wechatpay-serial'])).size).toBe(2)
  await control.setPlatform({ successorPercent: 100 })
  const second = await shop.rent()
  await control.dropCertificate(first)
  expect(await shop.rent()).toBe(second)
  expect(second).not.toBe(first)
})

test('what was encrypted to a certificate that is gone is refused', async () => {
  await using sandbox = await createSandbox({ merchant: { mode: 'certificate' } })
  const stale = new WechatPay(sandbox.clientOptions)
  const [first] = (await sandbox.control.rotateCertificate({ successorPercent: 0 })).certificates.slice(-1)
  const { appid, serviceId: service_id } = sandbox.merchant
  const json = { appid, service_id, out_order_no: 'O1', risk_amount: 1, name: '张三', fees: [], discounts: [] }
  await sandbox.control.dropCertificate(first!.serial)
  await expect(stale.v3.payscore.payafterOrders.post({ json: json as never })).rejects.toMatchObject({
    status: 400,
    code: 'PARAM_ERROR',
    message: expect.stringContaining('平台证书序列号Wechatpay-Serial错误'),
  })
})

test('keys outlive the process', async () => {
  const database = await newFolder()
  const open = () => createSandbox({ database, port: false, merchant: { mode: 'certificate' } })
  const before = await open()
  const state = await before.control.rotateCertificate({ successorPercent: 20 })
  await before.close()
  await using after = await open()
  expect(await after.control.platform()).toEqual(state)
  expect(after.merchant.platformCertificates).toHaveLength(2)
})

test('another process on the same server signs with the new key too', async () => {
  const database = await newServerDatabase()
  await using first = await createSandbox({ database, port: false })
  await using second = await createSandbox({ database, port: false })
  const wxpay = new WechatPay({
    ...second.clientOptions,
    platform: { download: { authorities: [first.merchant.platformAuthority] } },
  })
  const { mode, certificates } = await first.control.setPlatform({ mode: 'certificate' })
  expect(mode).toBe('certificate')
  const serial = async () => (await wxpay.v3.certificates.get()).headers['wechatpay-serial']
  await expect.poll(serial).toBe(certificates[0]?.serial)
})

describe('what cannot be', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await createSandbox({ port: false })
  })
  afterAll(() => sandbox.close())

  test.each([
    ['a share that is none', () => sandbox.control.setPlatform({ successorPercent: 101 }), 'INVALID_INPUT'],
    ['a share of a rotation', () => sandbox.control.rotateCertificate({ successorPercent: 0.5 }), 'INVALID_INPUT'],
    ['a certificate nobody has', () => sandbox.control.dropCertificate('F'.repeat(40)), 'NO_SUCH_CERTIFICATE'],
  ])('%s', async (_name, change, code) => {
    await expect(change()).rejects.toMatchObject({ name: 'ControlError', code })
  })

  test('two changes at a time', async () => {
    const { control } = sandbox
    const { certificates } = await control.rotateCertificate()
    await expect(control.rotateCertificate()).rejects.toMatchObject({ status: 409, code: 'ROTATION_UNDER_WAY' })
    await expect(control.setPlatform({ mode: 'switching' })).rejects.toMatchObject({ code: 'ROTATION_UNDER_WAY' })
    await control.dropCertificate(certificates[1]!.serial)
    await control.setPlatform({ mode: 'switching' })
    await expect(control.rotateCertificate()).rejects.toMatchObject({ status: 409, code: 'SWITCH_UNDER_WAY' })
    await expect(control.dropCertificate(certificates[0]!.serial)).rejects.toMatchObject({ code: 'LAST_CERTIFICATE' })
    await control.setPlatform({ mode: 'publicKey' })
    expect(await control.dropCertificate(certificates[0]!.serial)).toMatchObject({ certificates: [] })
    await expect(control.setPlatform({ mode: 'certificate' })).rejects.toMatchObject({ code: 'NO_CERTIFICATE' })
  })
})
