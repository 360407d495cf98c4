import { expect, test } from 'vitest'
import { asGiven, withoutFields } from '../../src/emit/own-fields.ts'
import type { SchemaObject } from '../../src/spec/model.ts'

const text: SchemaObject = { type: 'string' }

test('a v2 body is given without signature and nonce, and without what the client knows', () => {
  const given = asGiven({
    type: 'object',
    required: ['mch_id', 'body'],
    'x-wechatpay-required': ['sign', 'sign_type'],
    properties: { mch_id: text, body: text, sign: text, nonce_str: text, sign_type: text },
  })
  expect(given.required).toEqual(['body'])
  expect(given['x-wechatpay-required']).toEqual([])
  expect(given.properties).toEqual({
    mch_id: { type: 'string', description: '默认为客户端的商户号' },
    body: text,
    sign_type: { type: 'string', description: '默认由客户端选择' },
  })
})

test('a schema that has none of the fields stays the very same, and so keeps its name', () => {
  const schema: SchemaObject = { type: 'object', properties: { body: text } }
  expect(withoutFields(schema, ['sign', undefined])).toBe(schema)
  expect(asGiven(schema)).toBe(schema)
})
