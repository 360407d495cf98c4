import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  alreadyEncrypted,
  ApiError,
  MalformedResponseError,
  MessageRefusedError,
  NotFoundError,
  OutcomeUnknownError,
  PaymentPendingError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  SignatureRefusedError,
  Undecrypted,
  VerificationError,
  WechatPay,
  type WechatPayOptions,
} from '../../../src/index.ts'
import { toXml, verifyV2, type Fields } from '../../../src/v2/index.ts'
import { settles } from '../../../src/request/retry/should-retry.ts'
import { decryptPkcs1 } from '../../../src/v2/node-crypto.ts'
import { mchid, merchantKey, merchantSpki, SigningServer, type Behaviour } from '../../helpers/signing-server.ts'
import { apiV2Key } from '../../helpers/api-v2-key.ts'
import { answerV2, fieldsOf, plain } from '../../helpers/v2-server.ts'

const clock = { now: Date.now, sleep: async () => {} }

async function start(
  behaviour: Behaviour,
  options: Partial<WechatPayOptions> = {},
): Promise<{ server: SigningServer; wxpay: WechatPay } & AsyncDisposable> {
  const server = await SigningServer.start(behaviour)
  const wxpay = new WechatPay(server.options({ apiV2Key, clock, ...options }))
  return { server, wxpay, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** Unwraps the cause; whether the call took effect is tested elsewhere. */
function withoutDoubt(error: unknown): unknown {
  return error instanceof OutcomeUnknownError ? error.cause : error
}

const payment = { appid: 'wx1', body: '充电宝', out_trade_no: 'A1', total_fee: 1, spbill_create_ip: '127.0.0.1' }
const sharing = { appid: 'wx1', transaction_id: '4200', out_order_no: 'P1', receivers: '[]' }
const order = {
  appid: 'wx1',
  body: '充电 & <宝>',
  out_trade_no: 'A1',
  total_fee: 100,
  spbill_create_ip: '127.0.0.1',
  notify_url: 'https://shop.test/?a=1&b=2',
  trade_type: 'NATIVE',
}

describe('a call', () => {
  test('is filled in, signed and sent as XML; its answer is verified and read', async () => {
    await using it = await start(answerV2({ prepay_id: 'wx2', code_url: 'weixin://x' }))
    const { data, status } = await it.wxpay.v2.pay.unifiedorder.post({ xml: order })
    expect(status).toBe(200)
    expect(data).toMatchObject({ return_code: 'SUCCESS', prepay_id: 'wx2', code_url: 'weixin://x' })

    const [received] = it.server.received
    expect(received).toMatchObject({ method: 'POST', target: '/pay/unifiedorder' })
    expect(received!.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(received!.headers).not.toHaveProperty('authorization')
    const sent = fieldsOf(received!)
    expect(sent).toMatchObject({ ...order, total_fee: '100', mch_id: mchid, sign_type: 'HMAC-SHA256' })
    expect(sent['nonce_str']).toMatch(/^[0-9A-F]{32}$/)
    expect(sent['sign']).toHaveLength(64)
    expect(await verifyV2(sent, apiV2Key)).toBe(true)
  })

  test('with words that APIv2 would sign like a field of its own is not sent', async () => {
    await using it = await start(answerV2({}))
    await expect(
      it.wxpay.v2.pay.unifiedorder.post({ xml: { ...order, attach: 'PB1&bank_type=CFT' } }),
    ).rejects.toMatchObject({
      name: 'RequestError',
      field: 'xml.attach',
      message: 'POST v2/pay/unifiedorder: xml.attach holds &bank_type=, which APIv2 signs like a field of its own',
    })
    await expect(
      it.wxpay.v2.pay.unifiedorder.post({ xml: { ...order, out_trade_no: 'A1&total_fee=1' } }),
    ).rejects.toMatchObject({ field: 'xml.out_trade_no' })
    expect(it.server.received).toHaveLength(0)
    await it.wxpay.v2.pay.unifiedorder.post({ xml: { ...order, attach: 'from=app&out_trade_no=7&b=2' } })
    expect(fieldsOf(it.server.received[0]!)).toMatchObject({ attach: 'from=app&out_trade_no=7&b=2' })
  })

  test('that a user’s browser carries holds no field in a text that the user may have written', async () => {
    await using it = await start(answerV2({}))
    const contract = {
      appid: 'wx1',
      plan_id: 1,
      contract_code: 'C1',
      request_serial: 1,
      version: '1.0',
      timestamp: '1772330400',
      notify_url: 'https://shop.test/?a=1&plan_id=2',
    }
    const page = (contract_display_account: string) =>
      it.wxpay.v2.papay.entrustweb.get({ query: { ...contract, contract_display_account } })
    expect((await page('A & B')).data.url).toContain('entrustweb')
    await expect(page('A&x=1')).rejects.toMatchObject({ field: 'query.contract_display_account' })
  })

  test('is the same in all three addresses', async () => {
    await using it = await start(answerV2({}))
    await it.wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: 'A1' } })
    await it.wxpay.chain('v2/pay/orderquery').post({ xml: { appid: 'wx1', out_trade_no: 'A1' } })
    await it.wxpay['v2/pay/orderquery'].post({ xml: { appid: 'wx1', out_trade_no: 'A1' } })
    expect(it.server.received.map(({ target }) => target)).toEqual(Array(3).fill('/pay/orderquery'))
  })

  test('that the spec does not know works too, signed with MD5', async () => {
    await using it = await start(answerV2({ extra: '1' }, 'MD5'))
    const address = it.wxpay.chain('v2/pay/brandnew')
    expect((await address.post({ xml: { a: 1 } })).data).toMatchObject({ extra: '1' })
    const sent = fieldsOf(it.server.received[0]!)
    expect(sent).not.toHaveProperty('sign_type')
    expect(sent['sign']).toHaveLength(32)
    expect(await verifyV2(sent, apiV2Key)).toBe(true)
  })

  test('can be looked at before it is sent; the signing string is without the key', async () => {
    await using it = await start(answerV2({}))
    const prepared = await it.wxpay.v2.pay.orderquery.post.prepare({
      xml: { out_trade_no: 'A1', nonce_str: 'n' } as never,
    })
    expect(prepared).toMatchObject({
      method: 'POST',
      target: '/pay/orderquery',
      url: `${it.server.url}/pay/orderquery`,
    })
    expect(prepared.signingString).toBe(`mch_id=${mchid}&nonce_str=n&out_trade_no=A1&sign_type=HMAC-SHA256`)
    expect(it.server.received).toHaveLength(0)
  })

  test('goes to the host of its own unless the client has another', async () => {
    await using it = await start(answerV2({}))
    const { baseUrl: _, ...production } = it.server.options({ apiV2Key })
    const address = (wxpay: WechatPay) => wxpay.v2.secsvc.realnameauth.post.prepare({ xml: {} })
    expect((await address(new WechatPay(production))).url).toBe('https://fraud.mch.weixin.qq.com/secsvc/realnameauth')
    expect((await address(it.wxpay)).url).toBe(`${it.server.url}/secsvc/realnameauth`)
  })
})

describe('what is filled in', () => {
  /** @returns the fields that the call would send */
  async function sent(
    call: (wxpay: WechatPay) => { readonly prepare: (options: never) => Promise<{ readonly body: Uint8Array }> },
    xml: Fields,
  ) {
    await using it = await start(answerV2({}))
    const { body } = await call(it.wxpay).prepare({ xml } as never)
    const fields = fieldsOf({ body: Buffer.from(body) } as never)
    expect(await verifyV2(fields, apiV2Key)).toBe(true)
    return fields
  }

  test('the kind of signature: HMAC-SHA256 where it is taken, as the caller says, MD5 where nothing is said', async () => {
    const hmac = await sent((wxpay) => wxpay.v2.pay.unifiedorder.post, {})
    expect([hmac['sign_type'], hmac['sign']?.length]).toEqual(['HMAC-SHA256', 64])
    const md5 = await sent((wxpay) => wxpay.v2.pay.unifiedorder.post, { sign_type: 'MD5' })
    expect([md5['sign_type'], md5['sign']?.length]).toEqual(['MD5', 32])
    const only = await sent((wxpay) => wxpay.v2.secapi.pay.profitsharing.post, {})
    expect([only['sign_type'], only['sign']?.length]).toEqual(['HMAC-SHA256', 64])
    const none = await sent((wxpay) => wxpay.v2.mmpaymkttransfers.sendredpack.post, {})
    expect([none['sign_type'], none['sign']?.length]).toEqual([undefined, 32])
  })

  test('the merchant number under the name that it has there', async () => {
    expect(await sent((wxpay) => wxpay.v2.mmpaymkttransfers.promotion.transfers.post, {})).toMatchObject({ mchid })
    const combined = await sent((wxpay) => wxpay.v2.pay.combinedorder.post, {})
    expect(combined).toMatchObject({ combine_mch_id: mchid })
    expect(combined).not.toHaveProperty('mch_id')
  })

  test('a nonce, unless there is one or none is taken', async () => {
    expect((await sent((wxpay) => wxpay.v2.pay.orderquery.post, { nonce_str: 'mine' }))['nonce_str']).toBe('mine')
    expect(await sent((wxpay) => wxpay.v2.papay.querycontract.post, {})).not.toHaveProperty('nonce_str')
  })

  test('nothing for what is undefined; empty texts are sent and not signed', async () => {
    const fields = await sent((wxpay) => wxpay.v2.pay.orderquery.post, { out_trade_no: undefined, transaction_id: '' })
    expect(fields).not.toHaveProperty('out_trade_no')
    expect(fields).toMatchObject({ transaction_id: '' })
  })
})

describe('a call is refused before it is sent', () => {
  const xml = { appid: 'wx1', out_trade_no: 'A1' }
  test.each<[string, (wxpay: WechatPay) => Promise<unknown>, string, string]>([
    [
      'for another merchant',
      (w) => w.v2.pay.orderquery.post({ xml: { ...xml, mch_id: '1' } }),
      'xml.mch_id',
      'signs as',
    ],
    [
      'with a signature of its own',
      (w) => w.v2.pay.orderquery.post({ xml: { ...xml, sign: 'A' } as never }),
      'xml.sign',
      'the client signs',
    ],
    [
      'with a kind of signature that is none',
      (w) => w.v2.pay.orderquery.post({ xml: { ...xml, sign_type: 'RSA' } }),
      'xml.sign_type',
      'expected MD5 or HMAC-SHA256, received a text of 3 characters',
    ],
    [
      'with one that is not taken there',
      (w) => w.v2.secapi.pay.profitsharing.post({ xml: { ...sharing, sign_type: 'MD5' } }),
      'xml.sign_type',
      'expected HMAC-SHA256, received MD5',
    ],
    [
      'with an object for a field',
      (w) =>
        w.v2.pay.unifiedorder.post({
          xml: { ...payment, trade_type: 'NATIVE', notify_url: 'https://shop.example', detail: {} as never },
        }),
      'xml.detail',
      'expected a text or a number, received an object',
    ],
    ['with JSON', (w) => w.chain('v2/pay/orderquery').post({ json: xml } as never), 'json', 'it takes no json'],
    [
      'with a list',
      (w) => w.v2.pay.orderquery.post({ xml: [] as never }),
      'xml',
      'expected an object, received an array',
    ],
    [
      'with a header of ours',
      (w) => w.v2.pay.orderquery.post({ xml, headers: { host: 'x' } }),
      'headers.host',
      'itself',
    ],
    [
      'with a body of its own',
      (w) => w.chain('v2/pay/orderquery').post({ body: '<xml/>' } as never),
      'body',
      'it takes no body',
    ],
    ['with XML below v3', (w) => w.chain('v3/certificates').get({ xml } as never), 'xml', 'takes no xml'],
    [
      'with bank details and no key for them',
      (w) => w.v2.mmpaysptrans.pay_bank.post({ xml: { enc_bank_no: '6222' } }),
      'transferPublicKey',
      'xml.enc_bank_no is encrypted',
    ],
  ])('%s', async (_, call, field, message) => {
    await using it = await start(answerV2({}))
    const error = await call(it.wxpay).then(
      () => expect.fail('it was sent'),
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ field })
    expect(String(error)).toContain(message)
    expect(it.server.received).toHaveLength(0)
  })

  test('without the APIv2 key', async () => {
    await using server = await SigningServer.start()
    const error = await new WechatPay(server.options()).v2.pay.orderquery
      .post({ xml })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'RequestError',
      field: 'apiV2Key',
      hint: { en: expect.stringContaining('APIv3') },
    })
  })
})

describe('an answer', () => {
  const query = (wxpay: WechatPay) =>
    wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: 'A1' }, maxRetries: 0 })

  test('is believed in either kind of signature, whichever was asked for', async () => {
    await using it = await start(answerV2({ trade_state: 'SUCCESS', total_fee: 1 }, 'MD5'))
    expect((await query(it.wxpay)).data).toMatchObject({ trade_state: 'SUCCESS', total_fee: '1' })
  })

  test.each<[string, Behaviour, abstract new (...args: never[]) => Error, string]>([
    [
      'not signed',
      plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS' })),
      VerificationError,
      'VERIFICATION_MISSING_SIGNATURE',
    ],
    [
      'signed for something else',
      plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS', sign: '0'.repeat(64) })),
      VerificationError,
      'VERIFICATION_BAD_SIGNATURE',
    ],
    [
      'a refusal with a wrong signature',
      plain(toXml({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: 'ORDERPAID', sign: '0'.repeat(64) })),
      VerificationError,
      'VERIFICATION_BAD_SIGNATURE',
    ],
    [
      'with elements that no signature covers',
      plain('<xml><return_code>SUCCESS</return_code><sign>A</sign><a><b>1</b></a></xml>'),
      VerificationError,
      'VERIFICATION_BAD_SIGNATURE',
    ],
    ['a page of a proxy', plain('<html><body>busy</body></html>'), MalformedResponseError, 'RESPONSE_MALFORMED'],
    ['nothing', plain(''), MalformedResponseError, 'RESPONSE_MALFORMED'],
    ['without return_code', plain('<xml><a>1</a></xml>'), MalformedResponseError, 'RESPONSE_MALFORMED'],
    ['a gateway error', plain('<html>502</html>', { status: 502 }), ServerError, 'HTTP_502'],
  ])('%s is not', async (_, behaviour, kind, code) => {
    await using it = await start(behaviour)
    const error = await query(it.wxpay).catch(withoutDoubt)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ code })
  })

  test('that is documented without a signature needs none, but must not have a wrong one', async () => {
    await using it = await start(plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS', pub_key: 'K' })))
    expect((await it.wxpay.v2.risk.getpublickey.post({ xml: {} })).data).toMatchObject({ pub_key: 'K' })
    it.server.next(plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS', pub_key: 'K', sign: '0'.repeat(32) })))
    await expect(it.wxpay.v2.risk.getpublickey.post({ xml: {}, maxRetries: 0 })).rejects.toThrow()
  })

  test.each([
    ['no entry', '<hblist/>', []],
    ['one', '<hblist><hbinfo><amount>1</amount></hbinfo></hblist>', [{ amount: '1' }]],
    [
      'two',
      '<hblist><hbinfo><amount>1</amount></hbinfo><hbinfo><amount>2</amount></hbinfo></hblist>',
      [{ amount: '1' }, { amount: '2' }],
    ],
  ])('with a list of %s', async (_, list, entries) => {
    await using it = await start(
      plain(`<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code>${list}</xml>`),
    )
    const { data } = await it.wxpay.v2.mmpaymkttransfers.gethbinfo.post({ xml: {} })
    expect((data as { hblist?: { hbinfo?: unknown } }).hblist?.hbinfo ?? []).toEqual(entries)
  })
})

describe('FAIL', () => {
  const refuse = (fields: Fields): Behaviour => plain(toXml({ return_code: 'SUCCESS', result_code: 'FAIL', ...fields }))
  const micropay = (wxpay: WechatPay) => wxpay.v2.pay.micropay.post({ xml: { ...payment, auth_code: '1' } })

  test.each<[string, Behaviour, abstract new (...args: never[]) => Error, string]>([
    [
      'of the form',
      plain(toXml({ return_code: 'FAIL', return_msg: '参数格式校验错误' })),
      MessageRefusedError,
      'RETURN_CODE_FAIL',
    ],
    [
      'of the signature',
      plain(toXml({ return_code: 'FAIL', return_msg: '签名错误' })),
      SignatureRefusedError,
      'RETURN_CODE_FAIL',
    ],
    [
      'of the certificate',
      plain(toXml({ return_code: 'FAIL', return_msg: '证书已过期' })),
      PermissionError,
      'RETURN_CODE_FAIL',
    ],
    ['of the signature, by code', refuse({ err_code: 'SIGNERROR' }), SignatureRefusedError, 'SIGNERROR'],
    ['too often', refuse({ err_code: 'FREQUENCY_LIMITED' }), RateLimitError, 'FREQUENCY_LIMITED'],
    ['not allowed', refuse({ err_code: 'NOAUTH' }), PermissionError, 'NOAUTH'],
    ['not there', refuse({ err_code: 'ORDERNOTEXIST' }), NotFoundError, 'ORDERNOTEXIST'],
    ['of the business', refuse({ err_code: 'NOTENOUGH', err_code_des: '余额不足' }), ApiError, 'NOTENOUGH'],
    ['with the other name of the code', refuse({ error_code: 'X1', error_code_des: 'y' }), ApiError, 'X1'],
    ['without a code', refuse({}), ApiError, 'RESULT_CODE_FAIL'],
  ])('%s', async (_, behaviour, kind, code) => {
    await using it = await start(behaviour)
    const error = await micropay(it.wxpay).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ code, status: 200, operation: 'POST v2/pay/micropay' })
    expect(it.server.received).toHaveLength(1)
  })

  test('keeps WeChat Pay’s words', async () => {
    await using it = await start(refuse({ err_code: 'NOTENOUGH', err_code_des: '余额不足' }))
    await expect(micropay(it.wxpay)).rejects.toMatchObject({
      apiMessage: '余额不足',
      message: expect.stringContaining('POST v2/pay/micropay: 200 NOTENOUGH 余额不足') as string,
    })
  })

  test.each<[name: string, fields: Fields, hint: string]>([
    [
      'the table of the operation',
      { err_code: 'NOTENOUGH', err_code_des: '余额不足' },
      '用户余额不足：请用户换用其他银行卡',
    ],
    ['the code, where the table has no such row', { err_code: 'FREQUENCY_LIMITED' }, '请降低频率'],
  ])('is explained by %s', async (_, fields, zh) => {
    await using it = await start(refuse(fields))
    await expect(micropay(it.wxpay)).rejects.toMatchObject({ code: fields['err_code'], hint: { zh } })
  })

  test('of the form is explained by the table, too', async () => {
    await using it = await start(plain(toXml({ return_code: 'FAIL', return_msg: '签名错误' })))
    const close = it.wxpay.v2.pay.closeorder.post({ xml: { appid: 'wx1', out_trade_no: 'A1' } })
    await expect(close).rejects.toMatchObject({ hint: { zh: expect.stringContaining('不是 APIv3 密钥') as string } })
  })

  test.each([
    ['SYSTEMERROR', ServerError],
    ['BANKERROR', ServerError],
    ['BIZERR_NEED_RETRY', ServerError],
    ['USERPAYING', PaymentPendingError],
    // A red packet that was accepted and is sent later.
    ['PROCESSING', PaymentPendingError],
  ])('%s leaves a payment in doubt', async (err_code, kind) => {
    await using it = await start(refuse({ err_code }))
    const error = await micropay(it.wxpay).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect((error as Error).cause).toBeInstanceOf(kind)
    expect((error as Error).cause).toMatchObject({ code: err_code })
  })

  test('a busy system does, too, though it names no code', async () => {
    await using it = await start(plain(toXml({ return_code: 'FAIL', return_msg: '系统繁忙，请稍后再试' })))
    const error = await micropay(it.wxpay).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect((error as Error).cause).toBeInstanceOf(ServerError)
  })

  test('USERPAYING is never answered with another payment', async () => {
    await using it = await start(refuse({ err_code: 'USERPAYING' }))
    await expect(micropay(it.wxpay)).rejects.toThrow()
    expect(it.server.received).toHaveLength(1)
  })
})

describe('again', () => {
  test('a call that no connection came about for: the same bytes', async () => {
    await using it = await start(answerV2({}))
    const wxpay = new WechatPay(
      it.server.options({ apiV2Key, clock, baseUrl: 'http://127.0.0.1:1', backupBaseUrl: it.server.url }),
    )
    await wxpay.v2.pay.micropay.post({ xml: { ...payment, auth_code: '1' } })
    expect(it.server.received).toHaveLength(1)
  })

  test('what was lost stays in doubt where the repeat is refused before anybody looked at it', () => {
    const details = { operation: 'o', status: 200, apiCode: 'c', apiMessage: '', requestId: '', retryAfterMs: 0 }
    const kinds = [MessageRefusedError, SignatureRefusedError, PaymentPendingError, ServerError, ApiError]
    expect(kinds.map((Kind) => settles(new Kind(details)))).toEqual([false, false, false, false, true])
  })
})

describe('pages for the browser', () => {
  test('are signed addresses; nothing is sent', async () => {
    await using it = await start(answerV2({}))
    const query = { appid: 'wx1', plan_id: '12', notify_url: 'https://shop.test/?a=b&c', version: '1.0', timestamp: 1 }
    const { data, status, headers } = await it.wxpay.v2.papay.entrustweb.get({ query } as never)
    const { url } = data as { url: string }
    expect([status, headers['location']]).toEqual([302, url])
    const parsed = new URL(url)
    expect(parsed.pathname).toBe('/papay/entrustweb')
    expect(parsed.hash).toBe('#wechat_redirect')
    const fields = Object.fromEntries(parsed.searchParams)
    expect(fields).toMatchObject({ notify_url: query.notify_url, mch_id: mchid })
    expect(fields).not.toHaveProperty('nonce_str')
    expect(await verifyV2(fields, apiV2Key)).toBe(true)
    expect(it.server.received).toHaveLength(0)
  })

  test('the one that takes no signature gets none', async () => {
    await using it = await start(answerV2({}))
    const { data } = await it.wxpay.v2.appauth.authindex.get({ query: { appid: 'wx1' } })
    expect((data as { url: string }).url).toBe(
      `${it.server.url}/appauth/authindex?appid=wx1&mch_id=${mchid}#wechat_redirect`,
    )
  })
})

describe('answers that are not XML', () => {
  const bill = '\ufeff交易时间,公众账号ID\r\n`2026-01-01 00:00:00,`wx1\r\n'
  const download = (wxpay: WechatPay, tar_type?: string) =>
    wxpay.v2.pay.downloadbill.post({ xml: { appid: 'wx1', bill_date: '20260101', tar_type }, maxRetries: 0 })

  test('a bill is its text, byte order mark and all', async () => {
    await using it = await start(plain(bill))
    expect((await download(it.wxpay)).data).toBe(bill)
  })

  test('a compressed one too', async () => {
    await using it = await start((_, response) => void response.end(gzipSync(bill)))
    expect((await download(it.wxpay, 'GZIP')).data).toBe(bill)
  })

  test('a damaged one is refused', async () => {
    await using it = await start((_, response) => void response.end(gzipSync(bill).subarray(0, -9)))
    await expect(download(it.wxpay, 'GZIP')).rejects.toMatchObject({ code: 'RESPONSE_MALFORMED' })
  })

  test('one that never ends is given up', async () => {
    const endless = gzipSync(Buffer.alloc(65 * 1024 * 1024))
    await using it = await start((_, response) => void response.end(endless))
    await expect(download(it.wxpay, 'GZIP')).rejects.toThrow('larger than this call can hold')
  })

  test('a failure comes as XML', async () => {
    await using it = await start(
      plain(toXml({ return_code: 'FAIL', return_msg: 'No Bill Exist', error_code: '20002' })),
    )
    await expect(download(it.wxpay)).rejects.toMatchObject({ code: '20002', apiMessage: 'No Bill Exist' })
  })

  test('JSON with a number for the outcome', async () => {
    await using it = await start(plain('{"retcode":0,"access_token":"T"}'))
    const query = { appid: 'wx1', openid: 'o', code: 'c' }
    const call = () => it.wxpay.v2.appauth.getaccesstoken.get({ query, maxRetries: 0 })
    expect((await call()).data).toMatchObject({ access_token: 'T' })
    const fields = Object.fromEntries(new URL(it.server.received[0]!.target, 'http://a').searchParams)
    expect(fields).toMatchObject({ ...query, sign_type: 'HMAC-SHA256', mch_id: mchid })
    expect(await verifyV2(fields, apiV2Key)).toBe(true)

    it.server.next(plain('{"retcode":-1,"retmsg":"code expired"}'))
    await expect(call()).rejects.toMatchObject({ code: 'RETCODE_-1', apiMessage: 'code expired' })
    for (const other of ['<html>', 'null', '0', '[]']) {
      it.server.next(plain(other))
      await expect(call()).rejects.toMatchObject({ code: 'RESPONSE_MALFORMED' })
    }
  })
})

describe('sensitive fields', () => {
  const transfer = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const transferPublicKey = transfer.publicKey.export({ type: 'pkcs1', format: 'pem' })

  test('go to a bank encrypted with the key for transfers, and signed as they go', async () => {
    await using it = await start(answerV2({}, 'MD5'), { transferPublicKey })
    const xml = { enc_bank_no: '6222020000000000', enc_true_name: '张三', amount: 100 }
    await it.wxpay.v2.mmpaysptrans.pay_bank.post({ xml })
    const sent = fieldsOf(it.server.received[0]!)
    const open = (text: string) =>
      privateDecrypt({ key: transfer.privateKey, oaepHash: 'sha1' }, Buffer.from(text, 'base64')).toString()
    expect([open(sent['enc_bank_no']!), open(sent['enc_true_name']!)]).toEqual([xml.enc_bank_no, '张三'])
    expect(await verifyV2(sent, apiV2Key)).toBe(true)
  })

  test('that the caller has encrypted stay as they are; too long a text is refused', async () => {
    await using it = await start(answerV2({}, 'MD5'), { transferPublicKey })
    const pay = it.wxpay.v2.mmpaysptrans.pay_bank.post
    await pay({ xml: { enc_bank_no: alreadyEncrypted('QUJD', 'x') as never } })
    expect(fieldsOf(it.server.received[0]!)).toMatchObject({ enc_bank_no: 'QUJD' })
    await expect(pay({ xml: { enc_bank_no: '1'.repeat(215) } })).rejects.toMatchObject({ field: 'xml.enc_bank_no' })
  })

  test('with another padding are not taken for text', () => {
    const key = createPublicKey({ key: Buffer.from(merchantSpki), format: 'der', type: 'spki' })
    const block = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(248, 0xff), Buffer.from('\0text!')])
    const ciphertext = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block)
    const pkcs8 = createPrivateKey(merchantKey).export({ type: 'pkcs8', format: 'der' })
    expect(() => decryptPkcs1(pkcs8, ciphertext)).toThrow('the padding is not that of PKCS#1 v1.5')
  })

  test('come back in the older padding', async () => {
    const key = { key: merchantSpki, format: 'der', type: 'spki', padding: constants.RSA_PKCS1_PADDING } as const
    const name = publicEncrypt(key, Buffer.from('张三')).toString('base64')
    await using it = await start(answerV2({ encrypted_real_name: name }))
    const call = () => it.wxpay.v2.secsvc.getrealnameinfo.post({ xml: {}, maxRetries: 0 })
    expect((await call()).data).toMatchObject({ encrypted_real_name: '张三' })

    // A field that cannot be decrypted does not affect the others.
    const oaep = publicEncrypt({ ...key, padding: constants.RSA_PKCS1_OAEP_PADDING }, Buffer.from('张三'))
    for (const encrypted_real_name of [oaep.toString('base64'), '%']) {
      it.server.next(answerV2({ encrypted_real_name, encrypted_credential_id: name }))
      const { data } = await call()
      expect(data.encrypted_real_name).toEqual(new Undecrypted(encrypted_real_name))
      expect(data.encrypted_credential_id).toBe('张三')
    }
  })
})
