import { describe, expect, test } from 'vitest'
import { parseXml, signV2, toXml, verifyV2 } from 'wechatpay-ts/v2'
import type { Implementation } from '../../src/kernel/product.ts'
import { Refused } from '../../src/kernel/protocol/refused.ts'
import { withFile } from '../../src/kernel/protocol/reply.ts'
import { type SandboxPolicy, implementations } from '../../src/products/index.ts'
import { APPID, MCHID, merchant } from '../routes/merchant.ts'
import { world } from '../routes/world.ts'

type Fields = Record<string, string>

const asked: Fields = { appid: APPID, mch_id: MCHID, out_trade_no: 'P1', nonce_str: 'n1' }

/** A sandbox in which a product implements one operation of APIv2. */
function playing(played: Implementation<SandboxPolicy>, policy: Partial<SandboxPolicy> = {}) {
  const sandbox = world({ policy, deps: { routes: { ...implementations, v2PayOrderquery: played } } })
  return {
    ...sandbox,
    async ask(fields: Fields, type: 'MD5' | 'HMAC-SHA256' = 'MD5') {
      const signed = { ...fields, sign: await signV2(fields, merchant.apiV2Key, type) }
      const answer = await sandbox.api.request('/pay/orderquery', { method: 'POST', body: toXml(signed) })
      return { headers: answer.headers, text: await answer.text() }
    },
  }
}

const echo: Implementation<SandboxPolicy> = {
  act: async ({ body, signType }) => ({ told: (body as Fields)['out_trade_no'], signType, absent: undefined }),
}
const refusing = (refusal: Partial<Refused['refusal']>): Implementation<SandboxPolicy> => ({
  act: () =>
    Promise.reject(
      new Refused({
        outcome: 'refused',
        status: 404,
        code: 'ORDER_NOT_EXIST',
        message: '订单不存在',
        causeCode: 1,
        ...refusal,
      }),
    ),
})

describe('an operation of APIv2 that a product plays', () => {
  test.each(['MD5', 'HMAC-SHA256'] as const)('gets the fields, and its answer is signed with %s', async (type) => {
    const { headers, text } = await playing(echo).ask({ ...asked, sign_type: type, sub_mch_id: '1900000110' }, type)
    const { sign, nonce_str, ...fields } = parseXml(text)
    expect(fields).toEqual({
      return_code: 'SUCCESS',
      return_msg: 'OK',
      result_code: 'SUCCESS',
      appid: APPID,
      mch_id: MCHID,
      sub_mch_id: '1900000110',
      told: 'P1',
      signType: type,
    })
    expect([sign?.length, nonce_str?.length]).toEqual([type === 'MD5' ? 32 : 64, 32])
    expect(await verifyV2(parseXml(text), merchant.apiV2Key)).toBe(true)
    expect([headers.get('sandbox-answer'), headers.get('content-type')]).toEqual([null, 'text/plain'])
  })

  test.each<[name: string, refusal: Partial<Refused['refusal']>, code: string | undefined, text: string | undefined]>([
    ['by its spelling', {}, 'ORDERNOTEXIST', '订单不存在'],
    ['by its own text', { v2: { err_code_des: 'order not exist' } }, 'ORDERNOTEXIST', 'order not exist'],
    ['by its own code', { v2: { err_code: 'ERROR' } }, 'ERROR', '订单不存在'],
  ])('refuses in the words of APIv2 and signs it: %s', async (_, refusal, err_code, err_code_des) => {
    const sandbox = playing(refusing(refusal))
    const { text } = await sandbox.ask(asked)
    const fields = parseXml(text)
    expect(fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code, err_code_des })
    expect(await verifyV2(fields, merchant.apiV2Key)).toBe(true)
    expect(sandbox.journal).toMatchObject([{ status: 200, code: err_code }])
  })

  test('refuses in a sentence where production does', async () => {
    const sandbox = playing(refusing({ v2: { return_msg: 'No Bill Exist', error_code: '20002' } }))
    expect(parseXml((await sandbox.ask(asked)).text)).toEqual({
      return_code: 'FAIL',
      return_msg: 'No Bill Exist',
      error_code: '20002',
    })
  })

  test('tells the request log what the refusal leaves out', async () => {
    const reason = '用户已有三笔进行中的订单'
    const sandbox = playing(refusing({ reason }))
    expect((await sandbox.ask(asked)).text).not.toContain(reason)
    expect(sandbox.journal).toMatchObject([{ code: 'ORDERNOTEXIST', reason }])
  })

  test('answers SYSTEMERROR when the sandbox fails, which a client may repeat', async () => {
    const sandbox = playing({ act: () => Promise.reject(new Error('a fault of ours')) })
    expect(parseXml((await sandbox.ask(asked)).text)).toMatchObject({ result_code: 'FAIL', err_code: 'SYSTEMERROR' })
    expect(sandbox.errors).toHaveLength(1)
  })

  test('answers a file', async () => {
    const reply = withFile('text/plain', Buffer.from('交易时间\r\n'))
    expect((await playing({ reply: () => Promise.resolve(reply) }).ask(asked)).text).toBe('交易时间\r\n')
  })

  test.each<[name: string, fields: Fields, type: 'MD5' | 'HMAC-SHA256', message: string]>([
    ['a field is missing', { mch_id: MCHID, out_trade_no: 'P1', nonce_str: 'n1' }, 'MD5', '缺少参数appid'],
    ['none of several is there', { appid: APPID, mch_id: MCHID, nonce_str: 'n1' }, 'MD5', '缺少参数out_trade_no'],
    ['a field is too long', { ...asked, appid: 'x'.repeat(33) }, 'MD5', 'appid参数长度有误'],
    ['HMAC is not announced', asked, 'HMAC-SHA256', '签名错误'],
    ['another type is announced', { ...asked, sign_type: 'HMAC-SHA256' }, 'MD5', '签名错误'],
  ])('refuses a request in which %s', async (_, fields, type, return_msg) => {
    expect(parseXml((await playing(echo).ask(fields, type)).text)).toEqual({ return_code: 'FAIL', return_msg })
  })

  test('ignores a field that it does not know, unless the policy wants it refused', async () => {
    const fields = { ...asked, notify_url: 'https://shop.example/notify' }
    expect(parseXml((await playing(echo).ask(fields)).text)).toMatchObject({ result_code: 'SUCCESS' })
    const strict = playing(echo, { v2UnknownFields: 'refuse' })
    expect(parseXml((await strict.ask(fields)).text)).toMatchObject({ return_msg: '不识别的参数notify_url' })
  })

  test('is carried out as faults have it', async () => {
    let acted = 0
    const sandbox = playing({ act: async () => ({ acted: ++acted }) })
    for (const kind of ['error_before', 'error_after', 'duplicate'] as const) {
      sandbox.faults.push({ kind })
      await sandbox.ask(asked)
    }
    expect(acted).toBe(3)
  })
})
