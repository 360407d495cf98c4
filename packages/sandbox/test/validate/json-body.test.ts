import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/products/index.ts'
import { parseJsonBody } from '../../src/kernel/validate/json-body.ts'

function parse(body: string | Uint8Array) {
  const parsed = parseJsonBody(typeof body === 'string' ? Buffer.from(body) : body, defaultPolicy)
  return 'refusal' in parsed ? parsed.refusal.message : parsed.value
}

const json = fc.json({ maxDepth: 6 }).filter((text) => !text.includes('null'))

test('JSON is read as JSON', () => {
  fc.assert(
    fc.property(json, (text) => {
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('null stays for the check of the fields; by policy it is absent', () => {
  const text = '{"a":null,"b":{"c":null},"d":[{"e":null}]}'
  expect(parse(text)).toEqual(JSON.parse(text))
  expect(parseJsonBody(Buffer.from(text), { ...defaultPolicy, refuseNull: false })).toEqual({
    value: { b: {}, d: [{}] },
  })
})

describe('refuses', () => {
  test.each([
    ['nothing', '', '请求体不是合法的 JSON'],
    ['half an object', '{"a":1', '请求体不是合法的 JSON'],
    ['single quotes', "{'a':1}", '请求体不是合法的 JSON'],
    ['a BOM', '\ufeff{}', '请求体不是合法的 JSON'],
    ['NaN', '{"a":NaN}', '请求体不是合法的 JSON'],
    ['a name twice', '{"a":1,"b":2,"a":3}', '请求体 JSON 中的字段“a”重复'],
    ['a name twice, spelled differently', String.raw`{"a":1,"\u0061":3}`, '请求体 JSON 中的字段“a”重复'],
    ['a name twice, further in', '{"a":[{"b":{"c":1,"d":[],"c":2}}]}', '请求体 JSON 中的字段“c”重复'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), '请求体 JSON 的嵌套超过 32 层'],
    ['a million levels', '{"a":'.repeat(1e5) + '1' + '}'.repeat(1e5), '请求体 JSON 的嵌套超过 32 层'],
  ])('%s', (_name, text, message) => expect(parse(text)).toBe(message))

  test('bytes that are not UTF-8', () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe4, 0xb8]]) {
      expect(parse(Uint8Array.of(0x22, ...bytes, 0x22))).toBe('请求体不是合法的 UTF-8 文本')
    }
  })
})

test('takes what only looks like a repetition or like depth', () => {
  const texts = [
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '["a","a"]',
    String.raw`{"a":"\"}{[[[,\"a\":","b":"\\"}`,
    '{"a":"a","b":"a"}',
  ]
  for (const text of texts) expect(parse(text)).toEqual(JSON.parse(text))
  expect(parse('['.repeat(32) + ']'.repeat(32))).toEqual(JSON.parse('['.repeat(32) + ']'.repeat(32)))
})

test('a prototype is only a name', () => {
  const value = parse('{"__proto__":{"polluted":true}}') as object
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('polluted')
})
