import { expect, test } from 'vitest'
import { emitExtensions } from '../../src/emit/extensions.ts'
import type { SchemaObject, Spec } from '../../src/spec/model.ts'

function emitted(...extensions: readonly SchemaObject[]): string[] {
  return emitExtensions({ version: '1.2.3', extensions } as unknown as Spec).map(({ text }) => text)
}

test('a schema becomes an interface, the same for the SDK and the sandbox', () => {
  const [sdk, sandbox] = emitted({
    type: 'object',
    'x-wechatpay-name': 'ThingFacts',
    description: 'How a thing is.',
    required: ['name'],
    properties: {
      name: { type: 'string', description: 'Its name.' },
      size: { type: 'integer' },
      kind: { type: 'string', enum: ['a', 'b'] },
      parts: { type: 'array', items: { type: 'string' } },
    },
  })
  expect(sdk).toBe(sandbox)
  expect(sdk).toContain(`/** How a thing is. */
export interface ThingFacts {
  /** Its name. */
  readonly name: string
  readonly size?: number
  readonly kind?: 'a' | 'b'
  readonly parts?: readonly string[]
}
`)
})

test('a spec without such extensions gives empty modules', () => {
  for (const text of emitted()) expect(text).toMatch(/\n\nexport \{\}\n$/)
})

test.each<[name: string, given: SchemaObject, message: string]>([
  ['a schema without a name', { description: 'nameless' }, 'The extension "nameless" has no x-wechatpay-name'],
  [
    'a field of another kind',
    { 'x-wechatpay-name': 'X', properties: { a: { type: 'object' } } },
    'A field of an extension cannot be "object"',
  ],
])('%s is refused', (_, given, message) => {
  expect(() => emitted(given)).toThrow(message)
})
