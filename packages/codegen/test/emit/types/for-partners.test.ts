import { expect, test } from 'vitest'
import { forPartners } from '../../../src/emit/types/for-partners.ts'
import type { SchemaObject } from '../../../src/spec/model.ts'

const text: SchemaObject = { type: 'string' }
const ofPartners: SchemaObject = { type: 'string', 'x-wechatpay-required-for': ['partner'] }
const ofMerchants: SchemaObject = { type: 'string', 'x-wechatpay-required-for': ['merchant'] }

test('a request that asks everybody for the same stays as it is', () => {
  expect(forPartners({ type: 'object', required: ['no'], properties: { no: text, sub_mchid: ofPartners } })).toBe(
    undefined,
  )
})

test('what only merchants give is not asked for, what only partners give is', () => {
  const schema: SchemaObject = {
    type: 'object',
    required: ['amount'],
    properties: {
      amount: { type: 'object', required: ['total'], properties: { total: text, currency: ofMerchants } },
      orders: { type: 'array', items: { type: 'object', properties: { sub_mchid: ofPartners } } },
    },
  }
  expect(forPartners(schema)).toEqual({
    type: 'object',
    required: ['amount'],
    properties: {
      amount: { type: 'object', required: ['total'], properties: { total: text, currency: text } },
      orders: {
        type: 'array',
        items: { type: 'object', required: ['sub_mchid'], properties: { sub_mchid: text } },
      },
    },
  })
})
