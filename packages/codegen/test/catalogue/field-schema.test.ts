import { expect, test } from 'vitest'
import type { CatalogueField } from '../../src/catalogue/entry.ts'
import { fieldSchema, objectSchema } from '../../src/catalogue/field-schema.ts'
import { field } from '../support/catalogue-rows.ts'

const cases: [string, { given: CatalogueField; want: unknown }][] = [
  [
    'a string with its limits and label',
    {
      given: field('attach', { label: '附加数据', minLength: 1, maxLength: 200, pattern: '^(?:a)$', example: 'a' }),
      want: { type: 'string', title: '附加数据', minLength: 1, maxLength: 200, pattern: '^(?:a)$', examples: ['a'] },
    },
  ],
  [
    'a documented enumeration stays open',
    { given: field('state', { enum: ['A', 'B'] }), want: { type: 'string', 'x-extensible-enum': ['A', 'B'] } },
  ],
  [
    'an array keeps its own limits and hands the rest to its items',
    {
      given: field('ids', { type: 'string[]', label: '编号', maxItems: 5, maxLength: 32 }),
      want: { type: 'array', title: '编号', maxItems: 5, items: { type: 'string', maxLength: 32 } },
    },
  ],
  [
    'an array of objects',
    {
      given: field('fees', {
        type: 'object[]',
        fields: [field('fee_name'), field('fee_amount', { type: 'integer', required: false })],
      }),
      want: {
        type: 'array',
        items: {
          type: 'object',
          required: ['fee_name'],
          properties: { fee_name: { type: 'string' }, fee_amount: { type: 'integer' } },
        },
      },
    },
  ],
  ['an object of unknown members', { given: field('extra', { type: 'object' }), want: { type: 'object' } }],
  [
    'a field encrypted with the usual key',
    {
      given: field('phone', { encrypted: 'rsa-oaep', encryptedWith: 'wechatpay-public-key', format: 'base64' }),
      want: { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' },
    },
  ],
  [
    'a field encrypted with another key',
    {
      given: field('enc_bank_no', { encrypted: 'rsa-oaep', encryptedWith: 'v2-transfer-public-key' }),
      want: {
        type: 'string',
        'x-wechatpay-encrypted': 'rsa-oaep',
        'x-wechatpay-encrypted-with': 'v2-transfer-public-key',
      },
    },
  ],
  [
    'a string that holds JSON',
    {
      given: field('detail', {
        encoded: 'json',
        content: 'object',
        fields: [field('cost_price', { type: 'integer' })],
      }),
      want: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: { type: 'object', required: ['cost_price'], properties: { cost_price: { type: 'integer' } } },
      },
    },
  ],
  [
    'a string that holds a list in JSON',
    {
      given: field('names', { encoded: 'json', content: 'string[]' }),
      want: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: { type: 'array', items: { type: 'string' } },
      },
    },
  ],
  [
    'an encoded string whose content nobody describes',
    {
      given: field('promotion_detail', { encoded: 'json' }),
      want: { type: 'string', contentMediaType: 'application/json' },
    },
  ],
  [
    'a file',
    { given: field('file', { type: 'file' }), want: { type: 'string', contentMediaType: 'application/octet-stream' } },
  ],
  [
    'exclusive alternatives',
    {
      given: field('scene_info', { type: 'object', variants: [{ when: 'BUS', fields: [field('line')] }] }),
      want: { anyOf: [{ type: 'object', title: 'BUS', required: ['line'], properties: { line: { type: 'string' } } }] },
    },
  ],
  [
    'a time sample that is no time',
    {
      given: field('at', { format: 'date-time', example: '2019-12-31T15:59:60+08:00' }),
      want: { type: 'string', format: 'date-time' },
    },
  ],
]

test.each(cases)('%s', (_, { given, want }) => {
  expect(fieldSchema(given, { trustsRequired: true, glossary: {} })).toEqual(want)
})

test('fields numbered in their names become patterns', () => {
  const schema = objectSchema([field('coupon_id_$n_$m', { required: false })], { trustsRequired: true, glossary: {} })
  expect(schema).toEqual({
    type: 'object',
    patternProperties: { [String.raw`^coupon_id_\d+_\d+$`]: { type: 'string' } },
  })
})

test('a required mark that holds for some callers only is kept, but is no check', () => {
  const schema = objectSchema([field('sub_mchid'), field('attach', { required: false })], {
    trustsRequired: false,
    glossary: {},
  })
  expect(schema).toMatchObject({ 'x-wechatpay-required': ['sub_mchid'] })
  expect(schema).not.toHaveProperty('required')
})

test('of marks that can be trusted, doubtful ones are shown only', () => {
  const context = { trustsRequired: true, doubtful: new Set(['sp_openid']), glossary: {} }
  expect(objectSchema([field('sp_openid'), field('amount')], context)).toMatchObject({
    required: ['amount'],
    'x-wechatpay-required': ['sp_openid'],
  })
})
