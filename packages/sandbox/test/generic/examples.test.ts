import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { crypto } from 'wechatpay-ts/crypto'
import { APPID, MCHID, authorization, isAuthentic, keys } from '../routes/merchant.ts'
import { encrypted, world } from '../routes/world.ts'

/** Refunds of cross-border payments, which no product implements. */
const REFUNDS = '/v3/global/refunds'
const refund = { transaction_id: '1', out_refund_no: 'R1', amount: { refund: 5, total: 10, currency: 'CNY' } }

const serviceOrder = {
  appid: APPID,
  service_id: '500001',
  out_order_no: 'S1',
  service_introduction: '充电宝租借',
  time_range: { start_time: 'OnAccept' },
  risk_fund: { name: 'DEPOSIT', amount: 9900 },
  post_payments: [{ name: '租金', amount: 600 }],
  notify_url: 'https://shop.example/notify',
}

describe('an operation without state', () => {
  test('is answered by example, signed, with what the request said', async () => {
    const { status, headers, json, signed } = await world().post(REFUNDS, refund)
    expect({ status, signed, by: headers.get('sandbox-answer') }).toEqual({ status: 200, signed: true, by: 'example' })
    expect(json).toMatchObject({
      out_refund_no: 'R1',
      amount: { refund: 5 },
      id: expect.any(String) as string,
    })
  })

  test('says what the request said at the same place, though another field of that name is an enumeration', async () => {
    const { json } = await world().post('/v3/payscore/serviceorder', serviceOrder)
    expect(json).toMatchObject({ post_payments: [{ name: '租金', amount: 600 }], state: 'CREATED' })
  })

  test('says what the path said, and the same every time', async () => {
    const sandbox = world()
    const first = await sandbox.send('GET', `${REFUNDS}/out-refund-no/R-2`)
    expect(first.json).toMatchObject({ out_refund_no: 'R-2' })
    expect((await sandbox.send('GET', `${REFUNDS}/out-refund-no/R-2`)).text).toBe(first.text)
  })

  test('is not there when examples are not wanted', async () => {
    const { status, text } = await world({ policy: { exampleAnswers: false } }).post(REFUNDS, refund)
    expect([status, text]).toEqual([404, ''])
  })

  test('answers 204 with nothing, and signs that', async () => {
    const target = '/v3/repayment/combine-transactions/partner/out-trade-no/REPAY1/close'
    const sub_orders = [1, 2].map((index) => ({ mchid: MCHID, out_trade_no: `ORDER${index}` }))
    const { status, text, signed } = await world().post(target, { sub_orders })
    expect([status, text, signed]).toEqual([204, '', true])
  })

  test('is on every host of the API', async () => {
    const prefixed = await world().send('GET', '/hk/v3/merchants/1900000001')
    expect([prefixed.status, prefixed.signed]).toEqual([200, true])
    expect((await world().send('GET', '/eu/v3/merchants/1900000001')).status).toBe(404)
  })

  test('lets no path of the web page be taken for its own', async () => {
    const { api } = world()
    expect((await api.request('/index.html')).status).toBe(404)
    expect((await api.request('/')).status).toBe(404)
  })
})

describe('what a request without state is checked for', () => {
  test.each(['associate', 'disassociate'])('numbers of usual length %s a coupon with an order', async (verb) => {
    const coupon = {
      stock_id: '100088',
      coupon_code: 'sxxe34343434',
      out_trade_no: 'MCH_102233445',
      out_request_no: 'R1',
    }
    expect((await world().post(`/v3/marketing/busifavor/coupons/${verb}`, coupon)).status).toBe(200)
  })

  test.each<[start: string, status: number]>([
    ['OnAccept', 200],
    ['20310709', 200],
    ['20310709054400', 200],
    ['onaccept', 400],
    ['2031-07-09', 400],
  ])('a service order starts at %s: %i', async (start_time, expected) => {
    const { status } = await world().post('/v3/payscore/serviceorder', { ...serviceOrder, time_range: { start_time } })
    expect(status).toBe(expected)
  })

  test.each<[name: string, signed: object, code: string]>([
    ['the signature', { body: '{}' }, '错误的签名，验签失败'],
    ['the merchant', { mchid: '1900000000' }, '商户未申请过证书'],
    ['the clock', { secondsOff: 600 }, 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟'],
  ])('%s', async (_, signed, message) => {
    const { status, json } = await world().post(REFUNDS, refund, { signed })
    expect({ status, json }).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR', message } })
  })

  test('the method', async () => {
    expect((await world().send('DELETE', REFUNDS)).status).toBe(405)
  })

  test('the type of a field', async () => {
    const { status, json } = await world().post(REFUNDS, { ...refund, amount: { ...refund.amount, refund: '5' } })
    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'PARAM_ERROR',
      message: expect.stringContaining('/body/amount/refund') as string,
    })
  })

  test('numbers, which in a query are text', async () => {
    const at = (offset: string) =>
      `/v3/marketing/busifavor/users/oUser/coupons?appid=${APPID}&offset=${offset}&limit=10`
    expect((await world().send('GET', at('1'))).status).toBe(200)
    expect((await world().send('GET', at('one'))).status).toBe(400)
  })

  test('the merchant number in the body', async () => {
    const target = '/v3/pay/transactions/out-trade-no/P1/close'
    const { status } = await world().post(target, { mchid: '1900000001' })
    expect(status).toBe(400)
  })
})

describe('a brand', () => {
  async function asBrand(target: string): Promise<number> {
    const sandbox = world()
    const timestamp = Math.floor(sandbox.clock.real / 1000)
    const own = await authorization({ method: 'GET', target, timestamp })
    const header = own.replace(/^\S+ mchid=/, 'WECHATPAY-BRAND-SHA256-RSA2048 brand_id=')
    return (await sandbox.send('GET', target, undefined, { headers: { authorization: header } })).status
  }

  const coupon = '/brand/marketing/product-coupon/product-coupons/1'

  test('calls by its own scheme, where brands may', async () => {
    expect(await asBrand(coupon)).toBe(200)
    expect(await asBrand('/v3/brand/applyments/applyment-id/1')).toBe(401)
    expect(await asBrand(`${REFUNDS}/out-refund-no/R1`)).toBe(401)
  })

  test('is called by nobody else', async () => {
    expect((await world().send('GET', coupon)).status).toBe(401)
  })
})

describe('sensitive fields', () => {
  const target = '/v3/ecommerce/profitsharing/receivers/add'
  const receiver = { appid: APPID, type: 'PERSONAL_OPENID', account: 'o1', relation_type: 'SUPPLIER' }

  test('are opened with the platform key, or refused', async () => {
    const good = await world().post(target, { ...receiver, encrypted_name: await encrypted('张三') })
    expect(good.status).toBe(200)
    const bad = await world().post(target, { ...receiver, encrypted_name: '张三' })
    expect(bad.json).toMatchObject({ code: 'PARAM_ERROR', message: '平台私钥解密失败' })
  })

  test('leave encrypted to the merchant', async () => {
    const { json } = await world().send('GET', '/v3/merchant-service/complaints-v2/200201820200101080076610000')
    const { payer_phone } = json as { payer_phone: string }
    const plain = await crypto.fieldDecrypter(keys.merchant.privateKey).decrypt(payer_phone)
    expect(plain).not.toBe('')
    expect(payer_phone).toHaveLength(344)
  })
})

describe('files', () => {
  /** Requests a file as bytes, since most files are not text. */
  async function file(target: string, headers: Record<string, string> = {}) {
    const { api, clock } = world()
    const signature = await authorization({ method: 'GET', target, timestamp: Math.floor(clock.real / 1000) })
    const answer = await api.request(target, {
      headers: { accept: '*/*', 'user-agent': 'test', authorization: signature, ...headers },
    })
    return { headers: answer.headers, status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) }
  }

  test('a bill has the digest that was told before, compressed or not, and no signature', async () => {
    const told = await world().send('GET', '/v3/profitsharing/bills?bill_date=2026-03-01&tar_type=GZIP')
    const { hash_value, download_url } = told.json as { hash_value: string; download_url: string }
    const { origin, pathname, search } = new URL(download_url)
    expect(origin).toBe('http://sandbox')
    const { bytes, headers } = await file(pathname + search)
    expect(headers.get('sandbox-answer')).toBe('example')
    expect(createHash('sha1').update(gunzipSync(bytes)).digest('hex')).toBe(hash_value)
    expect(headers.get('wechatpay-signature')).toBeNull()
    expect(Buffer.from((await file('/v3/billdownload/file?token=example-trades')).bytes).toString()).toContain(
      '交易时间',
    )
  })

  test('a statement is signed by its digest', async () => {
    const { bytes, headers } = await file('/v3/global/statements?date=20260301&mchid=1900000109')
    const sha1 = createHash('sha1').update(bytes).digest('hex')
    expect(headers.get('wechatpay-statement-sha1')).toBe(sha1)
    expect(await isAuthentic(headers, Buffer.from(JSON.stringify({ sha1 })))).toBe(true)
  })

  test('is compressed for who accepts that', async () => {
    const { bytes, headers } = await file('/v3/global/statements?date=20260301&mchid=1900000109', {
      'accept-encoding': 'gzip',
    })
    expect(headers.get('content-encoding')).toBe('gzip')
    expect(createHash('sha1').update(gunzipSync(bytes)).digest('hex')).toBe(headers.get('wechatpay-statement-sha1'))
  })
})

describe('a field that is needed in one case only', () => {
  const receiver = { appid: APPID, type: 'MERCHANT_ID', account: '1900000200', name: '商户全称' }

  test.each<[relation: object, status: number]>([
    [{ relation_type: 'CUSTOM', custom_relation: '代理商' }, 200],
    [{ relation_type: 'CUSTOM' }, 400],
    // The documentation shows both together.
    [{ relation_type: 'STORE', custom_relation: '代理商' }, 200],
    [{ relation_type: 'STORE' }, 200],
  ])('%j', async (relation, expected) => {
    const name = await encrypted(receiver.name)
    const { status } = await world().post('/v3/profitsharing/receivers/add', { ...receiver, name, ...relation })
    expect(status).toBe(expected)
  })
})

describe('an upload', () => {
  const target = '/v3/merchant/media/upload'
  const content = Buffer.from('a file')
  const sha256 = createHash('sha256').update(content).digest('hex')

  interface UploadOptions {
    readonly signed?: string
    readonly name?: string
    /** Replaces the content type, whose boundary is the form's. */
    readonly type?: string
    readonly file?: Buffer<ArrayBuffer>
  }

  async function upload(meta: string, { signed = meta, name = 'a.png', type, file = content }: UploadOptions = {}) {
    const { exchange, clock } = world()
    const form = new FormData()
    form.set('meta', meta)
    form.set('file', new Blob([file]), name)
    const encoded = new Response(form)
    const timestamp = Math.floor(clock.real / 1000)
    const headers = {
      accept: 'application/json',
      'user-agent': 'test',
      'content-type': type ?? encoded.headers.get('content-type')!,
      authorization: await authorization({ method: 'POST', target, body: signed, timestamp }),
    }
    const body = await encoded.arrayBuffer()
    return exchange(new Request(`http://sandbox${target}`, { method: 'POST', headers, body }))
  }

  test('signs what goes with the file, not the file', async () => {
    const { status, json } = await upload(JSON.stringify({ filename: 'a.png', sha256 }))
    expect([status, json]).toEqual([200, { media_id: expect.any(String) as string }])
  })

  test.each(['multipart/form-data', 'Multipart/Form-Data;', 'multipart/form-data; charset=utf-8'])(
    'may leave the boundary to the body: %s',
    async (type) => {
      const { status, signed } = await upload(JSON.stringify({ filename: 'a.png', sha256 }), { type })
      expect([status, signed]).toEqual([200, true])
    },
  )

  test('may be as large as documented, which is more than any other body, and no larger', async () => {
    const send = (bytes: number) => {
      const file = Buffer.alloc(bytes, 'x')
      const digest = createHash('sha256').update(file).digest('hex')
      return upload(JSON.stringify({ filename: 'a.png', sha256: digest }), { file })
    }
    expect((await send(2 * 1024 * 1024)).status).toBe(200)
    expect((await send(2 * 1024 * 1024 + 1)).json).toMatchObject({
      code: 'PARAM_ERROR',
      message: '文件大小不能超过2M，请检查后重新提交',
    })
  })

  test.each<[name: string, meta: object, options: UploadOptions, status: number]>([
    ['another digest', { filename: 'a.png', sha256: sha256.replace(/^./, 'x') }, {}, 400],
    ['no digest', { filename: 'a.png' }, {}, 400],
    ['another signature', { filename: 'a.png', sha256 }, { signed: '{}' }, 401],
  ])('is refused with %s', async (_, meta, options, status) => {
    expect((await upload(JSON.stringify(meta), options)).status).toBe(status)
  })

  test.each([
    undefined,
    'application/json',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-dataset; boundary=x',
    'text/plain; boundary=x',
  ])('is refused with the content type %s, and told why', async (type) => {
    const headers = { 'content-type': type ?? null }
    const { status, json } = await world().post(target, { filename: 'a.png', sha256 }, { headers })
    expect([status, json]).toEqual([
      400,
      {
        code: 'PARAM_ERROR',
        message: 'Http头Content-Type不正确，请使用multipart/form-data，并带上与请求体一致的boundary',
      },
    ])
  })

  test('is refused when its boundary is another', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=other' }
    const { json } = await world().post(target, { filename: 'a.png', sha256 }, { headers })
    expect(json).toMatchObject({ message: '请求体不是合法的 multipart/form-data' })
  })
})
