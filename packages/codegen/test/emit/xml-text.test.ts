import { expect, test } from 'vitest'
import { asText } from '../../src/emit/xml-text.ts'

test('every leaf of an XML document is text, at any depth', () => {
  expect(
    asText({
      type: 'object',
      properties: {
        fee: { type: 'integer', title: '金额', minimum: 1, 'x-extensible-enum': [0, 1] },
        list: { type: 'array', items: { type: 'object', properties: { paid: { type: 'boolean' } } } },
      },
      patternProperties: { [String.raw`^fee_\d+$`]: { type: 'number' } },
    }),
  ).toEqual({
    type: 'object',
    properties: {
      fee: { type: 'string', title: '金额', 'x-extensible-enum': ['0', '1'] },
      list: { type: 'array', items: { type: 'object', properties: { paid: { type: 'string' } } } },
    },
    patternProperties: { [String.raw`^fee_\d+$`]: { type: 'string' } },
  })
})

test('JSON inside it keeps its numbers', () => {
  const detail = { type: 'string', contentSchema: { type: 'object', properties: { quantity: { type: 'integer' } } } }
  expect(asText(detail)).toBe(detail)
})
