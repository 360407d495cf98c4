import { describe, expect, test } from 'vitest'
import { requiredFields, type SchemaObject } from '../../src/index.ts'

function required(schema: SchemaObject, value: object): string[] {
  const fields = value as Readonly<Record<string, unknown>>
  return [...requiredFields(schema, fields, fields)].toSorted()
}

describe('fields that a request cannot do without', () => {
  const when = (condition: string): SchemaObject => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, name: { type: 'string', 'x-wechatpay-condition': condition } },
  })

  test('are those that are required, for some callers too', () => {
    expect(required({ required: ['a'], 'x-wechatpay-required': ['b'] }, { a: 1, b: 1, c: 1 })).toEqual(['a', 'b'])
  })

  test('are those whose condition holds', () => {
    const schema = when('required when kind is ID_CARD or PASSPORT')
    expect(required(schema, { kind: 'PASSPORT', name: 'x' })).toEqual(['kind', 'name'])
    expect(required(schema, { kind: 'OPENID', name: 'x' })).toEqual(['kind'])
  })

  test('are those that go together with a required one', () => {
    expect(required(when('required together with kind'), { kind: 'A', name: 'x' })).toEqual(['kind', 'name'])
  })

  test('of a choice, the first that is given', () => {
    const schema = { properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] }
    expect(required(schema, { a: 1, b: 1 })).toEqual(['a'])
    expect(required(schema, { b: 1 })).toEqual(['b'])
  })

  test('of alternatives, those of the first', () => {
    const schema: SchemaObject = {
      required: ['a'],
      oneOf: [
        { required: ['b'], properties: { b: {} } },
        { required: ['c'], properties: { c: {} } },
      ],
    }
    expect(required(schema, { a: 1, b: 1 })).toEqual(['a', 'b'])
  })
})
