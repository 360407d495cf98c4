import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { WechatPay } from '../../../src/index.ts'
import { factLoaders } from '../../../src/generated/facts/index.ts'
import { operationFacts } from '../../../src/operation/default-facts.ts'
import type { OperationFacts } from '../../../src/operation/operation-facts.ts'
import { toXml, verifyV2 } from '../../../src/v2/index.ts'
import { mchid, SigningServer, type Behaviour } from '../../helpers/signing-server.ts'
import { apiV2Key } from '../../helpers/api-v2-key.ts'
import { answerV2, fieldsOf, plain } from '../../helpers/v2-server.ts'

const root = new URL('../../../../../spec/paths/v2/', import.meta.url)
const keys = (await readdir(root, { recursive: true }))
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(/^(get|post):$/gm)].map(
      ([, method]) => `${method!.toUpperCase()} v2/${file.replaceAll('\\', '/').replace('.yaml', '')}`,
    ),
  )
const operations = await Promise.all(
  keys.map(async (key) => {
    const product = /v2\/[^/]+/.exec(key)![0]
    return { key, facts: operationFacts(key, (await factLoaders[product]?.())?.operations[key]) }
  }),
)

const transferPublicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  type: 'spki',
  format: 'pem',
})

/** The operation's answer to a successful call. */
function answerOf({ response, unsigned }: OperationFacts): Behaviour {
  if (response === 'json') return plain('{"retcode":0}')
  if (response === 'text') return plain('交易时间')
  return unsigned ? plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS' })) : answerV2({ a: '1' })
}

test('there are 129 operations of APIv2', () => {
  expect(operations).toHaveLength(129)
})

/** The answers that are documented without `sign`. The TLS connection is the only proof of them. */
const unsigned = [
  // Transfers to users, which require the client certificate instead.
  'POST v2/mmpaymkttransfers/gethbinfo',
  'POST v2/mmpaymkttransfers/gettransferinfo',
  'POST v2/mmpaymkttransfers/promotion/paywwsptrans2pocket',
  'POST v2/mmpaymkttransfers/promotion/querywwsptrans2pocket',
  'POST v2/mmpaymkttransfers/promotion/transfers',
  'POST v2/mmpaymkttransfers/sendgroupredpack',
  'POST v2/mmpaymkttransfers/sendminiprogramhb',
  'POST v2/mmpaymkttransfers/sendredpack',
  'POST v2/mmpaysptrans/query_bank',
  // Operations of the fraud host and related ones.
  'POST v2/mchrisk/querymchrisk',
  'POST v2/mchrisk/setmchriskcallback',
  'POST v2/mchrisk/syncmchriskresult',
  'POST v2/risk/getpublickey',
  'POST v2/risk/getviolation',
  'POST v2/payitil/report',
  'POST v2/secapi/mch/submchmanage',
  // Addresses for the browser.
  'GET v2/papay/h5entrustweb',
  'GET v2/papay/partner/h5entrustweb',
  // WeChat Pay's own sandbox. The first operation returns the key that signs the others.
  'POST v2/xdc/apiv2getsignkey/sign/getsignkey',
  'POST v2/xdc/apiv2sandbox/pay/micropay',
  'POST v2/xdc/apiv2sandbox/pay/orderquery',
]

test('no other answer goes unverified because a page forgot its sign', () => {
  const found = operations.filter(({ facts }) => facts.unsigned).map(({ key }) => key)
  expect(new Set(found)).toEqual(new Set(unsigned))
})

test('a field with the number of the merchant is another one where the spec says so', () => {
  const others = operations.filter(({ facts }) => facts.merchantField !== undefined)
  expect(Object.fromEntries(others.map(({ key, facts }) => [key, facts.merchantField]))).toEqual({
    'POST v2/mmpaymkttransfers/promotion/transfers': 'mchid',
    'POST v2/pay/closecombinedorder': 'combine_mch_id',
    'POST v2/pay/combinedorder': 'combine_mch_id',
    'POST v2/pay/querycombinedorder': 'combine_mch_id',
    'POST v2/pay/settlementquery': 'mchid',
  })
})

test.each(operations)('$key', async ({ key, facts }) => {
  await using server = await SigningServer.start(answerOf(facts))
  const wxpay = new WechatPay(server.options({ apiV2Key, transferPublicKey }))
  const [method, address] = key.split(' ') as [string, string]
  const call = (wxpay.chain(address) as unknown as Record<string, (options: object) => Promise<{ data: unknown }>>)[
    method.toLowerCase()
  ]!
  const secrets = Object.fromEntries((facts.encryptForTransfer ?? []).map((name) => [name, '6222']))
  const options = facts.upload
    ? { file: new File(['x'], 'a.jpg') }
    : method === 'GET'
      ? { query: { appid: 'wx1' } }
      : { xml: { appid: 'wx1', ...secrets } }
  const { data } = await call(options)
  expect(data).toBeDefined()
  if (facts.upload) return

  const received = server.received[0]
  const url = new URL(received?.target ?? (data as { url: string }).url, server.url)
  expect(Boolean(received)).toBe(!facts.redirect)
  expect(url.pathname).toBe(facts.wirePath)
  expect(url.hash).toBe(facts.fragment ? `#${facts.fragment}` : '')
  const fields = method === 'GET' ? Object.fromEntries(url.searchParams) : fieldsOf(received!)
  expect(Object.values(fields)).toContain(mchid)
  expect(await verifyV2(fields, apiV2Key)).toBe(!facts.unsignedRequest)
  if (facts.signTypes) expect(facts.signTypes).toContain(fields['sign_type'])
  else expect(fields['sign']?.length ?? 32).toBe(32)
  expect('nonce_str' in fields).toBe(method !== 'GET' && !facts.nonceless)
  for (const name of Object.keys(secrets)) expect(fields[name]).toHaveLength(344)
})
