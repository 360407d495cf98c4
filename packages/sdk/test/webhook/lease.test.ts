import { describe, expect, test, vi } from 'vitest'
import { ClaimError } from '../../src/errors/claim-error.ts'
import type { ClaimStore, OwnClaim } from '../../src/webhook/claims/claim-store.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import type { Delivery } from '../../src/webhook/delivery-verdict.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import type { HandlingContext, WebhookHandlerOptions } from '../../src/webhook/handler-options.ts'
import { apiV3Key, clock, delivery, publicKeyId, publicKeyPem } from './delivery.ts'
import { ManualTimer, settled } from './manual-timer.ts'

const LEASE_MS = 300_000
const boom = new Error('the store is away')

/** A handler whose action ends when the test ends it. */
function setUp(more: Partial<WebhookHandlerOptions> = {}, claim: Partial<OwnClaim> = {}) {
  const timer = new ManualTimer()
  const deliveries: Delivery[] = []
  const contexts: HandlingContext[] = []
  const gate = Promise.withResolvers<void>()
  const claims = memoryClaims(timer)
  const store: ClaimStore = {
    async claim(...asked) {
      const had = await claims.claim(...asked)
      return had.state === 'mine' ? { ...had, ...claim } : had
    },
  }
  const action = vi.fn<(event: unknown, context: HandlingContext) => Promise<void>>((_, context) => {
    contexts.push(context)
    return gate.promise
  })
  const handler = createWebhookHandler({
    keys: { platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key, clock },
    store,
    on: { 'PAYSCORE.USER_ACCEPTED': action },
    onDelivery: (one) => deliveries.push(one),
    timer,
    ...more,
  })
  const verdicts = () => deliveries.map(({ verdict, late }) => (late ? `${verdict}, late` : verdict))
  return { timer, handler, action, contexts, deliveries, verdicts, end: gate.resolve, fail: gate.reject }
}

/** Starts an action that is still running when its lease is renewed. */
async function running(...given: Parameters<typeof setUp>) {
  const it = setUp(...given)
  const answer = it.handler.handle(delivery())
  await expect.poll(() => it.action.mock.calls.length).toBe(1)
  return { ...it, answer }
}

describe('an action that outlasts its lease', () => {
  test('is renewed, so that nobody else acts', async () => {
    const it = await running()
    for (let minute = 1; minute <= 20; minute++) {
      await it.timer.advance(60_000)
      expect((await it.handler.handle(delivery())).status).toBe(500)
    }
    expect(it.contexts[0]!.claimLost.aborted).toBe(false)
    it.end()
    expect((await it.answer).status).toBe(500)
    expect((await it.handler.handle(delivery())).status).toBe(204)
    expect(it.action).toHaveBeenCalledOnce()
    expect(it.verdicts()).toEqual(['too-slow', ...Array<string>(20).fill('running'), 'done, late', 'duplicate'])
    // No timer is running any more.
    const asked = it.timer.asked.length
    await it.timer.advance(24 * 3_600_000)
    expect(it.timer.asked).toHaveLength(asked)
  })

  test('is renewed again before the lease ends, when the store was away for a while', async () => {
    const renew = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true))
    renew.mockRejectedValueOnce(boom).mockRejectedValueOnce(boom)
    const it = await running({}, { renew })
    await it.timer.advance(LEASE_MS)
    expect(renew.mock.calls.length).toBeGreaterThan(3)
    expect(it.contexts[0]!.claimLost.aborted).toBe(false)
    it.end()
    await settled()
    expect(it.verdicts()).toEqual(['too-slow', 'done, late'])
  })

  test.each([
    ['fails', () => Promise.reject(boom), boom],
    [
      'never answers',
      () => new Promise<boolean>(() => {}),
      expect.objectContaining({ message: expect.stringContaining('no answer') as string }),
    ],
  ])('is reported, and told to stop, when the store %s until it ends', async (_, renew, cause) => {
    const it = await running({}, { renew })
    await it.timer.advance(LEASE_MS - 1)
    expect(it.contexts[0]!.claimLost.aborted).toBe(false)
    await it.timer.advance(1)
    expect(it.contexts[0]!.claimLost.reason).toMatchObject({ name: 'ClaimError', code: 'CLAIM_UNREACHABLE', cause })
    expect((await it.answer).status).toBe(500)
    expect(it.deliveries[1]).toMatchObject({ verdict: 'claim-lost', status: 500, error: { reason: 'unreachable' } })
    // The action continued and no other process took the claim over, so it is marked as done.
    it.end()
    await settled()
    expect(it.verdicts()).toEqual(['too-slow', 'claim-lost, late', 'done, late'])
  })

  test('is reported when another process has taken it over, and when it has ended all the same', async () => {
    const it = await running({}, { renew: () => Promise.resolve(false), done: () => Promise.resolve(false) })
    await it.timer.advance(LEASE_MS / 3)
    expect(it.contexts[0]!.claimLost.reason).toMatchObject({ code: 'CLAIM_TAKEN_OVER' })
    it.end()
    await settled()
    expect(it.verdicts()).toEqual(['too-slow', 'claim-lost, late', 'taken-over, late'])
    expect(it.deliveries[2]!.error).toBeInstanceOf(ClaimError)
  })

  test('is answered at once when its claim is lost within the budget', async () => {
    const it = await running({ leaseMs: 300 }, { renew: () => Promise.resolve(false) })
    await it.timer.advance(100)
    expect((await it.answer).status).toBe(500)
    expect(it.verdicts()).toEqual(['claim-lost'])
  })

  test('that hangs is left to the next delivery, and does not swallow the notification', async () => {
    const it = await running({ maxActionMs: 600_000 })
    await it.timer.advance(600_000)
    expect(it.contexts[0]!.claimLost.reason).toMatchObject({ code: 'CLAIM_TOO_LONG' })
    expect(it.deliveries[1]).toMatchObject({ verdict: 'claim-lost', error: { reason: 'too-long' } })
    await it.timer.advance(LEASE_MS)
    void it.handler.handle(delivery())
    await expect.poll(() => it.action.mock.calls.length).toBe(2)
  })

  test('and fails after another has taken over leaves that one alone', async () => {
    const release = vi.fn<() => Promise<void>>(() => Promise.resolve())
    const it = await running({}, { renew: () => Promise.resolve(false), release })
    await it.timer.advance(LEASE_MS / 3)
    it.fail(new Error('stopped'))
    await settled()
    expect(it.verdicts()).toEqual(['too-slow', 'claim-lost, late', 'failed, late'])
    expect(release).toHaveBeenCalledOnce()
  })
})

describe('an action that has ended, when the store is to be told', () => {
  test('is told again until it hears', async () => {
    const done = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true))
    for (let times = 0; times < 4; times++) done.mockRejectedValueOnce(boom)
    const it = await running({}, { done })
    it.end()
    await settled()
    const before = it.timer.now()
    await it.timer.advance(100 + 200 + 400 + 800)
    expect((await it.answer).status).toBe(204)
    expect(done).toHaveBeenCalledTimes(5)
    expect(it.timer.now() - before).toBe(1_500)
    expect(it.verdicts()).toEqual(['done'])
  })

  test('is acknowledged and reported when the store does not hear before the lease ends', async () => {
    const done = vi.fn<() => Promise<boolean>>(() => Promise.reject(boom))
    const it = await running({}, { done })
    it.end()
    await it.timer.advance(LEASE_MS)
    expect((await it.answer).status).toBe(204)
    expect(it.verdicts()).toEqual(['unrecorded', 'unrecorded, late'])
    expect(it.deliveries[1]).toMatchObject({ status: 204, error: { code: 'CLAIM_UNRECORDED', cause: boom } })
    const tries = done.mock.calls.length
    expect(tries).toBeLessThan(LEASE_MS / 1_000)
    await it.timer.advance(24 * 3_600_000)
    expect(done).toHaveBeenCalledTimes(tries)
  })

  test('is not waited for longer than its lease where the store never answers', async () => {
    const it = await running({}, { done: () => new Promise<boolean>(() => {}) })
    it.end()
    await it.timer.advance(2 * LEASE_MS)
    expect(it.verdicts()).toEqual(['unrecorded', 'unrecorded, late'])
    expect(it.deliveries[1]).toMatchObject({ error: { code: 'CLAIM_UNRECORDED' } })
  })

  test('is tried a few times however short the lease', async () => {
    const done = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true))
    done.mockRejectedValueOnce(boom).mockRejectedValueOnce(boom)
    const it = await running({ leaseMs: 1 }, { done })
    it.end()
    await it.timer.advance(300)
    expect((await it.answer).status).toBe(204)
    expect(it.verdicts()).toEqual(['done'])
  })

  test('is acknowledged when the budget is spent: what has been acted on need not come again', async () => {
    const done = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true))
    for (let times = 0; times < 7; times++) done.mockRejectedValueOnce(boom)
    const it = await running({}, { done })
    it.end()
    await it.timer.advance(4_000)
    expect((await it.answer).status).toBe(204)
    expect(it.verdicts()).toEqual(['unrecorded'])
    await it.timer.advance(60_000)
    expect(it.verdicts()).toEqual(['unrecorded', 'done, late'])
  })

  test('and failed is released, told again as well', async () => {
    const release = vi.fn<() => Promise<void>>(() => Promise.resolve())
    release.mockRejectedValueOnce(boom)
    const it = await running({}, { release })
    it.fail(new Error('database down'))
    await it.timer.advance(100)
    expect((await it.answer).status).toBe(500)
    expect(release).toHaveBeenCalledTimes(2)
    expect(it.deliveries).toMatchObject([{ verdict: 'failed', error: { message: 'database down' } }])
  })
})

test.each(['leaseMs', 'maxActionMs', 'budgetMs'])('%s beyond what a timer can count to is refused', (name) => {
  expect(() => setUp({ [name]: 2 ** 31 })).toThrow(
    `${name}: expected a finite number of milliseconds above 0, at most 2147483647`,
  )
})

test('a timer that cannot wait is refused', () => {
  expect(() => setUp({ timer: { now: () => 0 } as never })).toThrow(
    'timer.sleep: expected a function, received nothing',
  )
})
