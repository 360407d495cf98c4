import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workerModules } from './worker-modules.ts'

/** A shop's endpoint on Cloudflare. The testing kit plays WeChat Pay in the same runtime. */
const WORKER = `
import { createWebhookHandler, memoryClaims } from './src/webhook/index.ts'
import { testPlatform } from './src/testing/index.ts'

// A Worker may create keys only inside a request.
let platform

export default {
  async fetch(request) {
    const { keys, clock, signedNotification } = await (platform ??= testPlatform())
    const seen = []
    const handler = createWebhookHandler({
      keys,
      store: memoryClaims(clock),
      on: { 'PAYSCORE.USER_PAID': ({ resource }) => void seen.push(resource.out_order_no) },
    })
    const defect = new URL(request.url).searchParams.get('defect')
    const paid = await signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1' }, defect ? { defect } : {})
    const first = await handler.fetch(paid.request())
    const second = await handler.fetch((await paid.again()).request())
    return Response.json({ statuses: [first.status, second.status], seen })
  },
}
`

let worker: Miniflare

beforeAll(() => {
  worker = new Miniflare({ modules: workerModules(WORKER), compatibilityDate: '2026-01-01' })
})
afterAll(() => worker.dispose())

async function deliver(query = ''): Promise<unknown> {
  return (await worker.dispatchFetch(`http://shop.test/${query}`)).json()
}

test('a Worker acts on a genuine notification, once', async () => {
  expect(await deliver()).toEqual({ statuses: [204, 204], seen: ['PB1'] })
})

test.each([
  ['altered', 401],
  ['signtest', 401],
  ['stale', 401],
  ['undecryptable', 500],
])('a Worker refuses one that is %s with %i', async (defect, status) => {
  expect(await deliver(`?defect=${defect}`)).toEqual({ statuses: [status, status], seen: [] })
})
