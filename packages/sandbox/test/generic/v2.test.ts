import { describe, expect, test } from 'vitest'
import { parseXml, signV2, toXml, verifyV2 } from 'wechatpay-ts/v2'
import { APPID, MCHID, merchant } from '../routes/merchant.ts'
import { world } from '../routes/world.ts'

const order = { appid: APPID, mch_id: MCHID, out_trade_no: 'P1', nonce_str: 'n1' }

async function post(path: string, fields: Record<string, string>, sandbox = world()) {
  return await raw(path, toXml(fields), sandbox)
}

async function raw(path: string, body: string, sandbox = world()) {
  const answer = await sandbox.api.request(path, { method: 'POST', body })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

async function signed(fields: Record<string, string>, type: 'MD5' | 'HMAC-SHA256' = 'MD5') {
  return { ...fields, sign: await signV2(fields, merchant.apiV2Key, type) }
}

describe('APIv2 by example', () => {
  test.each(['MD5', 'HMAC-SHA256'] as const)('signs with %s as it was asked with', async (type) => {
    const { status, text, headers } = await post('/pay/facepayquery', await signed({ ...order, sign_type: type }, type))
    const fields = parseXml(text)
    expect([status, headers.get('sandbox-answer')]).toEqual([200, 'example'])
    expect(fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: 'P1', mch_id: MCHID })
    expect(fields['sign']).toHaveLength(type === 'MD5' ? 32 : 64)
    expect(await verifyV2(fields, merchant.apiV2Key)).toBe(true)
    expect(fields['err_code']).toBeUndefined()
  })

  test.each<[name: string, fields: () => Promise<Record<string, string>>, message: string]>([
    ['a wrong signature', async () => ({ ...(await signed(order)), appid: 'wx2' }), '签名错误'],
    ['no signature', async () => order, '缺少参数sign'],
    ['an unknown merchant', () => signed({ ...order, mch_id: '1' }), '商户号mch_id错误'],
  ])('refuses %s under status 200, unsigned', async (_, fields, message) => {
    const { status, text } = await post('/pay/facepayquery', await fields())
    expect([status, parseXml(text)]).toEqual([200, { return_code: 'FAIL', return_msg: message }])
  })

  const redpack = {
    mch_billno: 'R1',
    mch_id: MCHID,
    wxappid: APPID,
    send_name: '商店',
    re_openid: 'oUser',
    total_amount: '100',
    total_num: '1',
    wishing: '好',
    client_ip: '127.0.0.1',
    act_name: '活动',
    remark: '无',
    nonce_str: 'n1',
  }

  test.each<[name: string, changes: Record<string, string>, message: string]>([
    ['a missing field', { act_name: '' }, '缺少参数act_name'],
    ['a missing nonce', { nonce_str: '' }, '缺少参数nonce_str'],
    ['a field that is too long', { mch_billno: 'R'.repeat(29) }, 'mch_billno参数长度有误'],
    ['an amount that is none', { total_amount: '1.5' }, 'total_amount参数格式有误'],
    ['an amount below nothing', { total_amount: '-1' }, 'total_amount参数格式有误'],
  ])('refuses %s', async (_, changes, return_msg) => {
    const { text } = await post('/mmpaymkttransfers/sendredpack', await signed({ ...redpack, ...changes }))
    expect(parseXml(text)).toEqual({ return_code: 'FAIL', return_msg })
  })

  test('refuses an application that is not the merchant’s, signed', async () => {
    const stranger = await signed({ ...redpack, wxappid: 'wx00000000000000ff' })
    const refused = parseXml((await post('/mmpaymkttransfers/sendredpack', stranger)).text)
    expect(refused).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'FAIL',
      err_code: 'APPID_MCHID_NOT_MATCH',
      err_code_des: 'appid和mch_id不匹配',
    })
    expect(await verifyV2(refused, merchant.apiV2Key)).toBe(true)
    const sent = parseXml((await post('/mmpaymkttransfers/sendredpack', await signed(redpack))).text)
    expect(sent).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS' })
  })

  test('refuses a message that is nested without end', async () => {
    const { text } = await raw('/pay/facepayquery', `<xml>${'<a>'.repeat(30_000)}${'</a>'.repeat(30_000)}</xml>`)
    expect(parseXml(text)).toMatchObject({ return_code: 'FAIL', return_msg: 'XML格式错误' })
  })

  test.each(['', '{}', '<xml><a></xml>', '<!DOCTYPE x [<!ENTITY e "e">]><xml><a>&e;</a></xml>'])(
    'refuses %j, which is no message',
    async (body) => {
      const { text } = await raw('/pay/facepayquery', body)
      expect(parseXml(text)).toEqual({ return_code: 'FAIL', return_msg: 'XML格式错误' })
    },
  )

  test('answers a file as a file, and its failure as XML', async () => {
    const asked = {
      ...order,
      sign_type: 'HMAC-SHA256',
      begin_time: '20260301000000',
      end_time: '20260302000000',
      offset: '0',
    }
    expect((await post('/billcommentsp/batchquerycomment', await signed(asked, 'HMAC-SHA256'))).text).toMatch(
      /^交易时间/,
    )
    expect((await post('/billcommentsp/batchquerycomment', asked)).text).toMatch(/^<xml><return_code>/)
  })

  test('hands out a key that transfers can be encrypted to', async () => {
    const { text } = await post(
      '/risk/getpublickey',
      await signed({ mch_id: MCHID, nonce_str: 'n1', sign_type: 'MD5' }),
    )
    expect(parseXml(text)['pub_key']).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/)
  })

  test('sends a browser on', async () => {
    const { api } = world()
    const answer = await api.request(
      '/appauth/authindex?appid=wx1&mch_id=1&redirect_uri=https%3A%2F%2Fshop.example%2Fback',
    )
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/back'])
  })

  test('knows no method but its own, and nothing when examples are not wanted', async () => {
    const { api } = world()
    expect((await api.request('/pay/facepayquery')).status).toBe(405)
    const without = world({ policy: { exampleAnswers: false } })
    expect((await post('/pay/facepayquery', await signed(order), without)).status).toBe(404)
  })

  test('suffers faults, too', async () => {
    const sandbox = world()
    sandbox.faults.push({ kind: 'tamper' })
    const { text } = await post('/pay/facepayquery', await signed(order), sandbox)
    expect(await verifyV2(parseXml(text), merchant.apiV2Key)).toBe(false)
    sandbox.faults.push({ kind: 'error_before', status: 500 })
    expect((await post('/pay/facepayquery', await signed(order), sandbox)).status).toBe(500)
  })

  test('is told to the control room', async () => {
    const sandbox = world()
    await post('/pay/facepayquery', await signed(order), sandbox)
    await post('/pay/facepayquery', order, sandbox)
    expect(sandbox.journal.map(({ target, status, code }) => [target, status, code])).toEqual([
      ['/pay/facepayquery', 200, undefined],
      ['/pay/facepayquery', 200, 'FAIL'],
    ])
  })
})
