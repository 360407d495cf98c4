import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What somebody writes, and what the compiler must say of it, in its own words. */
const mistakes = {
  'a segment that does not exist': {
    code: `wxpay.v3.payscore.payAfterOrders`,
    says: `Property 'payAfterOrders' does not exist on type 'V3_Payscore'. Did you mean 'payafterOrders'?`,
  },
  'a method that the address does not have': {
    code: `wxpay.v3.payscore.payafterOrders._out_order_no_.complete.get`,
    says: `Property 'get' does not exist on type 'V3_Payscore_PayafterOrders__out_order_no__Complete'.`,
  },
  'a missing path parameter': {
    code: `wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({ json: { appid: 'a', service_id: 's', reason: 'r' } })`,
    says: `Property 'out_order_no' is missing in type '{ json: { appid: string; service_id: string; reason: string; }; }' but required in type 'PayafterOrderCancelOptions'.`,
  },
  'a missing field': {
    code: `wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({ out_order_no: 'o', json: { appid: 'a', reason: 'r' } })`,
    says: `Property 'service_id' is missing in type '{ appid: string; reason: string; }' but required in type 'PayafterOrderCancelRequest'.`,
  },
  'no options where some are needed': {
    code: `wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post()`,
    says: `Expected 1 arguments, but got 0.`,
  },
  'an amount as text': {
    code: `wxpay.v3.pay.transactions.jsapi.post({ json: { appid: 'a', mchid: 'm', description: 'd', out_trade_no: 'o', notify_url: 'u', amount: { total: '1' }, payer: { openid: 'o' } } })`,
    says: `Type 'string' is not assignable to type 'number'.`,
  },
  'a misspelt field': {
    code: `wxpay['v2/pay/orderquery'].post({ xml: { out_trade_number: '1' } })`,
    says: `'out_trade_number' does not exist in type 'V2`,
  },
  'a misspelt option': {
    code: `wxpay.chain('v3/certificates').get({ timeout: 1 })`,
    says: `& CallOptions'. Did you mean to write 'timeoutMs'?`,
  },
  'an address with a typing mistake': {
    code: `wxpay['v3/certificate']`,
    says: `Property 'v3/certificate' does not exist on type 'WechatPay'. Did you mean 'v3/certificates'?`,
  },
} as const

let folder: string
let output: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messages-'))
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const lines = Object.values(mistakes).map(({ code }) => `void (${code})`)
  const index = JSON.stringify(join(root, 'packages/sdk/src/index.ts'))
  await writeFile(
    join(folder, 'shop.ts'),
    `import type { WechatPay } from ${index}\ndeclare const wxpay: WechatPay\n${lines.join('\n')}\n`,
  )
  const paths = { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true }
  const compilerOptions = { ...paths, noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['shop.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  output = await new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_, stdout) =>
      resolve(stdout.split(/\n(?=\S)/)),
    )
  })
})

afterAll(() => rm(folder, { recursive: true }))

test.each(Object.entries(mistakes))('%s is named', (name, { says }) => {
  // Two lines come before the first mistake.
  const line = Object.keys(mistakes).indexOf(name) + 3
  const messages = output.filter((message) => message.includes(`shop.ts(${line},`))
  expect(messages).toEqual([expect.stringContaining(says)])
})

test('nothing else is complained of', () => {
  const lines = output
    .filter((message) => message.includes('shop.ts('))
    .map((message) => Number(/\((\d+),/.exec(message)?.[1]))
  expect(lines).toEqual(Object.keys(mistakes).map((_, index) => index + 3))
})
