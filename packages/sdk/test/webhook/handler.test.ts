import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebhookError } from '../../src/errors/webhook-error.ts'
import { WechatPay } from '../../src/index.ts'
import { testPlatform } from '../../src/testing/index.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import type { ClaimStore } from '../../src/webhook/claims/claim-store.ts'
import type { Delivery } from '../../src/webhook/delivery-verdict.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import type { WebhookHandlerOptions } from '../../src/webhook/handler-options.ts'
import { answerWith } from '../../src/webhook/reply.ts'
import { ManualTimer } from './manual-timer.ts'
import { apiV3Key, bodyOf, clock, delivery, order, publicKeyId, publicKeyPem, sentAt } from './delivery.ts'

const keys = { platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key, clock }

function setUp(more: Partial<WebhookHandlerOptions> = {}) {
  const deliveries: Delivery[] = []
  const action = vi.fn<(event: unknown) => unknown>()
  const handler = createWebhookHandler({
    keys,
    store: memoryClaims(clock),
    on: { 'PAYSCORE.USER_ACCEPTED': action },
    onDelivery: (one) => deliveries.push(one),
    ...more,
  })
  return { handler, action, deliveries, verdicts: () => deliveries.map(({ verdict }) => verdict) }
}

/** A promise with the functions that settle it. */
function gate() {
  return Promise.withResolvers<void>()
}

test.each([
  ['a client in their place', new WechatPay((await testPlatform()).client)],
  ['nothing', undefined],
  ['other names', { apiV3Key }],
])('keys: %s is refused with what to write', (_, given) => {
  expect(() => setUp({ keys: given as never })).toThrow(
    expect.objectContaining({
      field: 'keys',
      hint: expect.objectContaining({ en: expect.stringContaining('keys: { client: wxpay }') as string }) as object,
    }) as Error,
  )
})

describe('without onDelivery', () => {
  const quiet = { onDelivery: undefined as never }
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
  beforeEach(() => void reported.mockClear())
  afterAll(() => reported.mockRestore())

  test('the error of an action is written to the console', async () => {
    const trouble = new Error('no such order')
    const { handler } = setUp({ ...quiet, on: { 'PAYSCORE.USER_ACCEPTED': () => Promise.reject(trouble) } })
    expect((await handler.handle(delivery())).status).toBe(500)
    expect(reported.mock.calls).toEqual([
      ['wechatpay-ts: notification PAYSCORE.USER_ACCEPTED EV-2026030110000300001 failed', trouble],
    ])
  })

  test('so is a body that is not raw, with what to change', async () => {
    const { headers, rawBody } = delivery()
    const { handler } = setUp(quiet)
    expect((await handler.handle({ headers, rawBody: JSON.parse(String(rawBody)) as never })).status).toBe(500)
    expect(reported.mock.calls).toEqual([['wechatpay-ts: notification body-not-raw', expect.any(WebhookError)]])
  })

  test('nothing is written about what anybody can send', async () => {
    const { handler } = setUp(quiet)
    expect((await handler.handle({ headers: {}, rawBody: '{}' })).status).toBe(401)
    expect((await handler.handle({ ...delivery(), rawBody: '{}' })).status).toBe(401)
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(reported).not.toHaveBeenCalled()
  })
})

describe('a genuine notification', () => {
  test('is acted on and acknowledged', async () => {
    const { handler, action, deliveries } = setUp()
    expect(await handler.handle(delivery())).toMatchObject({ status: 204, body: null })
    expect(action.mock.calls[0]![0]).toMatchObject({ eventType: 'PAYSCORE.USER_ACCEPTED', resource: order })
    expect(deliveries).toMatchObject([
      { verdict: 'done', late: false, status: 204, id: 'EV-2026030110000300001', eventType: 'PAYSCORE.USER_ACCEPTED' },
    ])
  })

  test('is answered, whatever becomes of the listener', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const onDelivery = (): never => {
      throw new Error('the log is full')
    }
    const { handler, action } = setUp({ onDelivery })
    expect((await handler.handle(delivery())).status).toBe(204)
    expect((await handler.handle({ headers: {}, rawBody: '' })).status).toBe(401)
    expect((await handler.handle({})).status).toBe(401)
    expect((await handler.handle({ headers: [1, null] } as never)).status).toBe(401)
    expect((await handler.handle(undefined as never)).status).toBe(500)
    expect(action).toHaveBeenCalledOnce()
    expect(said.mock.calls.map(([text]) => String(text))).toEqual(Array(5).fill('onDelivery failed'))
    said.mockRestore()
  })

  test('is answered, though the listener fails after it', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { handler } = setUp({ onDelivery: () => Promise.reject(new Error('the log is full')) })
    expect((await handler.handle(delivery())).status).toBe(204)
    await expect.poll(() => said.mock.calls.length).toBe(1)
    expect(said.mock.calls).toEqual([['onDelivery failed', expect.objectContaining({ message: 'the log is full' })]])
    said.mockRestore()
  })

  test('reaches a Web-standard server the same way', async () => {
    const { handler, action } = setUp()
    const { headers, rawBody } = delivery()
    const answer = await handler.fetch(
      new Request('https://shop.example/wechatpay', { method: 'POST', headers, body: rawBody as string }),
    )
    expect(answer.status).toBe(204)
    expect(action).toHaveBeenCalledOnce()
  })

  test('of a type that nothing is done for is acknowledged and not remembered', async () => {
    const store = memoryClaims(clock)
    const { handler, verdicts } = setUp({ store, on: {} })
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(verdicts()).toEqual(['ignored'])
    expect((await store.claim('PAYSCORE.USER_ACCEPTED', 1)).state).toBe('mine')
  })

  test('of a type that is not known goes to `otherwise`', async () => {
    const otherwise = vi.fn<(event: unknown) => unknown>()
    const { handler } = setUp({ otherwise })
    await handler.handle(delivery(bodyOf({ event_type: 'PAYSCORE.SOMETHING_NEW' })))
    expect(otherwise.mock.calls[0]![0]).toMatchObject({ known: false, eventType: 'PAYSCORE.SOMETHING_NEW' })
  })

  test('that asks is answered with what the action gives it, and with nothing else that it returns', async () => {
    const asking = setUp({ on: { 'PAYSCORE.USER_ACCEPTED': () => answerWith({ code: 'SUCCESS', pay_state: 'PAID' }) } })
    expect(await asking.handler.handle(delivery())).toMatchObject({
      status: 200,
      body: '{"code":"SUCCESS","pay_state":"PAID"}',
    })
    const broken = setUp({ on: { 'PAYSCORE.USER_ACCEPTED': () => answerWith({ amount: 1n }) } })
    // The action has failed, and so the next delivery finds the claim free.
    for (let at = 0; at < 2; at++) expect(await broken.handler.handle(delivery())).toMatchObject({ status: 500 })
    expect(broken.verdicts()).toEqual(['failed', 'failed'])
    const leaking = setUp({ on: { 'PAYSCORE.USER_ACCEPTED': () => ({ row: 'from the database' }) } })
    expect(await leaking.handler.handle(delivery())).toMatchObject({ status: 204, body: null })
  })
})

describe('a notification that comes again', () => {
  test('is acknowledged without being acted on', async () => {
    const { handler, action, verdicts } = setUp()
    for (let at = 0; at < 3; at++) expect((await handler.handle(delivery())).status).toBe(204)
    expect(action).toHaveBeenCalledOnce()
    expect(verdicts()).toEqual(['done', 'duplicate', 'duplicate'])
  })

  test('under another id, about the same order, is still the same', async () => {
    const { handler, action } = setUp()
    await handler.handle(delivery())
    await handler.handle(delivery(bodyOf({ id: 'EV-2026030110000300002' })))
    expect(action).toHaveBeenCalledOnce()
    const another = JSON.stringify({ ...order, out_order_no: 'PB20260301000002' })
    await handler.handle(delivery(bodyOf({ id: 'EV-2026030110000300003' }, another)))
    expect(action).toHaveBeenCalledTimes(2)
  })

  test('of the same number at another merchant is another', async () => {
    const { handler, action } = setUp()
    await handler.handle(delivery())
    await handler.handle(delivery(bodyOf({}, JSON.stringify({ ...order, mchid: '1900000110' }))))
    expect(action).toHaveBeenCalledTimes(2)
  })

  test('of the same payment in another state is another', async () => {
    const seen: unknown[] = []
    const { handler } = setUp({ on: { 'TRANSACTION.SUCCESS': ({ resource }) => void seen.push(resource.trade_state) } })
    for (const trade_state of ['ACCEPT', 'ACCEPT', 'SUCCESS', 'SUCCESS']) {
      const resource = JSON.stringify({ mchid: '1900000109', out_trade_no: 'P1', trade_state })
      await handler.handle(delivery(bodyOf({ event_type: 'TRANSACTION.SUCCESS' }, resource)))
    }
    expect(seen).toEqual(['ACCEPT', 'SUCCESS'])
  })

  test('while it is being acted on is sent away, and runs once', async () => {
    const open = gate()
    const action = vi.fn<() => Promise<void>>(() => open.promise)
    const { handler, verdicts } = setUp({ on: { 'PAYSCORE.USER_ACCEPTED': action } })
    const first = handler.handle(delivery())
    await expect.poll(() => action.mock.calls.length).toBe(1)
    const others = await Promise.all(Array.from({ length: 10 }, () => handler.handle(delivery())))
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 500))
    open.resolve()
    expect((await first).status).toBe(204)
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(action).toHaveBeenCalledOnce()
    expect(verdicts()).toEqual([...Array.from({ length: 10 }, () => 'running'), 'done', 'duplicate'])
  })
})

describe('an action that fails', () => {
  test('lets WeChat Pay come again, and then it is acted on', async () => {
    let fails = true
    const boom = new Error('database down')
    const action = vi.fn<() => void>(() => {
      if (fails) throw boom
    })
    const { handler, deliveries } = setUp({ on: { 'PAYSCORE.USER_ACCEPTED': action } })
    const reply = await handler.handle(delivery())
    expect(reply.status).toBe(500)
    expect(reply.body).not.toContain('database')
    expect(deliveries).toMatchObject([{ verdict: 'failed', error: boom }])
    fails = false
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(action).toHaveBeenCalledTimes(2)
  })

  test('is told even when the store fails as well', async () => {
    const [first, second] = [new Error('action'), new Error('store')]
    const timer = new ManualTimer()
    const store: ClaimStore = {
      claim: () =>
        Promise.resolve({
          state: 'mine',
          renew: () => Promise.resolve(true),
          done: () => Promise.resolve(true),
          release: () => Promise.reject(second),
        }),
    }
    const { handler, deliveries } = setUp({
      store,
      timer,
      on: {
        'PAYSCORE.USER_ACCEPTED': () => {
          throw first
        },
      },
    })
    const answer = handler.handle(delivery())
    await expect.poll(() => timer.asked.length).toBeGreaterThan(3)
    await timer.advance(1_000)
    expect((await answer).status).toBe(500)
    expect(deliveries[0]!.error).toMatchObject({ errors: [first, second] })
  })

  test('by taking too long is answered in time, told to stop, and its end is not lost', async () => {
    const open = gate()
    const signals: AbortSignal[] = []
    const { handler, deliveries, verdicts } = setUp({
      budgetMs: 5,
      on: {
        'PAYSCORE.USER_ACCEPTED': async (_, { signal }) => {
          signals.push(signal)
          await open.promise
        },
      },
    })
    expect((await handler.handle(delivery())).status).toBe(500)
    await expect.poll(() => signals[0]!.aborted).toBe(true)
    expect(verdicts()).toEqual(['too-slow'])
    open.resolve()
    await expect.poll(() => deliveries.length).toBe(2)
    expect(deliveries[1]).toMatchObject({ verdict: 'done', late: true })
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(verdicts().at(-1)).toBe('duplicate')
  })
})

test('the budget is one of the whole delivery: what comes to its turn after it knows so', async () => {
  const [open, claims] = [gate(), memoryClaims(clock)]
  const slow: ClaimStore = { claim: (...all) => open.promise.then(() => claims.claim(...all)) }
  const spent: boolean[] = []
  const { handler, deliveries } = setUp({
    store: slow,
    budgetMs: 5,
    on: { 'PAYSCORE.USER_ACCEPTED': (_, { signal }) => void spent.push(signal.aborted) },
  })
  expect((await handler.handle(delivery())).status).toBe(500)
  open.resolve()
  await expect.poll(() => deliveries.length).toBe(2)
  expect(spent).toEqual([true])
})

describe('what is not to be acted on', () => {
  test.each([
    ['forged', { ...delivery(), rawBody: bodyOf({ summary: 'another' }) }, 401, 'bad-signature'],
    ['stale', delivery(bodyOf(), { timestamp: String(sentAt - 301) }), 401, 'stale'],
    ['of an unknown key', delivery(bodyOf(), { serial: 'PUB_KEY_ID_9' }), 401, 'unknown-serial'],
    ['encrypted with another key', delivery(bodyOf({}, undefined, { key: 'x'.repeat(32) })), 500, 'undecryptable'],
  ])('%s: refused, nothing run, nothing claimed', async (_, request, status, reason) => {
    const store = { claim: vi.fn<ClaimStore['claim']>() }
    const { handler, action, deliveries } = setUp({ store })
    expect((await handler.handle(request)).status).toBe(status)
    expect(action).not.toHaveBeenCalled()
    expect(store.claim).not.toHaveBeenCalled()
    expect(deliveries).toMatchObject([{ verdict: 'refused', reason }])
  })

  test.each([
    ['another merchant', { mchid: '1900000110' }, 'not-yours'],
    ['another app', { appid: ['wx0', 'wx1'] }, 'not-yours'],
    ['another amount', { amount: () => 1 }, 'wrong-amount'],
    ['another amount, found out later', { amount: async () => 1 }, 'wrong-amount'],
  ])('%s: refused, nothing run, nothing claimed', async (_, expected, reason) => {
    const store = { claim: vi.fn<ClaimStore['claim']>() }
    const { handler, action, deliveries } = setUp({ store, expect: expected })
    const body = bodyOf({}, JSON.stringify({ ...order, total_amount: 1050 }))
    expect((await handler.handle(delivery(body))).status).toBe(400)
    expect(action).not.toHaveBeenCalled()
    expect(store.claim).not.toHaveBeenCalled()
    expect(deliveries).toMatchObject([{ verdict: 'refused', reason, eventType: 'PAYSCORE.USER_ACCEPTED' }])
  })

  const combined = {
    combine_appid: 'wxd678efh567hg6787',
    combine_mchid: '1900000109',
    combine_out_trade_no: 'C1',
    sub_orders: [{ mchid: '1900000110', amount: { total_amount: 50 } }, { amount: { total_amount: 1000 } }],
  }
  test.each([
    ['a payment', { amount: { total: 1050, payer_total: 950 } }],
    ['a refund', { amount: { total: 9900, refund: 1050, payer_refund: 950 } }],
    ['a combined payment', combined],
    ['a transfer', { transfer_amount: 1050 }],
    ['a share', { receiver: { amount: 1050 } }],
    ['a refund in a mall', { pay_amount: 9900, refund_amount: 1050 }],
    ['a refund in micro-business', { amount: 9900, refund_amount: 1050 }],
    ['an order', { total_amount: 1050 }],
    ['a transfer that went wrong', { transfer_amount: { total: 1050 } }],
    ['a recharge', { recharge_amount: { amount: 1050 } }],
  ])('the amount of %s is compared', async (_, resource) => {
    const body = bodyOf({}, JSON.stringify(resource))
    const { handler, verdicts } = setUp({ expect: { amount: () => 1050 } })
    expect((await handler.handle(delivery(body))).status).toBe(204)
    const other = setUp({ expect: { amount: () => 1051 } })
    expect((await other.handler.handle(delivery(body))).status).toBe(400)
    expect([...verdicts(), ...other.verdicts()]).toEqual(['done', 'refused'])
  })

  test.each([
    ['merchant', { mchid: '1900000110' }],
    ['app', { appid: 'wx0' }],
  ])('a combined payment of another %s', async (_, expected) => {
    const { handler, deliveries } = setUp({ expect: expected })
    expect((await handler.handle(delivery(bodyOf({}, JSON.stringify(combined))))).status).toBe(400)
    expect(deliveries).toMatchObject([{ verdict: 'refused', reason: 'not-yours' }])
  })

  test('what agrees passes', async () => {
    const { handler, action } = setUp({
      expect: {
        mchid: ['1900000109', '1900000110'],
        appid: ({ resource }) => ('sp_mchid' in (resource as object) ? undefined : 'wxd678efh567hg6787'),
        amount: () => 1050,
      },
    })
    expect((await handler.handle(delivery(bodyOf({}, JSON.stringify({ ...order, total_amount: 1050 }))))).status).toBe(
      204,
    )
    const partner = { sp_mchid: '1800000000', sub_mchid: '1900000109', out_order_no: 'PB2', total_amount: 1050 }
    expect((await handler.handle(delivery(bodyOf({}, JSON.stringify(partner))))).status).toBe(204)
    expect(action).toHaveBeenCalledTimes(2)
  })

  test.each([
    ['mchid', { mchid: '1900000109' }, 'not-yours', 'names no merchant, which expect.mchid is to be compared with'],
    ['mchid', { mchid: () => '1900000109' }, 'not-yours', 'names no merchant'],
    ['appid', { appid: ['wxd678efh567hg6787'] }, 'not-yours', 'names no app, which expect.appid'],
    ['total_amount', { amount: () => 1050 }, 'wrong-amount', 'tells no amount, which expect.amount'],
  ])('what should name its %s and does not is refused, and told', async (name, expected, reason, message) => {
    const { [name]: _, ...rest } = { ...order, total_amount: 1050 } as Record<string, unknown>
    const { handler, action, deliveries } = setUp({ expect: expected })
    expect((await handler.handle(delivery(bodyOf({}, JSON.stringify(rest))))).status).toBe(400)
    expect(action).not.toHaveBeenCalled()
    expect(deliveries).toMatchObject([{ verdict: 'refused', reason }])
    expect(String(deliveries[0]!.error)).toContain(`genuine, but it ${message}`)
  })

  test('an event of an unknown type is compared by what it names', async () => {
    const otherwise = vi.fn<() => void>()
    const { handler } = setUp({ otherwise, expect: { mchid: '1900000109' } })
    const other = (resource: object) =>
      handler.handle(delivery(bodyOf({ event_type: 'SOMETHING.NEW' }, JSON.stringify(resource))))
    expect((await other({ note: 1 })).status).toBe(204)
    expect((await other({ mchid: '1900000110' })).status).toBe(400)
    expect(otherwise).toHaveBeenCalledOnce()
  })

  test.each([
    [{ mchid: '1900000109' }, 'COMPLAINT.CREATE', 'mchid'],
    [{ mchid: '1900000109', appid: 'wx1' }, 'REFUND.SUCCESS', 'appid'],
  ] as const)('%j can never hold for %s: told at construction', (expected, type, name) => {
    expect(() => setUp({ expect: expected, on: { [type]: () => undefined } })).toThrow(
      `expect.${name}: ${type} names no ${name}, so every one would be refused`,
    )
    expect(() =>
      setUp({ expect: { ...expected, [name]: () => undefined }, on: { [type]: () => undefined } }),
    ).not.toThrow()
  })
})

test('a budget of nothing is refused at once', () => {
  expect(() => setUp({ budgetMs: 0 })).toThrow('budgetMs: expected a finite number of milliseconds above 0, received 0')
})
