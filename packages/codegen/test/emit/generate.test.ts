import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootFolder } from '../../src/folders.ts'
import { generate } from '../../src/generate.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { folderOf, json, operationOf, specOf } from '../support/spec-folder.ts'

/** The schema of an upload form: a file and a `meta` with these fields. */
function uploadSchema(fields: readonly string[]): object {
  const properties = Object.fromEntries(fields.map((name) => [name, { type: 'string' }]))
  return {
    type: 'object',
    properties: {
      media: { type: 'string', contentMediaType: 'application/octet-stream' },
      meta: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: { type: 'object', required: fields, properties },
      },
    },
  }
}

/** Paths and fields that have no plain name in TypeScript. */
const awkward = specOf(
  {
    '/v3/pay/orders': {
      get: operationOf('orderQuery', {
        'x-wechatpay-retry': 'safe',
        description: 'ends */ here',
        parameters: [{ name: 'mchid', in: 'query', required: true, schema: { type: 'string' } }],
        responses: { 200: json({ $ref: 'components/schemas/pay/Order.yaml' }) },
      }),
      post: operationOf('orderCreate', {
        deprecated: true,
        'x-wechatpay-retry': 'idempotent',
        'x-wechatpay-business-key': ['no'],
        'x-wechatpay-resolve': { operation: 'orderQuery', with: { mchid: 'json.mchid' } },
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }],
        requestBody: json({
          type: 'object',
          required: ['phone'],
          properties: {
            phone: {
              type: 'string',
              title: '手机号',
              description: 'prose',
              maxLength: 20,
              'x-wechatpay-encrypted': 'rsa-oaep',
            },
            'a-b': { type: 'string' },
          },
        }),
        responses: { 204: { description: '成功' } },
      }),
    },
    '/v3/pay/orders/{id}': {
      get: operationOf('orderById', {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      }),
    },
    '/v3/pay/bills': {
      get: operationOf('bills', {
        'x-wechatpay-list': { items: 'data.bills', in: 'query', offset: 'offset' },
        responses: {
          200: json({
            type: 'object',
            properties: {
              data: {
                type: 'object',
                properties: { bills: { type: 'array', items: { type: 'object', properties: { no: {} } } } },
              },
            },
          }),
        },
      }),
    },
    '/v3/pay/media': {
      post: operationOf('mediaUpload', {
        'x-wechatpay-upload': {
          file: 'media',
          meta: 'meta',
          digest: 'sha256',
          algorithm: 'sha256',
          filename: 'filename',
        },
        requestBody: { content: { 'multipart/form-data': { schema: uploadSchema(['sha256', 'filename']) } } },
      }),
    },
    '/v3/pay/documents': {
      post: operationOf('documentUpload', {
        'x-wechatpay-upload': { file: 'media', meta: 'meta', digest: 'digest', algorithm: 'sha256' },
        requestBody: { content: { 'multipart/form-data': { schema: uploadSchema(['digest', 'item_id']) } } },
      }),
    },
    '/hk/v3/pay/keys': { get: operationOf('hkKeys', { 'x-wechatpay-unsigned': true }) },
    '/papay/entrustweb': { $ref: 'paths/v2/papay/entrustweb.yaml' },
    '/v3/pay/orders/delete': { delete: operationOf('orderDelete') },
    '/v3/pay/policy-periods': {
      get: operationOf('periods', { 'x-wechatpay-retry': 'safe', responses: { 200: json({}) } }),
    },
    '/v3/pay/policy_periods': { get: operationOf('periodsAgain') },
    '/v3/refund/applyments/': { $ref: 'paths/v3/refund/applyments/index.yaml' },
    '/secapi/mch/addSomething': { $ref: 'paths/v2/secapi/mch/addSomething.yaml' },
  },
  {
    webhooks: {
      'PAY.SUCCESS': {
        post: operationOf('onPaySuccess', { 'x-wechatpay-resource': { $ref: 'components/schemas/pay/Order.yaml' } }),
      },
      'v2/paid': {
        post: operationOf('onV2Paid', {
          requestBody: {
            content: {
              'text/xml': {
                schema: {
                  type: 'object',
                  properties: { a: { type: 'string' }, sign: { type: 'string' } },
                  patternProperties: { [String.raw`^coupon_id_\d+$`]: { type: 'string' } },
                },
              },
            },
          },
        }),
      },
    },
    files: {
      'components/schemas/pay/Order.yaml': {
        type: 'object',
        properties: {
          no: { type: 'string' },
          mchid: { type: 'string' },
          sponsor_mchid: { type: 'string' },
          parent: { $ref: 'Order.yaml' },
          phone: { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' },
        },
      },
      'paths/v2/papay/entrustweb.yaml': {
        get: operationOf('v2Sign', {
          'x-wechatpay-redirect': true,
          parameters: ['plan_id', 'sign', 'nonce_str'].map((name) => ({
            name,
            in: 'query',
            schema: { type: 'string' },
          })),
          responses: { 302: { description: '跳转' } },
        }),
      },
      'paths/v3/refund/applyments/index.yaml': {
        post: operationOf('applymentCreate'),
      },
      'paths/v2/secapi/mch/addSomething.yaml': {
        servers: [{ url: 'https://apihk.mch.weixin.qq.com' }],
        post: operationOf('v2Add', {
          'x-wechatpay-client-certificate': true,
          'x-wechatpay-unsigned': true,
          requestBody: {
            content: {
              'text/xml': {
                schema: {
                  type: 'object',
                  properties: { a: { type: 'string' }, fee: { type: 'integer' }, sign: {}, nonce_str: {} },
                },
              },
            },
          },
          responses: {
            200: {
              content: {
                'text/xml': {
                  schema: { type: 'object', properties: { fee: { type: 'integer', 'x-extensible-enum': [0, 1] } } },
                },
              },
            },
          },
        }),
      },
    },
  },
)
const files = new Map(generate(loadSpec(awkward)).map((file) => [file.path, file.text]))

function text(path: string): string {
  return files.get(path) ?? ''
}

test('every file names the generator and the version of the spec', () => {
  for (const content of files.values()) {
    expect(content).toMatch(/^\/\/ Generated by @wechatpay-ts\/codegen from spec 1\.2\.3\. .*npm run generate/)
  }
})

test('the same spec gives the same files', () => {
  expect(generate(loadSpec(awkward))).toEqual([...files].map(([path, content]) => ({ path, text: content })))
})

describe('the chain', () => {
  const chain = text('packages/sdk/src/generated/chain.ts')
  const pay = text('packages/sdk/src/generated/products/v3-pay.ts')

  test('holds a named interface per place, shared with the path map', () => {
    expect(chain).toContain('export interface Chain {\n  readonly hk: Hk\n  readonly v2: V2\n  readonly v3: V3\n}')
    expect(chain).toContain("  'v3/pay/orders/{id}': V3_Pay_Orders__id_\n")
    expect(pay).toContain('  readonly _id_: V3_Pay_Orders__id_\n')
  })

  test('has what only a brand may call on the client of a brand alone', () => {
    const brandOnly = { security: [{ 'WECHATPAY-BRAND-SHA256-RSA2048': [] }] }
    const paths = (address: string) => ({
      '/v3/pay/orders': { get: operationOf('orders') },
      [address]: { get: operationOf('coupons', brandOnly) },
    })
    const [own] = generate(loadSpec(specOf(paths('/brand/marketing/coupons'))))
    expect(own?.text).toContain('export interface Chain {\n  readonly brand: NeedsBrandId\n  readonly v3: V3\n}')
    expect(own?.text).toContain(
      'export interface BrandChain {\n  readonly brand: Brand\n  readonly v3: NeedsMerchant\n}',
    )
    expect(own?.text).toContain("  'brand/marketing/coupons': NeedsBrandId\n")
    expect(own?.text).toContain("  'brand/marketing/coupons': Brand_Marketing_Coupons\n")
    expect(() => generate(loadSpec(specOf(paths('/v3/marketing/coupons'))))).toThrow(
      "GET v3/marketing/coupons: a brand's operation below the same first segment as a merchant's",
    )
  })

  test('says what a product is', () => {
    expect(chain).toContain('  /** pay。 */\n  readonly pay: V3_Pay\n')
  })

  test('offers every method under two names', () => {
    expect(pay).toContain('  readonly get: Operation<OrderQueryOptions, Order>\n')
    expect(pay).toContain("  readonly getAsync: V3_Pay_Orders['get']\n")
  })

  test('keeps places apart that differ in spelling only', () => {
    expect(pay).toContain(
      '  readonly policyPeriods: V3_Pay_PolicyPeriods\n  readonly policy_periods: V3_Pay_policy_periods\n',
    )
  })

  test('takes a segment as written that a property would not lead back to', () => {
    expect(text('packages/sdk/src/generated/products/v2-secapi.ts')).toContain("  readonly 'mch/addSomething': ")
    expect(text('packages/sdk/src/generated/products/v3-refund.ts')).toContain("  readonly 'applyments/': ")
  })

  test('asks for path parameters at the top, then the body, query and headers', () => {
    expect(pay).toContain('export interface OrderByIdOptions {\n  id: string | number\n}')
    expect(pay).toMatch(
      /export interface OrderCreateOptions \{\n.*\n {2}json: OrderCreateRequest\n.*\n {2}headers: OrderCreateHeaders\n\}/,
    )
    expect(pay).toMatch(/export interface OrderQueryOptions \{\n.*\n {2}query: OrderQueryParameters\n\}/)
  })

  test('asks for v2 fields as xml, without those that the client signs with, and gives them as text', () => {
    const secapi = text('packages/sdk/src/generated/products/v2-secapi.ts')
    expect(secapi).toContain('  xml: V2AddRequest\n')
    expect(secapi).toContain('export interface V2AddRequest {\n  a?: string\n  fee?: number\n}')
    expect(secapi).toContain("export interface V2AddResponse {\n  fee?: '0' | '1' | (string & {})\n}")
  })

  test('asks for the file of an upload and for what the client does not know of it', () => {
    expect(pay).toMatch(/interface MediaUploadOptions \{\n.*\n {2}file: UploadFile\n\}/)
    expect(pay).toMatch(
      /interface DocumentUploadOptions \{\n.*\n {2}file: UploadFile\n.*\n {2}meta: DocumentUploadMeta\n\}/,
    )
    expect(pay).toContain('export interface DocumentUploadMeta {\n  item_id: string\n}')
    expect(pay).toContain("import type { UploadFile } from '../../request/upload/upload-file.ts'\n")
  })

  test('answers with the address that a browser is for', () => {
    const papay = text('packages/sdk/src/generated/products/v2-papay.ts')
    expect(papay).toContain('  readonly get: Operation<V2SignOptions, BrowserRedirect>\n')
    expect(papay).toContain('export interface V2SignParameters {\n  plan_id?: string\n}')
  })

  test('reads a list page by page', () => {
    expect(pay).toContain(
      "  readonly get: ListOperation<BillsOptions, BillsResponse, NonNullable<NonNullable<BillsResponse['data']>['bills']>[number]>\n",
    )
  })
})

test('metadata says what differs from the rule, and nothing else', () => {
  const pay = text('packages/sdk/src/generated/facts/v3-pay.ts')
  expect(pay).toContain(`  'POST v3/pay/orders': {
    response: 'empty',
    encrypt: ['phone'],
    retry: 'idempotent',
    businessKey: ['no'],
    resolve: { operation: 'GET v3/pay/orders', with: { mchid: 'json.mchid' } }
  }`)
  expect(pay).toContain("'GET v3/pay/orders': { decrypt: ['phone'], fillable: ['query.mchid'] }")
  expect(pay).not.toContain('GET v3/pay/policy-periods')
  expect(text('packages/sdk/src/generated/facts/v2-secapi.ts')).toContain(
    `'POST v2/secapi/mch/addSomething': { unsigned: true, host: 'https://apihk.mch.weixin.qq.com', clientCert: true }`,
  )
})

test('metadata is loaded by version and product', () => {
  expect(text('packages/sdk/src/generated/facts/index.ts')).toContain(`  'hk/v3/pay': () => import('./hk-v3-pay.ts'),
  'v2/papay': () => import('./v2-papay.ts'),
  'v2/secapi': () => import('./v2-secapi.ts'),
  'v3/pay': () => import('./v3-pay.ts'),
`)
})

test('notifications map to their payloads, v2 apart', () => {
  const webhooks = text('packages/sdk/src/generated/webhooks.ts')
  expect(webhooks).toContain("import type { Order } from './products/v3-pay.ts'")
  expect(webhooks).toMatch(/interface WebhookEvents \{[^}]*'PAY.SUCCESS': Order\n/)
  expect(webhooks).not.toContain('V2PaidEvent')
  const v2 = text('packages/sdk/src/generated/v2-webhooks.ts')
  expect(v2).toContain("import type { V2PaidEvent } from './webhooks/v2.ts'")
  expect(v2).toMatch(/interface V2WebhookEvents \{[^}]*paid'?: V2PaidEvent\n/)
})

test('the receiver knows every notification, whom it names and which of its fields are encrypted', () => {
  expect(text('packages/sdk/src/generated/webhook-facts.ts')).toContain(
    `WebhookFacts>> = { 'PAY.SUCCESS': { parties: ['mchid'], decrypt: ['phone'] }, 'v2/paid': {} }`,
  )
})

test('the names that v2 signs are known, with any number in the place of a number', () => {
  expect(text('packages/sdk/src/generated/v2-field-names.ts')).toMatch(
    /v2NotificationFields =\n {2}'a coupon_id_\$n sign'/,
  )
  expect(text('packages/sdk/src/generated/v2-field-names.ts')).toMatch(/v2AnswerFields =\n {2}'fee'/)
})

test('the sandbox gets the checks and titles of a request, without prose', () => {
  const sandbox = text('packages/sandbox/src/generated/operations/v3-pay.ts')
  expect(sandbox).toContain(`phone: { type: 'string', title: '手机号', maxLength: 20 }`)
  expect(sandbox).toContain(`  encrypt: ['phone']`)
  expect(sandbox).not.toContain('prose')
  expect(sandbox).toContain('export const operations: Readonly<Record<string, SandboxOperation>> = {')
  expect(text('packages/sandbox/src/generated/routes.ts')).toContain("load: () => import('./operations/v3-pay.ts')")
})

test('a form of which the spec does not say how it is sent is refused', () => {
  const form = { content: { 'multipart/form-data': { schema: uploadSchema(['sha256']) } } }
  const folder = specOf({ '/v3/a': { post: operationOf('a', { requestBody: form }) } })
  expect(() => generate(loadSpec(folder))).toThrow('a takes a form: x-wechatpay-upload must say')
})

test('a request schema that contains itself is refused, not followed for ever', () => {
  const folder = specOf(
    { '/v3/a': { post: operationOf('a', { requestBody: json({ $ref: 'components/schemas/a/Node.yaml' }) }) } },
    { files: { 'components/schemas/a/Node.yaml': { type: 'object', properties: { next: { $ref: 'Node.yaml' } } } } },
  )
  expect(() => generate(loadSpec(folder))).toThrow('contains itself')
})

test('what is generated compiles, and its types hold', () => {
  const folder = folderOf({
    'package.json': '{ "type": "module" }',
    'packages/sdk/src/chain/operation.ts':
      'export type Operation<Options, Data> = (options: Options) => Data\nexport type ListOperation<Options, Data, Item> = (options: Options) => Item\n',
    'packages/sdk/src/chain/needs-merchant.ts': 'export interface NeedsMerchant {}\n',
    'packages/sdk/src/request/result.ts': 'export interface BrowserRedirect { url: string }\n',
    'packages/sdk/src/request/upload/upload-file.ts': 'export type UploadFile = File\n',
    'packages/sdk/src/request/build/already-encrypted.ts': 'export class AlreadyEncrypted {}\n',
    'packages/sdk/src/crypto/undecrypted.ts': 'export class Undecrypted { ciphertext = "" }\n',
    'packages/sdk/src/webhook/webhook-facts.ts': 'export type WebhookFacts = Readonly<Record<string, unknown>>\n',
    'packages/sdk/src/operation/field-kinds.ts': 'export type FieldKinds = Readonly<Record<string, string>>\n',
    'packages/sdk/src/errors/error-hints.ts': 'export type ErrorHints = Readonly<Record<string, readonly object[]>>\n',
    'packages/sdk/src/operation/default-facts.ts': 'export type FactOverrides = Readonly<Record<string, unknown>>\n',
    'use.ts': `import type { Chain, PathMap } from './packages/sdk/src/generated/chain.ts'
      declare const chain: Chain
      declare const paths: PathMap
      const order = chain.v3.pay.orders.get({ query: { mchid: '1' } })
      export const no: string | undefined = order.parent?.no
      paths['v3/pay/orders'].postAsync({ json: { phone: '1', 'a-b': '2' }, headers: { 'Idempotency-Key': '3' } })
      chain.v2.secapi['mch/addSomething'].post({ xml: { a: '1', fee: 1 } })
      export const bill: unknown = chain.v3.pay.bills.get({}).no
      export const url: string = chain.v2.papay.entrustweb.get({}).url
      // @ts-expect-error a path parameter is missing
      chain.v3.pay.orders._id_.get({})
      // @ts-expect-error an unknown key
      chain.v3.pay.orders.get({ query: { mchid: '1' }, qeury: {} })
    `,
  })
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const compiler = join(rootFolder, 'node_modules/typescript/bin/tsc')
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--types',
    '',
    '--lib',
    'es2024,dom',
  ]
  const flags = [...options, '--allowImportingTsExtensions', '--verbatimModuleSyntax', '--ignoreConfig']
  const sources = ['use.ts', ...[...files.keys()].filter((path) => path.endsWith('.ts'))]
  const compile = () =>
    execFileSync(process.execPath, [compiler, ...flags, ...sources], { cwd: folder, encoding: 'utf8' })
  expect(compile()).toBe('')
})
