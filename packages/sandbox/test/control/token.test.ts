import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { checkExposure, checkToken } from '../../src/server/exposure.ts'
import { MerchantClient } from '../support/merchant-client.ts'

const TOKEN = 'k3-a_token.of~16+bytes/='

describe('an address that others reach', () => {
  const open = ['0.0.0.0', '::', '192.168.1.7', '10.0.0.1', 'fe80::1', '::ffff:10.0.0.1', 'db.internal', '0', '127.1']
  test.each([...open, ''])('%s is refused without a token, with what to do', async (host) => {
    await expect(createSandbox({ host })).rejects.toMatchObject({
      name: 'ListenError',
      message: expect.stringContaining('--token'),
    })
  })

  test.each(['127.0.0.1', '127.5.5.5', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])('%s is none', (host) => {
    expect(() => checkExposure(host, undefined)).not.toThrow()
  })

  test('takes a token that is long enough, and never says which', () => {
    expect(() => checkExposure('0.0.0.0', TOKEN)).not.toThrow()
    for (const token of ['', 'short', 'with a blank in it', 'x'.repeat(257), `${TOKEN}\n`]) {
      expect(() => checkToken(token)).toThrow('16')
      if (token !== '') expect(() => checkToken(token)).not.toThrow(token)
    }
  })

  test('is nobody’s when the sandbox does not listen', async () => {
    await using sandbox = await createSandbox({ host: '0.0.0.0', port: false })
    expect((await sandbox.fetch('http://sandbox.invalid/_sandbox/api/clock')).status).toBe(200)
  })
})

test('with a token the control API is its holders’, under whatever name; the payment API is as ever', async () => {
  await using sandbox = await createSandbox({ host: '0.0.0.0', token: TOKEN })
  const { hostname, port } = new URL(sandbox.url)
  const call = async (headers: Record<string, string>, path = '/_sandbox/api/clock'): Promise<number> => {
    const sent = request({ hostname, port, path, headers })
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.destroy()
    return response.statusCode ?? 0
  }
  expect(await call({})).toBe(401)
  expect(await call({ Authorization: `Bearer ${TOKEN}x` })).toBe(401)
  expect(await call({ Authorization: `Basic ${TOKEN}` })).toBe(401)
  expect(await call({}, `/_sandbox/api/clock?token=${TOKEN}`)).toBe(401)
  expect(await call({}, '/_sandbox/api/merchant/env')).toBe(401)
  expect(await call({}, '/_sandbox/api/stream')).toBe(401)
  expect(await call({}, '/_sandbox/api/nowhere')).toBe(401)
  expect(await call({ Authorization: `Bearer ${TOKEN}` })).toBe(200)
  expect(await call({ Authorization: `bearer ${TOKEN}`, Host: 'sandbox.example:8420' })).toBe(200)
  expect(await call({ Authorization: `Bearer ${TOKEN}` }, '/_sandbox/api/stream')).toBe(200)
  expect(await call({ Authorization: `Bearer ${TOKEN}`, Origin: 'https://evil.example' })).toBe(403)
  expect(await call({}, '/')).toBe(200)

  const refused = await fetch(`${sandbox.url}/_sandbox/api/clock`)
  expect(refused.headers.get('www-authenticate')).toBe('Bearer')
  expect(await refused.json()).toMatchObject({ error: { code: 'TOKEN_REQUIRED', field: 'Authorization' } })
  expect((await new MerchantClient(sandbox).create('T1')).status).toBe(200)
  expect((await sandbox.fetch(`${sandbox.url}/_sandbox/api/clock`)).status).toBe(200)
})
