import { describe, expect, test } from 'vitest'
import { acknowledge, createReceiver, reject, webhookResponse, type WebhookEvent } from '../../src/webhook/index.ts'
import { apiV3Key, bodyOf, clock, delivery, order, publicKeyId, publicKeyPem } from './delivery.ts'

const receiver = createReceiver({ platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key, clock })

function post(body: string, change: Record<string, string> = {}): Request {
  const { headers } = delivery(body)
  return new Request('https://shop.example/wechatpay', { method: 'POST', headers: { ...headers, ...change }, body })
}

describe('webhookResponse', () => {
  test('runs the handler, then answers 204 without a body', async () => {
    const events: WebhookEvent[] = []
    const response = await webhookResponse(receiver, post(bodyOf()), (event) => events.push(event))
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(events.map(({ resource }) => resource)).toEqual([order])
  })

  test('waits for the handler: what is not stored is not acknowledged', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let answered = false
    const response = webhookResponse(receiver, post(bodyOf()), () => promise).then((response) => {
      answered = true
      return response
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBe(false)
    resolve()
    expect((await response).status).toBe(204)
  })

  test.each([
    [
      'a forged signature',
      post(bodyOf(), { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/p3q8' }),
      401,
      '验签失败 bad-signature',
    ],
    ['a body that is no notification', post('{}'), 400, '通知格式错误 malformed'],
    [
      'a key of ours that does not fit',
      post(bodyOf({}, '{}', { key: 'another key of thirty-two bytes!' })),
      500,
      '处理失败',
    ],
  ])('never runs the handler for %s', async (_, request, status, message) => {
    const errors: unknown[] = []
    const response = await webhookResponse(
      receiver,
      request,
      () => expect.unreachable(),
      (error) => errors.push(error),
    )
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({ code: 'FAIL', message })
    expect(errors).toEqual([expect.objectContaining({ name: 'WebhookError' })])
  })

  test('a handler that fails asks for another delivery, and keeps its reason to itself', async () => {
    const failure = new Error('the database password is hunter2')
    const errors: unknown[] = []
    const response = await webhookResponse(
      receiver,
      post(bodyOf()),
      () => Promise.reject(failure),
      (error) => errors.push(error),
    )
    expect([response.status, await response.json()]).toEqual([500, { code: 'FAIL', message: '处理失败' }])
    expect(errors).toEqual([failure])
  })
})

test('the replies fit frameworks that have no Response', () => {
  expect(acknowledge()).toEqual({ status: 204, headers: {}, body: null })
  expect(reject(new TypeError('x'))).toEqual({
    status: 500,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '{"code":"FAIL","message":"处理失败"}',
  })
})
