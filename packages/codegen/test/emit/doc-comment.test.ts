import { describe, expect, test } from 'vitest'
import { docComment, fieldLines } from '../../src/emit/doc-comment.ts'

describe('a doc comment', () => {
  test.each([
    ['nothing for no lines', [], ''],
    ['one line', ['总金额。'], '/** 总金额。 */\n'],
    ['several lines', ['总金额。', '', '单位：分'], '/**\n * 总金额。\n *\n * 单位：分\n */\n'],
    ['a line that has lines', ['a\nb'], '/**\n * a\n * b\n */\n'],
  ])('%s', (_, lines, want) => {
    expect(docComment(lines)).toBe(want)
  })

  test('cannot be ended by what it quotes', () => {
    expect(docComment(['**/*/ evil()'])).toBe(String.raw`/** **\/*\/ evil() */` + '\n')
  })
})

test('a field tells its name, meaning, limits, values and secrecy', () => {
  const schema = {
    type: 'string',
    title: '订单状态',
    description: '以查询为准',
    maxLength: 32,
    'x-extensible-enum': ['A'],
    'x-enumDescriptions': { A: '等待' },
    'x-wechatpay-encrypted': 'rsa-oaep' as const,
    deprecated: true,
  }
  expect(fieldLines(schema, 'request', true)).toEqual([
    '订单状态。以查询为准。通常必填，因商户类型而异。敏感字段：传明文，由客户端加密。 `string · ≤ 32`',
    '- `A`：等待',
    '@deprecated',
  ])
})

test('a description that begins with the name stands alone', () => {
  const schema = { type: 'string', title: '附加数据', description: '附加数据，在通知中原样返回' }
  expect(fieldLines(schema, 'request')).toEqual(['附加数据，在通知中原样返回。'])
})

test('a field of which nothing is known has no comment', () => {
  expect(fieldLines({ type: 'string' }, 'request')).toEqual([])
})
