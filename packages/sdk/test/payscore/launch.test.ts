import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ApiV2Key, launchParameters } from '../../src/payscore/index.ts'

const secret = '0123456789abcdef0123456789ABCDEF'
const key = new ApiV2Key(secret)
const clock = { now: () => 1_772_330_400_999 }

describe('launchParameters', () => {
  test('for a mini program, all texts, timestamp in seconds', async () => {
    const launch = await launchParameters.confirm({ mchid: '1900000109', package: 'AAQT' }, key, { clock, nonce: 'N1' })
    expect(launch.businessType).toBe('wxpayScoreUse')
    expect(launch.extraData).toEqual({
      mch_id: '1900000109',
      package: 'AAQT',
      timestamp: '1772330400',
      nonce_str: 'N1',
      sign_type: 'HMAC-SHA256',
      sign: expect.stringMatching(/^[0-9A-F]{64}$/),
    })
  })

  test('for a page or an app, the same fields, encoded after signing', async () => {
    const order = { mchid: '1900000109', service_id: '500001', out_order_no: 'A|B*C' }
    const { extraData, queryString } = await launchParameters.detail(order, key, { clock, nonce: 'N1' })
    expect(queryString).toContain('out_order_no=A%7CB*C&')
    expect(Object.fromEntries(new URLSearchParams(queryString))).toEqual(extraData)
    expect(extraData['sign']).toBe(await key.sign({ ...extraData, sign: '' }))
  })

  test('never twice the same nonce', async () => {
    const request = { mchid: '1900000109', service_id: '500001', out_request_no: 'R1' }
    const [a, b] = [await launchParameters.enable(request, key), await launchParameters.enable(request, key)]
    expect(a.extraData['nonce_str']).toMatch(/^[0-9A-Z]{32}$/)
    expect(a.extraData['nonce_str']).not.toBe(b.extraData['nonce_str'])
  })

  test('a token of the permission needs no signature', () => {
    expect(launchParameters.enableByToken({ apply_permissions_token: 'AAQ+/=', scene: 'ORDER' })).toEqual({
      businessType: 'wxpayScoreEnable',
      extraData: { apply_permissions_token: 'AAQ+/=', scene: 'ORDER' },
      queryString: 'apply_permissions_token=AAQ%2B%2F%3D&scene=ORDER',
    })
    expect(() => launchParameters.enableByToken({ apply_permissions_token: '' })).toThrow(
      'apply_permissions_token: exp',
    )
  })

  test('refuses to sign what lacks a field', async () => {
    await expect(launchParameters.confirm({ mchid: '1900000109' }, key)).rejects.toThrow(
      'package: expected a text that is not empty, received nothing',
    )
    await expect(launchParameters.confirm({ mchid: '', package: 'x' }, key)).rejects.toThrow('mchid: expected')
    await expect(launchParameters.confirm({ mchid: '1900000109', package: 'x&timestamp=1' }, key)).rejects.toThrow(
      'package: expected a text without &name=, received one with a field inside',
    )
  })
})

describe('ApiV2Key', () => {
  test('never shows itself', () => {
    expect(inspect(key, { showHidden: true, depth: 5 })).not.toContain('0123')
    expect(JSON.stringify({ key })).toBe('{"key":{}}')
  })

  test('says what is wrong with the text', () => {
    expect(() => new ApiV2Key(`${secret}\n`)).toThrow(
      'apiV2Key: expected 32 ASCII characters, received 33 bytes. Remove the white space',
    )
    expect(() => new ApiV2Key('')).toThrow('received 0 bytes')
  })

  test('sorts by name: a name that begins like another comes after it', async () => {
    // '=' sorts after '1', so sorting whole pairs would reverse these two.
    expect(await key.sign({ a1: 'x', a: 'y' })).toBe(await key.sign({ a: 'y', a1: 'x', empty: '', sign: 'ignored' }))
    const { createHmac } = await import('node:crypto')
    expect(await key.sign({ a1: 'x', a: 'y' })).toBe(
      createHmac('sha256', secret).update(`a=y&a1=x&key=${secret}`).digest('hex').toUpperCase(),
    )
  })
})
