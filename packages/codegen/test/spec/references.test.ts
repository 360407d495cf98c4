import { expect, test } from 'vitest'
import { ReferenceReader } from '../../src/spec/references.ts'
import { folderOf } from '../support/spec-folder.ts'

function read(files: Readonly<Record<string, unknown>>): { content: unknown; reader: ReferenceReader } {
  const reader = new ReferenceReader(folderOf(files))
  return { content: reader.read('openapi.yaml'), reader }
}

test('a reference is replaced by what it names, in another file or inside one', () => {
  const { content } = read({
    'openapi.yaml': { a: { $ref: './deep/{x}/a.yaml' }, b: { $ref: 'deep/shared.yaml#/parts/one~1two' } },
    'deep/{x}/a.yaml': { inner: { $ref: '../shared.yaml#/parts/one~1two' } },
    'deep/shared.yaml': { parts: { 'one/two': { type: 'string' } } },
  })
  expect(content).toEqual({ a: { inner: { type: 'string' } }, b: { type: 'string' } })
})

test('two references to one file give one object that knows its source', () => {
  const { content, reader } = read({
    'openapi.yaml': { a: { $ref: 'fee.yaml' }, b: [{ $ref: 'fee.yaml' }] },
    'fee.yaml': { type: 'object' },
  })
  const { a, b } = content as { a: object; b: object[] }
  expect(a).toBe(b[0])
  expect(reader.sourceOf(a)).toBe('fee.yaml')
})

test('what stands beside a reference holds for that place only', () => {
  const { content, reader } = read({
    'openapi.yaml': { a: { $ref: 'fee.yaml', description: 'here' }, b: { $ref: 'fee.yaml' } },
    'fee.yaml': { type: 'object', description: 'there' },
  })
  const { a, b } = content as { a: object; b: object }
  expect(a).toEqual({ type: 'object', description: 'here' })
  expect(b).toEqual({ type: 'object', description: 'there' })
  expect(reader.sourceOf(a)).toBe('fee.yaml')
})

test('a schema may contain itself', () => {
  const { content } = read({
    'openapi.yaml': { tree: { $ref: 'node.yaml' } },
    'node.yaml': { properties: { children: { items: { $ref: 'node.yaml' } } } },
  })
  const { tree } = content as { tree: { properties: { children: { items: object } } } }
  expect(tree.properties.children.items).toBe(tree)
})

test.each([
  ['a missing file', { 'openapi.yaml': { a: { $ref: 'gone.yaml' } } }, 'gone.yaml'],
  ['a pointer to nothing', { 'openapi.yaml': { a: { $ref: '#/b/c' } } }, 'openapi.yaml refers to #/b/c'],
  ['a malformed file', { 'openapi.yaml': 'a: [' }, 'openapi.yaml'],
])('%s is named', (_, files, message) => {
  expect(() => read(files)).toThrow(message)
})
