import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { WechatPay } from '../../../src/index.ts'
import { factLoaders } from '../../../src/generated/facts/index.ts'
import { operationFacts } from '../../../src/operation/default-facts.ts'
import { UNSIGNED_ANSWERS, UNSIGNED_REQUESTS } from '../../../src/v2/facts.ts'
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
function answerOf(key: string, response: string): Behaviour {
  if (response === 'json') return plain('{"retcode":0}')
  if (response === 'text') return plain('交易时间')
  return UNSIGNED_ANSWERS.has(key)
    ? plain(toXml({ return_code: 'SUCCESS', result_code: 'SUCCESS' }))
    : answerV2({ a: '1' })
}

test('there are 129 operations of APIv2', () => {
  expect(operations).toHaveLength(129)
})

test('what is known of single ones is about ones that there are', () => {
  for (const key of [...UNSIGNED_ANSWERS, ...UNSIGNED_REQUESTS]) expect(keys).toContain(key)
})

test.each(operations)('$key', async ({ key, facts }) => {
  await using server = await SigningServer.start(answerOf(key, facts.response))
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
  expect(await verifyV2(fields, apiV2Key)).toBe(!UNSIGNED_REQUESTS.has(key))
  if (facts.signTypes) expect(facts.signTypes).toContain(fields['sign_type'])
  else expect(fields['sign']?.length ?? 32).toBe(32)
  expect('nonce_str' in fields).toBe(method !== 'GET' && !facts.nonceless)
  for (const name of Object.keys(secrets)) expect(fields[name]).toHaveLength(344)
})
