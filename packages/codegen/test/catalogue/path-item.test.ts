import { describe, expect, test } from 'vitest'
import type { CatalogueOperation } from '../../src/catalogue/entry.ts'
import { pathFile } from '../../src/catalogue/path-item.ts'
import { ResolveRules } from '../../src/catalogue/rules/resolve-rules.ts'
import { field, operation } from '../support/catalogue-rows.ts'

function imported(...operations: CatalogueOperation[]) {
  const nameOf = (one: CatalogueOperation) => one.id
  return pathFile(operations, {
    nameOf,
    resolve: new ResolveRules(operations, nameOf),
    errorsOf: () => undefined,
    glossary: {},
  })
}

describe('a path file stands at the address of its operations', () => {
  test.each([
    ['v3/payscore/payafter-orders#post', {}, 'paths/v3/payscore/payafter-orders.yaml', '/v3/payscore/payafter-orders'],
    ['v2/pay/unifiedorder#post', {}, 'paths/v2/pay/unifiedorder.yaml', '/pay/unifiedorder'],
    ['v3/ecommerce/applyments/#post', {}, 'paths/v3/ecommerce/applyments/index.yaml', '/v3/ecommerce/applyments/'],
    [
      'hk/v3/certificates#get',
      { path: '/v3/certificates', host: 'https://api.mch.weixin.qq.com/hk/' },
      'paths/hk/v3/certificates.yaml',
      '/hk/v3/certificates',
    ],
  ])('%s', (id, more, file, path) => {
    expect(imported(operation(id, more))).toMatchObject({ file, path })
  })

  test('and names another host where there is one', () => {
    const { item } = imported(operation('v3/global/papay#post', { host: 'https://apihk.mch.weixin.qq.com/' }))
    expect(item['servers']).toEqual([{ url: 'https://apihk.mch.weixin.qq.com' }])
  })
})

test('all methods of an address share a file', () => {
  const { item } = imported(operation('v3/pay/orders#post'), operation('v3/pay/orders#get'))
  expect(Object.keys(item)).toEqual(['get', 'post'])
})

test('path, query and header parameters', () => {
  const { item } = imported(
    operation('v3/pay/orders/{id}#get', {
      request: {
        path: [field('id', { required: false })],
        query: [field('mchid'), field('limit', { type: 'integer', required: false })],
        headers: [field('Idempotency-Key')],
      },
    }),
  )
  expect(item).toMatchObject({
    get: {
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'mchid', in: 'query', 'x-wechatpay-required': true },
        { name: 'limit', in: 'query', schema: { type: 'integer' } },
        { name: 'Idempotency-Key', in: 'header', 'x-wechatpay-required': true },
      ],
    },
  })
})

describe('required marks become checks', () => {
  const request = { body: { kind: 'json' as const, fields: [field('mchid')] } }

  test('where one kind of caller is described', () => {
    const { item } = imported(operation('v3/pay/orders#post', { audience: ['merchant'], request }))
    expect(JSON.stringify(item)).toContain('"required":["mchid"]')
  })

  test('not where merchants and partners share a table', () => {
    const { item } = imported(operation('v3/pay/orders#post', { audience: ['merchant', 'partner'], request }))
    expect(JSON.stringify(item)).toContain('"x-wechatpay-required":["mchid"]')
    expect(JSON.stringify(item)).not.toContain('"required":["mchid"]')
  })

  test('in a query only where somebody looked', () => {
    const query = [field('mchid')]
    const { item } = imported(
      operation('v3/pay/transactions/id/{transaction_id}#get', { audience: ['merchant'], request: { query } }),
    )
    expect(item).toMatchObject({ get: { parameters: [{ name: 'mchid', in: 'query', required: true }] } })
  })
})

describe('bodies', () => {
  test.each([
    ['json', 'application/json'],
    ['xml', 'text/xml'],
    ['multipart', 'multipart/form-data'],
  ] as const)('%s is %s', (kind, mediaType) => {
    const { item } = imported(
      operation('v3/a/b#post', {
        request: { body: { kind, fields: [field('file', { type: 'file' }), field('sha256')] } },
      }),
    )
    expect(item).toMatchObject({ post: { requestBody: { required: true, content: { [mediaType]: {} } } } })
  })

  test('a call without one has none', () => {
    expect(imported(operation('v3/a/b#get')).item['get']).not.toHaveProperty('requestBody')
  })
})

describe('answers', () => {
  test('of v3 are signed, with the shared error beside them', () => {
    const { item } = imported(operation('v3/a/b#get', { response: { kind: 'empty', status: 204, fields: [] } }))
    expect(item).toMatchObject({
      get: {
        responses: {
          204: { headers: { 'Wechatpay-Signature': { $ref: '../../../components/headers/Wechatpay-Signature.yaml' } } },
          '4XX': { $ref: '../../../components/responses/Error.yaml' },
        },
      },
    })
  })

  test('that carry no signature say so', () => {
    const { item } = imported(operation('v3/a/b#get', { unsignedResponse: true }))
    expect(item).toMatchObject({ get: { 'x-wechatpay-unsigned': true } })
    expect(JSON.stringify(item)).not.toContain('Wechatpay-Signature')
  })

  test('of a v2 download are the file or a document that tells of the failure', () => {
    const response = { kind: 'text', errorKind: 'xml', fields: [field('return_code')] } as const
    const { item } = imported(operation('v2/pay/downloadbill#post', { response }))
    expect(item).toMatchObject({
      post: { responses: { 200: { content: { 'text/plain': {}, 'text/xml': { schema: { type: 'object' } } } } } },
    })
  })

  test('for a browser are a redirect', () => {
    const { item } = imported(
      operation('v2/papay/entrustweb#get', { response: { kind: 'empty', redirect: true, fields: [] } }),
    )
    expect(item).toMatchObject({ get: { 'x-wechatpay-redirect': true, responses: { 302: {} } } })
  })
})

test('only a query is taken as safe to repeat', () => {
  const { item } = imported(operation('v3/a/b#get'), operation('v3/a/b#post'), operation('v3/a/b#delete'))
  expect(item).toMatchObject({
    get: { 'x-wechatpay-retry': 'safe' },
    post: { 'x-wechatpay-retry': 'never' },
    delete: { 'x-wechatpay-retry': 'never' },
  })
})

test('an operation that has a successor is deprecated', () => {
  const { item } = imported(operation('v3/a/b#get', { status: 'redesigned', replacedBy: ['v3/a/c#get'] }))
  expect(item).toMatchObject({
    get: { deprecated: true, 'x-wechatpay-status': 'redesigned', 'x-wechatpay-replaced-by': ['v3/a/c#get'] },
  })
})

test('parties are required of neither where merchants and institutions share a table', () => {
  const body = { kind: 'json' as const, fields: ['mchid', 'sub_mchid', 'out_trade_no'].map((name) => field(name)) }
  const { item } = imported(operation('v3/a/b#post', { roles: ['直连模式', '机构模式'], request: { body } }))
  expect(item).toMatchObject({
    post: {
      requestBody: {
        content: {
          'application/json': {
            schema: { required: ['out_trade_no'], 'x-wechatpay-required': ['mchid', 'sub_mchid'] },
          },
        },
      },
    },
  })
})
