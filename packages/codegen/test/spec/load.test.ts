import { describe, expect, test } from 'vitest'
import { encryptedFields, schemaFields } from '../../src/spec/fields.ts'
import { limitsInWords } from '../../src/spec/limits.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { json, operationOf, specOf } from '../support/spec-folder.ts'

describe('an operation', () => {
  test('has the address of its file and the path of its key', () => {
    const folder = specOf(
      {
        '/pay/unifiedorder': { $ref: 'paths/v2/pay/unifiedorder.yaml' },
        '/v3/a/b/': { $ref: 'paths/v3/a/b/index.yaml' },
      },
      {
        files: {
          'paths/v2/pay/unifiedorder.yaml': { post: operationOf('v2PayUnifiedorder') },
          'paths/v3/a/b/index.yaml': { servers: [{ url: 'https://apihk.mch.weixin.qq.com' }], get: operationOf('aB') },
        },
      },
    )
    expect(loadSpec(folder).operations).toMatchObject([
      {
        id: 'v2PayUnifiedorder',
        method: 'POST',
        path: '/pay/unifiedorder',
        address: 'v2/pay/unifiedorder',
        product: 'pay',
      },
      { id: 'aB', path: '/v3/a/b/', address: 'v3/a/b/', host: 'https://apihk.mch.weixin.qq.com' },
    ])
  })

  test('defaults to what is safe', () => {
    const [operation] = loadSpec(specOf({ '/v3/a': { post: operationOf('a') } })).operations
    expect(operation).toMatchObject({ retry: 'never', unsigned: false, deprecated: false, resolve: undefined })
    expect(operation?.body.kind).toBe('none')
    expect(operation?.response).toMatchObject({ kind: 'empty', status: 200 })
  })

  test('is linked with the query that resolves it', () => {
    const folder = specOf({
      '/v3/a': {
        post: operationOf('create', { 'x-wechatpay-resolve': { operation: 'query', with: { no: 'json.no' } } }),
        get: operationOf('query'),
      },
    })
    const create = loadSpec(folder).operations.find((one) => one.id === 'create')
    expect(create?.resolve).toMatchObject({ operation: { id: 'query' }, with: { no: 'json.no' } })
  })

  test('does not ask for headers that the client sets', () => {
    const header = (name: string) => ({ name, in: 'header', schema: { type: 'string' } })
    const folder = specOf({
      '/v3/a': { post: operationOf('a', { parameters: [header('Wechatpay-Serial'), header('Idempotency-Key')] }) },
    })
    expect(loadSpec(folder).operations[0]?.parameters.headers.map((one) => one.name)).toEqual(['Idempotency-Key'])
  })

  test('takes the parameters of its path item', () => {
    const folder = specOf({
      '/v3/a/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: operationOf('a'),
      },
    })
    expect(loadSpec(folder).operations[0]?.parameters.path).toMatchObject([{ name: 'id', required: true }])
  })
})

describe('a mistake in the spec is named', () => {
  test.each([
    ['an undeclared parameter', { '/v3/a/{id}': { get: operationOf('a') } }, 'does not declare its parameter {id}'],
    [
      'one name for two',
      { '/v3/a': { get: operationOf('a') }, '/v3/b': { get: operationOf('a') } },
      'Two operations are called a',
    ],
    ['no success', { '/v3/a': { get: operationOf('a', { responses: {} }) } }, 'a has no success response'],
    [
      'an address without a product',
      { '/v3': { get: operationOf('a') } },
      'v3 does not start with a version and a product',
    ],
    [
      'an unknown media type',
      { '/v3/a': { post: operationOf('a', { requestBody: { content: { 'text/csv': { schema: {} } } } }) } },
      'text/csv',
    ],
    [
      'a query that is not there',
      { '/v3/a': { post: operationOf('a', { 'x-wechatpay-resolve': { operation: 'gone', with: {} } }) } },
      'a: x-wechatpay-resolve names gone',
    ],
  ])('%s', (_, paths, message) => {
    expect(() => loadSpec(specOf(paths))).toThrow(message)
  })

  test('a notification without a payload', () => {
    const folder = specOf({}, { webhooks: { 'A.B': { post: operationOf('onAB') } } })
    expect(() => loadSpec(folder)).toThrow('A.B describes no payload')
  })
})

test('the payload of a notification is its decrypted resource, else its body', () => {
  const folder = specOf(
    {},
    {
      webhooks: {
        'A.B': { post: operationOf('onAB', { 'x-wechatpay-resource': { type: 'object' }, requestBody: json({}) }) },
        'v2/c': { post: operationOf('onV2C', { requestBody: json({ type: 'object', title: 'plain' }) }) },
      },
    },
  )
  expect(loadSpec(folder).webhooks).toMatchObject([
    { name: 'A.B', version: 'v3', resource: { type: 'object' } },
    { name: 'v2/c', version: 'v2', resource: { title: 'plain' } },
  ])
})

test('fields are listed below their parents, with the path that leads to them', () => {
  const schema = {
    type: 'object',
    required: ['items'],
    'x-wechatpay-required': ['name'],
    properties: {
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: { phone: { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' as const } },
        },
      },
      name: { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' as const },
    },
    patternProperties: { [String.raw`^fee_\d+$`]: { type: 'integer' } },
  }
  const rows = schemaFields(schema).map((one) => [one.path, one.depth, one.required, one.requiredForSome])
  expect(rows).toEqual([
    ['items', 0, true, false],
    ['items[].phone', 1, false, false],
    ['name', 0, false, true],
    ['fee_$n', 0, false, false],
  ])
  expect(encryptedFields(schema)).toEqual(['items[].phone', 'name'])
})

test('fields of alternatives carry their condition', () => {
  const alternative = (title: string, name: string) => ({
    type: 'object',
    title,
    properties: { [name]: { type: 'string' } },
  })
  const rows = schemaFields({ anyOf: [alternative('公交', 'line'), alternative('地铁', 'station')] })
  expect(rows.map((one) => [one.name, one.when])).toEqual([
    ['line', '公交'],
    ['station', '地铁'],
  ])
})

test.each([
  [{ type: 'string', minLength: 1, maxLength: 32 }, ['1 至 32 个字符']],
  [{ type: 'string', minLength: 32, maxLength: 32 }, ['32 个字符']],
  [{ type: 'integer', minimum: 0 }, ['不小于 0']],
  [{ type: 'integer', minimum: 1, maximum: 100, default: 1 }, ['1 至 100', '默认 1']],
  [{ type: 'array', maxItems: 5, items: { type: 'string', maxLength: 20 } }, ['最多 5 项', '最长 20 个字符']],
  [{ type: 'string', pattern: '^a$', format: 'date-time' }, ['RFC 3339 时间']],
  [{ type: 'string' }, []],
])('limits in words: %j', (schema, want) => {
  expect(limitsInWords(schema)).toEqual(want)
})

test.each([
  [{ type: 'string', minLength: 1, maxLength: 32 }, ['1 to 32 characters']],
  [{ type: 'string', minLength: 1 }, ['At least 1 character']],
  [{ type: 'integer', minimum: 1, maximum: 100, default: 1 }, ['1 to 100', 'Default 1']],
  [
    { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 20 } },
    ['At most 5 items', 'At most 20 characters'],
  ],
  [{ type: 'string', format: 'date' }, ['Date YYYY-MM-DD']],
])('limits in English: %j', (schema, want) => {
  expect(limitsInWords(schema, 'en')).toEqual(want)
})
