import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Mistakes in code, with the message that the compiler must report. */
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
  'a brand’s operation on a client without brandId': {
    code: `wxpay.brand.marketing.productCoupon.notifyConfigs.post`,
    says: `Property 'marketing' does not exist on type 'NeedsBrandId'.`,
  },
  'the same by its path': {
    code: `wxpay.chain('brand/marketing/product-coupon/notify-configs').post`,
    says: `Property 'post' does not exist on type 'NeedsBrandId'.`,
  },
  'the same by key': {
    code: `wxpay['brand/marketing/product-coupon/notify-configs'].post`,
    says: `Property 'post' does not exist on type 'NeedsBrandId'.`,
  },
  'the same on the blocking client': {
    code: `blocking.brand.marketing`,
    says: `Property 'marketing' does not exist on type 'Synchronous<NeedsBrandId>'.`,
  },
  'the same on a view': {
    code: `wxpay.partner('1900000109').brand.marketing`,
    says: `Property 'marketing' does not exist on type 'FilledNode<NeedsBrandId`,
  },
  'the blocking client where a helper needs the other': {
    code: `refund(blocking, { transaction_id: '1', out_refund_no: 'r', notify_url: 'u', amount: { refund: 1, total: 1 } })`,
    says: `Type 'Result<Uint8Array<ArrayBufferLike>>' is missing the following properties from type 'Promise<Result<Uint8Array<ArrayBufferLike>>>'`,
  },
  'a client made of options with a typing mistake': {
    code: `new Client({ mchid: '1', merchant: {}, platform: {}, brandID: '1' })`,
    says: `'brandID' does not exist in type 'WechatPayOptions'`,
  },
} as const

const strict = {
  'a path that is not documented': {
    code: `wxpay.chain('v3/pay/transactions/natve')`,
    says: 'strictPaths: the path is not documented',
  },
  'a path that is not documented, on a partner’s view': {
    code: `wxpay.partner('1900000109').chain('v3/pay/transactions/natve')`,
    says: 'strictPaths: the path is not documented',
  },
  'a path that is not documented, on the blocking client': {
    code: `blocking.chain('v3/pay/transactions/natve')`,
    says: 'strictPaths: the path is not documented',
  },
} as const

let folder: string
let output: readonly string[]
let strictOutput: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messages-'))
  output = await compile('shop', mistakes, '')
  // A documented path still compiles.
  strictOutput = await compile('strict', strict, `interface TypeOptions { strictPaths: true }`)
})

/** Compiles the mistakes, one per line from the fifth line on, and returns the compiler's messages. */
async function compile(
  name: string,
  written: Readonly<Record<string, { readonly code: string }>>,
  options: string,
): Promise<readonly string[]> {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const lines = Object.values(written).map(({ code }) => `void (${code})`)
  const [index, sync, payments] = ['index', 'sync/index', 'payments/index'].map((file) =>
    JSON.stringify(join(root, `packages/sdk/src/${file}.ts`)),
  )
  await writeFile(
    join(folder, `${name}.ts`),
    [
      `import type { WechatPay } from ${index}; import type { WechatPay as Blocking } from ${sync}`,
      `declare module ${index} { ${options} }`,
      `declare const wxpay: WechatPay, blocking: Blocking, Client: typeof import(${index}).WechatPay, refund: typeof import(${payments}).refund`,
      `void wxpay.chain('v3/pay/transactions/native').post`,
      ...lines,
      '',
    ].join('\n'),
  )
  const paths = { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true }
  const compilerOptions = { ...paths, noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [`${name}.ts`] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return await new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_, stdout) =>
      resolve(stdout.split(/\n(?=\S)/)),
    )
  })
}

afterAll(() => rm(folder, { recursive: true }))

test.each(Object.entries(mistakes))('%s is named', (name, { says }) => {
  const line = Object.keys(mistakes).indexOf(name) + 5
  const messages = output.filter((message) => message.includes(`shop.ts(${line},`))
  expect(messages).toEqual([expect.stringContaining(says)])
})

test('nothing else is complained of', () => {
  const lines = output
    .filter((message) => message.includes('shop.ts('))
    .map((message) => Number(/\((\d+),/.exec(message)?.[1]))
  expect(lines).toEqual(Object.keys(mistakes).map((_, index) => index + 5))
})

test.each(Object.entries(strict))('with strictPaths, %s does not compile', (name, { says }) => {
  const line = Object.keys(strict).indexOf(name) + 5
  const messages = strictOutput.filter((message) => message.includes(`strict.ts(${line},`))
  expect(messages).toEqual([expect.stringContaining(says)])
})

test('with strictPaths, nothing else is complained of', () => {
  const lines = strictOutput.flatMap((message) => /strict\.ts\((\d+),/.exec(message)?.slice(1).map(Number) ?? [])
  expect(lines).toEqual(Object.keys(strict).map((_, index) => index + 5))
})
