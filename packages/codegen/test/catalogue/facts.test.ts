import { describe, expect, test } from 'vitest'
import type { CatalogueField } from '../../src/catalogue/entry.ts'
import type { Fact } from '../../src/catalogue/fact.ts'
import { withFacts } from '../../src/catalogue/facts.ts'
import { field, operation } from '../support/catalogue-rows.ts'

const id = 'v3/orders#post'

function applied(fields: readonly CatalogueField[], ...facts: readonly Partial<Fact>[]) {
  const row = operation(id, { request: { body: { kind: 'json', fields } } })
  const lines = facts.map((fact): Fact =>
    Object.assign({ operation: id, path: 'request.body.a', confidence: 'official' as const }, fact),
  )
  const { operations, notTaken } = withFacts({ operations: [row], webhooks: [] }, lines)
  return { fields: operations[0]?.request.body.fields, notTaken }
}

describe('a fact', () => {
  test('of an official source decides', () => {
    const { fields } = applied([field('a', { maxLength: 8, label: '甲' })], {
      maxLength: 32,
      required: false,
      label: '乙',
    })
    expect(fields).toEqual([field('a', { maxLength: 32, required: false, label: '甲' })])
  })

  test('of one independent source says only what nobody else says', () => {
    const { fields, notTaken } = applied([field('a', { maxLength: 8 })], {
      confidence: 'one-independent',
      maxLength: 32,
      minLength: 1,
    })
    expect(fields).toEqual([field('a', { maxLength: 8, minLength: 1 })])
    expect(notTaken).toMatchObject([{ path: 'request.body.a', keys: ['maxLength'], value: 32 }])
  })

  test('adds a field, below one that is added with it too', () => {
    const { fields } = applied(
      [],
      { path: 'request.body.b.c', add: { type: 'integer', required: false } },
      { path: 'request.body.b', add: { type: 'object', required: true } },
    )
    expect(fields).toMatchObject([{ name: 'b', fields: [{ name: 'c', type: 'integer' }] }])
  })

  test('renames a field, and others speak of it by its new name', () => {
    const { fields } = applied(
      [field('a')],
      { path: 'request.body.b', maxLength: 4 },
      { rename: 'b', to: { type: 'string', required: true } },
    )
    expect(fields).toEqual([field('b', { maxLength: 4 })])
  })

  test('tells the length of a ciphertext apart from that of the plaintext', () => {
    const { fields } = applied([field('a', { encrypted: 'rsa-oaep', maxLength: 1024 })], {
      maxLength: 1024,
      maxLengthOf: 'ciphertext',
      plaintext: { maxLength: 100 },
    })
    expect(fields).toEqual([field('a', { encrypted: 'rsa-oaep', maxLength: 100, ciphertextMaxLength: 1024 })])
  })

  test('tells who needs the field, and who has it', () => {
    const { fields } = applied([field('a')], { required: false, requiredFor: { merchant: 'absent', partner: true } })
    expect(fields).toMatchObject([{ required: false, requiredFor: ['partner'], audience: ['partner'] }])
  })

  test.each<[string, CatalogueField, Partial<Fact>]>([
    ['a documented value is longer', field('a', { enum: ['LONG'] }), { maxLength: 2 }],
    ['a time does not fit', field('a', { format: 'date-time' }), { maxLength: 16 }],
    ['the text holds several values', field('a', { encoded: 'json' }), { format: 'date' }],
  ])('is not taken where %s', (_, known, fact) => {
    const { fields, notTaken } = applied([known], fact)
    expect(fields).toEqual([known])
    expect(notTaken).toHaveLength(1)
  })

  test('drops a sample that it contradicts', () => {
    expect(applied([field('a', { example: 'too long' })], { maxLength: 3 }).fields).toEqual([
      field('a', { maxLength: 3 }),
    ])
  })

  test('about a field or an operation that is not there is listed', () => {
    const { notTaken } = applied([], { maxLength: 3 }, { operation: 'v3/other#get', path: 'response.a', maxLength: 3 })
    expect(notTaken.map(({ reason }) => reason)).toEqual([
      'the field is not in the catalogue',
      'the operation is not in the catalogue',
    ])
  })
})
