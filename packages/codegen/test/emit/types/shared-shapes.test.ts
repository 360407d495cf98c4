import { describe, expect, test } from 'vitest'
import { placesName } from '../../../src/emit/types/shared-shapes.ts'
import { TypeModules } from '../../../src/emit/types/type-modules.ts'
import type { SchemaObject } from '../../../src/spec/model.ts'

test.each([
  [['PayJsapiRequestAmount', 'PayAppRequestAmount'], 'PayRequestAmount'],
  [['PayJsapiRequestAmount', 'PayJsapiResponseAmount'], 'PayJsapiAmount'],
  [['PayH5RequestAmount', 'PayH5RequestDetailAmount'], 'PayH5RequestAmount'],
  [['FeeList', 'FeeFeeList'], 'FeeList'],
] as const)('what stands as %s is called %s', (names, want) => {
  expect(placesName(names)).toBe(want)
})

describe('an inner object that stands in several places', () => {
  const amount = (type: string): SchemaObject => ({ type: 'object', properties: { total: { type } } })
  const body = (properties: Record<string, SchemaObject>): SchemaObject => ({ type: 'object', properties })

  function declared(...bodies: [name: string, schema: SchemaObject][]): string[] {
    const modules = new TypeModules({ nameOf: () => undefined })
    const module = modules.ofProduct('v3/pay')
    for (const [name, schema] of bodies) module.typeOf(schema, name, 'request')
    modules.nameShared()
    return module.declarations.map((text) => text.replaceAll(/\s+/g, ' ').trim())
  }

  test('is declared once, under a name that fits all of them', () => {
    expect(
      declared(
        ['PayAppRequest', body({ amount: amount('integer') })],
        ['PayJsapiRequest', body({ amount: amount('integer') })],
      ),
    ).toEqual([
      'export interface PayAppRequest { amount?: PayRequestAmount }',
      'export interface PayRequestAmount { total?: number }',
      'export interface PayJsapiRequest { amount?: PayRequestAmount }',
    ])
  })

  test('keeps its own name where another type has the one that fits', () => {
    const names = declared(
      ['PayRequestAmount', body({ a: {} })],
      ['PayAppRequest', body({ amount: amount('integer') })],
      ['PayJsapiRequest', body({ amount: amount('integer') })],
    )
    expect(names.at(-1)).toBe('export interface PayJsapiRequest { amount?: PayAppRequestAmount }')
  })

  test('is not taken for one of another shape, or of another name', () => {
    expect(
      declared(
        ['PayAppRequest', body({ amount: amount('integer') })],
        ['PayJsapiRequest', body({ amount: amount('string'), fee: amount('integer') })],
      ),
    ).toHaveLength(5)
  })

  test('is not taken for a whole body, which keeps the name of its operation', () => {
    expect(declared(['PayAppRequest', amount('integer')], ['PayJsapiRequest', amount('integer')])).toHaveLength(2)
  })
})
