import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { mergeInto } from '../../src/catalogue/merge-node.ts'

const base = { type: 'string', title: '甲', maxLength: 8 }

function merged(ours: string, next: object) {
  const document = parseDocument(ours)
  const conflicts = mergeInto(document, base, next as Record<string, unknown>)
  return { text: document.toString(), conflicts }
}

test('what changed between two imports goes in; comments and what people added stay', () => {
  const ours = '# ours\ntype: string\ntitle: 甲 # said so\nmaxLength: 8\ndescription: 丙\n'
  const { text, conflicts } = merged(ours, { type: 'string', title: '甲', maxLength: 32, minLength: 1 })
  expect(text).toBe('# ours\ntype: string\ntitle: 甲 # said so\nmaxLength: 32\ndescription: 丙\nminLength: 1\n')
  expect(conflicts).toEqual([])
})

test('what the import no longer says goes', () => {
  expect(merged('type: string\ntitle: 甲\nmaxLength: 8\n', { type: 'string', title: '甲' }).text).toBe(
    'type: string\ntitle: 甲\n',
  )
})

test('what people changed too stays as they made it, and is told', () => {
  const { text, conflicts } = merged('type: string\ntitle: 乙\nmaxLength: 8\n', { ...base, title: '丁' })
  expect(text).toContain('title: 乙')
  expect(conflicts).toEqual([{ at: ['title'], value: '丁' }])
})

test('maps are merged inside', () => {
  const document = parseDocument('properties:\n  a: { type: string, description: 说明 }\n')
  mergeInto(
    document,
    { properties: { a: { type: 'string' } } },
    { properties: { a: { type: 'string', maxLength: 3 } } },
  )
  expect(document.toJSON()).toEqual({ properties: { a: { type: 'string', description: '说明', maxLength: 3 } } })
})

test('marks of fields do not go into an object that people made alternatives of', () => {
  const document = parseDocument('title: 甲\nanyOf:\n  - { $ref: ./a.yaml }\n')
  const before = { type: 'object', title: '甲', properties: { a: { type: 'string' } } }
  const conflicts = mergeInto(document, before, { ...before, title: '乙', required: ['a'] })
  expect(document.toJSON()).toEqual({ title: '乙', anyOf: [{ $ref: './a.yaml' }] })
  expect(conflicts).toEqual([{ at: ['required'], value: ['a'] }])
})
