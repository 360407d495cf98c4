import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { isSame, mutate, type Wire } from './mutations.ts'
import { Random } from './random.ts'

test('of ten thousand mutated deliveries none is accepted and none crashes', async () => {
  const report = await fuzz(10_000, 20_260_301)
  expect(report.wrong).toEqual([])
  // The mutations must reach every stage, including decryption behind a valid signature.
  expect(Object.keys(report.reasons).toSorted()).toEqual([
    'bad-signature',
    'duplicate-header',
    'malformed',
    'malformed-header',
    'missing-header',
    'stale',
    'too-large',
    'undecryptable',
    'unknown-serial',
  ])
})

test('the same seed mutates the same way, and nearly always mutates', () => {
  const wire: Wire = {
    headers: [
      ['wechatpay-timestamp', '1772330403'],
      ['wechatpay-nonce', 'N'],
      ['wechatpay-serial', 'PUB_KEY_ID_1'],
      ['wechatpay-signature', 'QUJD'],
    ],
    body: new TextEncoder().encode('{"id":"1/2"}'),
  }
  const run = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 1_000 }, () => mutate(wire, random))
  }
  expect(run(7)).toEqual(run(7))
  expect(run(7).filter((mutated) => isSame(wire, mutated)).length).toBeLessThan(50)
})
