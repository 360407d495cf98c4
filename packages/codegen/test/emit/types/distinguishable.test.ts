import { expect, test } from 'vitest'
import { makeDistinguishable } from '../../../src/emit/types/distinguishable.ts'
import { TypeModules } from '../../../src/emit/types/type-modules.ts'
import type { SchemaObject } from '../../../src/spec/model.ts'

const text = { type: 'string' }
const plain = { type: 'object', 'x-wechatpay-name': 'Plain', required: ['mchid'], properties: { mchid: text } }
const combined = {
  type: 'object',
  'x-wechatpay-name': 'Combined',
  required: ['combine_mchid'],
  properties: { combine_mchid: text },
}

/** The declarations of a payload, without comments and white space. */
function declared(schema: SchemaObject): string[] {
  const module = new TypeModules({ nameOf: () => undefined }).of('webhooks/test')
  expect(module.typeOf(makeDistinguishable(schema), 'PaidEvent', 'response')).toBe('PaidEventPlain | PaidEventCombined')
  return module.declarations.map((declaration) => declaration.replaceAll(/\s+/g, ' ').trim())
}

test('each alternative says of the fields of the others that it lacks them', () => {
  expect(declared({ anyOf: [plain, combined] })).toEqual([
    'export interface PaidEventPlain { mchid: string combine_mchid?: undefined }',
    'export interface PaidEventCombined { combine_mchid: string mchid?: undefined }',
  ])
})

test('alternatives without names of their own are left as they are', () => {
  const schema: SchemaObject = {
    anyOf: [
      { type: 'object', properties: { a: text } },
      { type: 'object', properties: { b: text } },
    ],
  }
  expect(makeDistinguishable(schema)).toBe(schema)
})
