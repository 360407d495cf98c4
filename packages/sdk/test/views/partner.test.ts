import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError, RequestError, WechatPay, type Transport } from '../../src/index.ts'
import { operations } from '../../src/generated/facts/v3-pay.ts'
import { answer, mchid, SigningServer } from '../helpers/signing-server.ts'

const transport: Transport = { send: () => Promise.reject(new Error('nothing is to be sent')) }
const sub = '1900000110'

function view(more: Parameters<WechatPay['partner']>[1] = {}): ReturnType<WechatPay['partner']> {
  return client().partner(sub, more)
}

function client(): WechatPay {
  const { merchant, platform } = SigningServer.prototype.options()
  return new WechatPay({ mchid, merchant, platform, transport, apiV2Key: '0123456789abcdef0123456789abcdef' })
}

const order = {
  description: '充电宝',
  out_trade_no: 'PB0001',
  notify_url: 'https://a.example.com/n',
  amount: { total: 1 },
}

async function jsonOf(request: Promise<{ readonly body: Uint8Array }>): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode((await request).body)) as Record<string, unknown>
}

describe('partner', () => {
  test('fills in the body what the operation documents', async () => {
    const shop = client().partner(sub, { sp_appid: 'wx1', sub_appid: 'wx2' })
    const json = { ...order, payer: { sub_openid: 'o1', sp_openid: 'o2' } }
    const body = await jsonOf(shop.v3.pay.partner.transactions.jsapi.post.prepare({ json }))
    expect(body).toEqual({ ...json, sp_mchid: mchid, sp_appid: 'wx1', sub_mchid: sub, sub_appid: 'wx2' })
  })

  test('without a word of appids there is none', async () => {
    const json = { ...order, sp_appid: 'wx9', payer: { sp_openid: 'o2' } }
    const body = await jsonOf(view().v3.pay.partner.transactions.jsapi.post.prepare({ json }))
    expect(body).toEqual({ ...json, sp_mchid: mchid, sub_mchid: sub })
  })

  test('makes a query, and fills a path', async () => {
    const query = await view().v3.pay.partner.transactions.outTradeNo._out_trade_no_.get.prepare({
      out_trade_no: 'PB0001',
    })
    expect(Object.fromEntries(new URL(query.url).searchParams)).toEqual({ sp_mchid: mchid, sub_mchid: sub })
    const path = await view().v3.profitsharing.merchantConfigs._sub_mchid_.get.prepare()
    expect(path.url).toMatch(new RegExp(`/v3/profitsharing/merchant-configs/${sub}$`))
  })

  test('APIv2 has its own name for the sub-merchant', async () => {
    const xml = { appid: 'wx1', out_trade_no: 'PB0001' }
    const { body } = await view().v2.pay.orderquery.post.prepare({ xml })
    expect(new TextDecoder().decode(body)).toContain(`<sub_mch_id>${sub}</sub_mch_id>`)
  })

  test('by each of the three addresses', async () => {
    const path = 'v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close'
    const options = { out_trade_no: 'PB0001' }
    const shop = view()
    for (const node of [shop.chain(path), shop[path], shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.close])
      expect(await jsonOf(node.post.prepare(options))).toEqual({ sp_mchid: mchid, sub_mchid: sub })
  })

  test('nothing where nothing is documented', async () => {
    const { url } = await view().v3.certificates.get.prepare()
    expect(url).toMatch(/\/v3\/certificates$/)
    const unknown = await jsonOf(
      view()
        .chain('v3/brand-new/thing')
        .post.prepare({ json: { a: 1 } }),
    )
    expect(unknown).toEqual({ a: 1 })
    const json = { appid: 'wx1', mchid, ...order, payer: { openid: 'o' } }
    expect(await jsonOf(view().v3.pay.transactions.jsapi.post.prepare({ json }))).toEqual(json)
  })

  test('what a call gives stays, and its options are not changed', async () => {
    const json = Object.freeze({ ...order, sp_appid: 'wx9', sub_mchid: sub, payer: { sp_openid: 'o2' } })
    const options = Object.freeze({ json })
    const shop = client().partner(sub, { sp_appid: 'wx1' })
    const body = await jsonOf(shop.v3.pay.partner.transactions.jsapi.post.prepare(options))
    expect(body).toMatchObject({ sp_appid: 'wx9', sub_mchid: sub })
  })

  test('another sub-merchant is refused before anything is sent', async () => {
    const { close } = view().v3.pay.partner.transactions.outTradeNo._out_trade_no_
    const call = close.post({ out_trade_no: 'PB0001', json: { sub_mchid: '1900000111' } })
    await expect(call).rejects.toThrow(RequestError)
    await expect(call).rejects.toThrow(`sub_mchid: expected ${sub}, whom this client acts for, received 1900000111`)
    const path = view().v3.profitsharing.merchantConfigs._sub_mchid_.get({ sub_mchid: '1900000111' })
    await expect(path).rejects.toThrow('sub_mchid: expected')
  })

  test('what is no options object gets the message it always got', async () => {
    const { close } = view().v3.pay.partner.transactions.outTradeNo._out_trade_no_
    // @ts-expect-error a text instead of an options object
    await expect(close.post('PB0001')).rejects.toThrow('expected one options object')
  })

  test('signs as the partner, over the same connections', async () => {
    await using server = await SigningServer.start(answer({ amount: { total: 1 } }))
    const wxpay = new WechatPay(server.options())
    const options = { out_trade_no: 'PB0001', query: { mchid } }
    await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get(options)
    const shop = wxpay.partner(sub)
    await shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.get({ out_trade_no: 'PB0001' })
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 1])
    expect(server.received[1]?.headers.authorization).toContain(`mchid="${mchid}"`)
    wxpay.close()
  })

  test('a view is a client, and makes views', () => {
    const shop = view()
    expect(shop).toBeInstanceOf(WechatPay)
    expect([shop.mchid, shop.sub_mchid, shop.partner('1900000112').sub_mchid]).toEqual([mchid, sub, '1900000112'])
  })

  test('refuses what names nobody', () => {
    expect(() => client().partner('')).toThrow(ConfigError)
    expect(() => client().partner('190000010')).not.toThrow()
    expect(() => client().partner(sub, { sub_appid: '' })).toThrow(
      'partner: sub_appid: expected an appid, received an empty text',
    )
    // @ts-expect-error APIv2's name, which is the same for an application
    expect(() => client().partner(sub, { appid: 'wx1' })).toThrow(
      'there is no field "appid" to fill in; there are sp_appid, sub_appid',
    )
  })
})

test('property: of every documented operation, exactly the documented parties are filled', async () => {
  const documented = Object.entries(operations as Readonly<Record<string, { readonly fillable?: readonly string[] }>>)
  const values: Readonly<Record<string, string>> = {
    sp_mchid: mchid,
    sub_mchid: sub,
    sp_appid: 'wx1',
    sub_appid: 'wx2',
  }
  const shop = client().partner(sub, { sp_appid: 'wx1', sub_appid: 'wx2' })
  const gets = documented.filter(([operation]) => operation.startsWith('GET '))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...gets), async ([operation, { fillable = [] }]) => {
      const path = operation.slice(4)
      const parameters = Object.fromEntries(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, values[name!] ?? 'x']),
      )
      const { url } = await shop.chain(path).get.prepare(parameters)
      const query = new URL(url).searchParams
      const expected = fillable.flatMap((field) => /^query\.(s\w+)$/.exec(field)?.[1] ?? [])
      expect(Object.fromEntries(query)).toEqual(Object.fromEntries(expected.map((name) => [name, values[name]])))
    }),
  )
})
