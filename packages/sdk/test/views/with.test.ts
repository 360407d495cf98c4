import { describe, expect, test } from 'vitest'
import { ConfigError, WechatPay, type RepeatedFields, type Transport } from '../../src/index.ts'
import { factLoaders } from '../../src/generated/facts/index.ts'
import { mchid, SigningServer } from '../helpers/signing-server.ts'

const transport: Transport = { send: () => Promise.reject(new Error('nothing is to be sent')) }
const appid = 'wx8888888888888888'
const notify_url = 'https://shop.example.com/wechatpay'
const order = { description: '充电宝', out_trade_no: 'PB0001', amount: { total: 1 } }

function client(): WechatPay {
  const { merchant, platform } = SigningServer.prototype.options()
  return new WechatPay({ mchid, merchant, platform, transport, apiV2Key: '0123456789abcdef0123456789abcdef' })
}

async function jsonOf(request: Promise<{ readonly body: Uint8Array }>): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode((await request).body)) as Record<string, unknown>
}

describe('with', () => {
  const shop = client().with({ appid, notify_url })

  test('fills the body with what the operation documents, and the own number', async () => {
    const body = await jsonOf(shop.v3.pay.transactions.native.post.prepare({ json: order }))
    expect(body).toEqual({ ...order, appid, notify_url, mchid })
  })

  test('fills a query, and makes one', async () => {
    const { url } = await shop.v3.pay.transactions.outTradeNo._out_trade_no_.get.prepare({ out_trade_no: 'PB0001' })
    expect(new URL(url).search).toBe(`?mchid=${mchid}`)
  })

  test('fills a path, also where it is a number', async () => {
    const brand = client().with({ brand_id: '1004', service_id: '500001' })
    const { url } = await brand.v3.lovefeast.brands._brand_id_.get.prepare()
    expect(url).toMatch(/\/v3\/lovefeast\/brands\/1004$/)
    const path = 'v3/password-exempt-contract/contracts/service-id/{service_id}/out-contract-code/{out_contract_code}'
    const contract = await brand.chain(path).get.prepare({ out_contract_code: 'C1' })
    expect(contract.url).toMatch(/\/service-id\/500001\/out-contract-code\/C1$/)
  })

  test('fills the fields beside a file', async () => {
    const upload = client()
      .partner('1900000110')
      .chain('v3/mch-operation-manage/enhanced-due-diligence/{due_diligence_id}/upload').post
    const file = { filename: 'a.png', content: new Uint8Array([1]) }
    const { body } = await upload.prepare({ due_diligence_id: '1', file, meta: { file_type: 'IMAGE' } } as never)
    expect(new TextDecoder().decode(body)).toContain('"sub_mchid":"1900000110"')
  })

  test('fills XML of APIv2', async () => {
    const { body } = await shop.v2.pay.orderquery.post.prepare({ xml: { out_trade_no: 'PB0001' } })
    expect(new TextDecoder().decode(body)).toContain(`<appid>${appid}</appid>`)
  })

  test('by each of the three addresses', async () => {
    const path = 'v3/pay/transactions/out-trade-no/{out_trade_no}/close'
    for (const node of [shop.chain(path), shop[path], shop.v3.pay.transactions.outTradeNo._out_trade_no_.close])
      expect(await jsonOf(node.post.prepare({ out_trade_no: 'PB0001' }))).toEqual({ mchid })
  })

  test('the hero', async () => {
    const payscore = client().with({ appid, service_id: '500001' })
    const json = { finish_type: 2 as const, total_amount: 0, finish_ticket: 'ticket' }
    const request = payscore.v3.payscore.payafterOrders._out_order_no_.complete.post.prepare({
      out_order_no: 'PB0001',
      json,
    })
    expect(await jsonOf(request)).toEqual({ ...json, appid, service_id: '500001' })
  })

  test('what a call gives stays, and its options are not changed', async () => {
    const json = Object.freeze({ ...order, appid: 'wx2', notify_url: 'https://b.example.com', mchid })
    const body = await jsonOf(shop.v3.pay.transactions.native.post.prepare(Object.freeze({ json })))
    expect(body).toEqual(json)
    // A raw body is signed unchanged, so the view adds nothing.
    const raw = await shop.v3.pay.transactions.native.post.prepare({ body: '{"a":1}' } as never)
    expect(new TextDecoder().decode(raw.body)).toBe('{"a":1}')
  })

  test('nothing where nothing is documented', async () => {
    const json = { sub_mchid: '1900000110', sp_appid: 'wx1', sp_mchid: mchid, ...order, payer: { sp_openid: 'o' } }
    const partners = await jsonOf(
      shop.v3.pay.partner.transactions.jsapi.post.prepare({ json: { ...json, notify_url } }),
    )
    expect(partners).toEqual({ ...json, notify_url })
    const unknown = shop.chain('v3/brand-new/thing').post.prepare({ json: { a: 1 } })
    expect(await jsonOf(unknown)).toEqual({ a: 1 })
    expect((await shop.v3.certificates.get.prepare()).url).toMatch(/\/v3\/certificates$/)
  })

  test('not where mchid is the number of somebody else', async () => {
    const driver = shop.chain('v3/taxi-invoice/driver/update-driver').post.prepare({ json: { name: '张' } } as never)
    expect(await jsonOf(driver)).not.toHaveProperty('mchid')
  })

  test('a change that names no notify_url changes none', async () => {
    const brand = client().with({ brand_id: '1004', notify_url })
    const card = brand.v3.brand.partner.cardMember.cards._card_id_.patch.prepare({ card_id: '1', json: {} })
    expect(await jsonOf(card)).toEqual({ brand_id: '1004' })
  })

  test('of an operation for institutions, which of the two numbers is the caller’s choice', async () => {
    const ofInstitution = { ...order, sp_mchid: '1900000555' }
    const sent = shop.chain('v3/global/transactions/native').post.prepare({ json: ofInstitution } as never)
    expect(await jsonOf(sent)).not.toHaveProperty('mchid')
  })

  test('builds on itself, the later field first', async () => {
    const other = client().with({ appid }).with({ notify_url }).with({ appid: 'wx2' })
    expect(other.filled).toEqual({ mchid, combine_mchid: mchid, appid: 'wx2', notify_url })
    expect(await jsonOf(other.v3.pay.transactions.native.post.prepare({ json: order }))).toEqual({
      ...order,
      appid: 'wx2',
      notify_url,
      mchid,
    })
  })

  test.each([
    ['partner, then with', () => client().partner('1900000110', { sp_appid: 'wx1' }).with({ notify_url })],
    ['with, then partner', () => client().with({ notify_url }).partner('1900000110', { sp_appid: 'wx1' })],
  ])('%s', async (_name, make) => {
    const partner = make()
    const json = { ...order, payer: { sp_openid: 'o' } }
    const body = await jsonOf(partner.v3.pay.partner.transactions.jsapi.post.prepare({ json }))
    expect(body).toEqual({ ...json, sp_mchid: mchid, sp_appid: 'wx1', sub_mchid: '1900000110', notify_url })
    expect(partner.sub_mchid).toBe('1900000110')
    // A partner signs these requests for others, so `mchid` is not filled in.
    expect(partner.filled).not.toHaveProperty('mchid')
  })

  test('a view is a client, frozen in what it fills in', () => {
    expect(shop).toBeInstanceOf(WechatPay)
    expect(Object.isFrozen(shop.filled)).toBe(true)
    expect(shop.mchid).toBe(mchid)
  })

  test.each<[string, unknown, string]>([
    ['no object', 'wx1', 'with: expected an object of fields, received a text of 3 characters'],
    ['an unknown field', { out_trade_no: 'A' }, 'there is no field "out_trade_no" to fill in; there are appid,'],
    ['a number', { service_id: 500001 }, 'with: service_id: expected a text of 1 to 64 letters and digits, received'],
    ['a notify_url with a query', { notify_url: 'https://a.com/?a=1' }, 'without a query, received'],
    ['a notify_url of another scheme', { notify_url: 'ftp://a.com/' }, 'with: notify_url: expected an http(s) address'],
    ['an empty appid', { appid: '' }, 'with: appid: expected an appid, received an empty text'],
  ])('refuses %s', (_name, fields, message) => {
    const make = (): unknown => client().with(fields as RepeatedFields)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
  })
})

test('where mchid is not filled in, it is the number of somebody else', async () => {
  const filled = new Set<string>()
  for (const load of Object.values(factLoaders))
    for (const [operation, { fillable = [] }] of Object.entries((await load()).operations))
      if (fillable.some((field) => field.endsWith('.mchid'))) filled.add(operation)
  // The types fill in `mchid` for every operation that has one, except below three addresses (AboutOthers in view.ts).
  expect(
    [...filled].filter((operation) => /aggracct-bc|taxi-invoice|brand\/partner|risk-manage/.test(operation)),
  ).toEqual([])
  expect(filled.size).toBeGreaterThan(50)
})
