import { describe, expect, test } from 'vitest'
import { type SandboxPolicy, createPolicy } from '../../src/products/index.ts'
import type { RequestSchema } from '../../src/generated/operations.ts'
import { firstOf, violations } from '../../src/kernel/validate/check-value.ts'
import type { Source } from '../../src/kernel/validate/violations.ts'

const schema: RequestSchema = {
  type: 'object',
  title: '请求',
  required: ['name', 'amount'],
  properties: {
    name: { type: 'string', title: '名称', minLength: 1, maxLength: 4, pattern: String.raw`^[\p{L}\d]*$` },
    amount: { type: 'integer', title: '金额', minimum: 1, maximum: 100 },
    kind: { type: 'string', title: '类型', enum: ['A', 'B'] },
    level: { type: 'integer', title: '级别', enum: [1, 2] },
    rate: { type: 'number', title: '比率' },
    ready: { type: 'boolean', title: '就绪' },
    secret: { type: 'string', title: '姓名', pattern: '^x$' },
    items: {
      type: 'array',
      title: '明细',
      minItems: 1,
      maxItems: 2,
      items: { type: 'object', title: '项', required: ['id'], properties: { id: { type: 'string', title: '编号' } } },
    },
    note: {
      title: '备注',
      anyOf: [
        { type: 'string', title: '备注', maxLength: 1 },
        { type: 'integer', title: '备注' },
      ],
    },
    optional: { type: ['string', 'null'], title: '可空' },
    small: { type: 'object', title: '明细', maxBytes: 18, properties: { 名: { type: 'string', title: '名' } } },
  },
}

const valid = { name: '甲', amount: 1 }

function check(value: unknown, changes: Partial<SandboxPolicy> = {}, source: Source = 'body') {
  const refusal = firstOf(violations(schema, value, source, { policy: createPolicy(changes), sensitive: ['secret'] }))
  return refusal && [refusal.message, refusal.detail]
}

const body = (value: string | number) => ({ location: 'body', value })

describe('production’s grammar', () => {
  test.each([
    ['missing', { amount: 1 }, '输入源“/body/name”映射到字段“名称”必填性规则校验失败，此字段为必填项', ''],
    [
      'too short',
      { ...valid, name: '' },
      '输入源“/body/name”映射到值字段“名称”字符串规则校验失败，字符数 0，小于最小值 1',
      0,
    ],
    [
      'too long',
      { ...valid, name: '甲乙丙丁戊' },
      '输入源“/body/name”映射到值字段“名称”字符串规则校验失败，字符数 5，大于最大值 4',
      5,
    ],
    [
      'pattern',
      { ...valid, name: 'a-b' },
      String.raw`输入源“/body/name”映射到值字段“名称”字符串规则校验失败，字符串必须匹配正则表达式“^[\p{L}\d]*$”`,
      'a-b',
    ],
    ['low', { ...valid, amount: 0 }, '输入源“/body/amount”映射到数值字段“金额”规则校验失败，值低于最小值 1', 0],
    ['high', { ...valid, amount: 101 }, '输入源“/body/amount”映射到数值字段“金额”规则校验失败，值高于最大值 100', 101],
    [
      'fraction',
      { ...valid, amount: 69.99 },
      '无法将 JSON 输入源“/body/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      '',
    ],
    [
      'digits in quotes',
      { ...valid, amount: '1' },
      '无法将 JSON 输入源“/body/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      '',
    ],
    [
      'too big for 64 bits',
      { ...valid, amount: 1e21 },
      '无法将 JSON 输入源“/body/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      '',
    ],
    [
      'a number for text',
      { ...valid, name: 1 },
      '无法将 JSON 输入源“/body/name”映射到目标字段“名称”中，此字段需要一个 string 类型的 Json 值',
      '',
    ],
    [
      'text for a flag',
      { ...valid, ready: 'true' },
      '无法将 JSON 输入源“/body/ready”映射到目标字段“就绪”中，此字段需要一个 boolean 类型的 Json 值',
      '',
    ],
    [
      'text for a number',
      { ...valid, rate: '1' },
      '无法将 JSON 输入源“/body/rate”映射到目标字段“比率”中，此字段需要一个 number 类型的 Json 值',
      '',
    ],
    [
      'an object for a list',
      { ...valid, items: {} },
      '无法将 JSON 输入源“/body/items”映射到目标字段“明细”中，此字段需要一个 array 类型的 Json 值',
      '',
    ],
    [
      'an empty list',
      { ...valid, items: [] },
      '输入源“/body/items”映射到数组字段“明细”规则校验失败，元素个数 0，小于最小值 1',
      0,
    ],
    [
      'a long list',
      { ...valid, items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
      '输入源“/body/items”映射到数组字段“明细”规则校验失败，元素个数 3，大于最大值 2',
      3,
    ],
    [
      'inside a list',
      { ...valid, items: [{ id: 'a' }, {}] },
      '输入源“/body/items/1/id”映射到字段“编号”必填性规则校验失败，此字段为必填项',
      '',
    ],
    [
      'text in a list of objects',
      { ...valid, items: ['a'] },
      '无法将 JSON 输入源“/body/items/0”映射到目标字段“项”中，此字段需要一个 object 类型的 Json 值',
      '',
    ],
    [
      'another word',
      { ...valid, kind: 'C' },
      '输入源“/body/kind”映射到值字段“类型”字符串规则校验失败，值必须是以下之一：A、B',
      'C',
    ],
    [
      'another number',
      { ...valid, level: 3 },
      '输入源“/body/level”映射到数值字段“级别”规则校验失败，值必须是以下之一：1、2',
      3,
    ],
    [
      'none of the alternatives',
      { ...valid, note: '长长' },
      '输入源“/body/note”映射到值字段“备注”字符串规则校验失败，字符数 2，大于最大值 1',
      2,
    ],
    [
      'an object that takes too many bytes',
      { ...valid, small: { 名: '甲甲甲' } },
      '输入源“/body/small”映射到值字段“明细”字符串规则校验失败，字节数 19，大于最大值 18',
      19,
    ],
    [
      'a sensitive value',
      { ...valid, secret: '张三' },
      '输入源“/body/secret”映射到值字段“姓名”字符串规则校验失败，字符串必须匹配正则表达式“^x$”',
      '',
    ],
    ['not an object', [], '无法将 JSON 输入源“/body”映射到目标字段“请求”中，此字段需要一个 object 类型的 Json 值', ''],
  ])('%s', (_name, value, message, shown) => {
    expect(check(value)).toEqual([message, body(shown)])
  })
})

test('what is right passes', () => {
  expect(check(valid)).toBeUndefined()
  expect(
    check({
      ...valid,
      kind: 'B',
      level: 2,
      rate: 0.5,
      ready: false,
      items: [{ id: '' }],
      note: 7,
      optional: '',
      small: { 名: '甲甲aa' },
    }),
  ).toBeUndefined()
})

test('fields are looked at in the order of the documentation, not of the request', () => {
  expect(check({ amount: 0, name: '' })?.[0]).toContain('/body/name')
})

test('unknown fields are refused, unless the policy is lenient', () => {
  const message = '请求中含有未在API文档中定义的参数'
  expect(check({ ...valid, extra: 1 })).toEqual([message, body('/body/extra')])
  expect(check({ ...valid, constructor: 1 })).toEqual([message, body('/body/constructor')])
  expect(check({ ...valid, items: [{ id: '', 'a/b': 1 }] })).toEqual([message, body('/body/items/0/a~1b')])
  expect(check({ ...valid, extra: 1 }, { strictExtraFields: false })).toBeUndefined()
})

test('length counts characters or, by policy, bytes', () => {
  expect(check({ ...valid, name: '甲乙丙丁' })).toBeUndefined()
  expect(check({ ...valid, name: '甲乙' }, { lengthUnit: 'bytes' })?.[0]).toContain('字节数 6，大于最大值 4')
})

test('characters outside the basic plane are refused, by policy; NUL and lone surrogates always', () => {
  const lenient = { refuseFourByteCharacters: false }
  expect(check({ ...valid, optional: '🔋' })?.[0]).toContain('含有不支持的字符')
  expect(check({ ...valid, optional: '🔋' }, lenient)).toBeUndefined()
  expect(check({ ...valid, optional: 'a\0b' }, lenient)?.[0]).toContain('含有不支持的字符')
  expect(check({ ...valid, optional: '\ud83d' }, lenient)?.[0]).toContain('含有不支持的字符')
})

test('the length of URL-encoded text is that of the encoded form', () => {
  const attach: RequestSchema = { type: 'string', title: '说明', maxLength: 9, urlEncoded: true }
  const refusalOf = (value: string) => firstOf(violations(attach, value, 'body', { policy: createPolicy({}) }))?.message
  for (const taken of ['中', '%E4%B8%AD', '%3D%3D%3D', 'abcdefghi', 'a=b&c=d/e', '100%'])
    expect(refusalOf(taken)).toBeUndefined()
  expect(refusalOf('中a')).toContain('字符数 10，大于最大值 9')
  expect(refusalOf('a b c d e')).toContain('字符数 17，大于最大值 9')
  expect(refusalOf('%E4%B8%ADa')).toContain('字符数 10，大于最大值 9')
})

test('null has no type that a field could want', () => {
  for (const name of ['amount', 'kind', 'level', 'rate', 'ready', 'items', 'note', 'optional'])
    expect(check({ ...valid, [name]: null })?.[0], name).toContain(`“/body/${name}”`)
  const untyped = firstOf(violations({ title: '任意' }, null, 'body', { policy: createPolicy({}) }))
  expect(untyped?.message).toContain('需要一个 object 类型的 Json 值')
})

test('numbers in a query are text', () => {
  expect(check({ name: 'a', amount: '7' }, {}, 'query')).toBeUndefined()
  expect(check({ name: 'a', amount: '700' }, {}, 'query')?.[0]).toBe(
    '输入源“/query/amount”映射到数值字段“金额”规则校验失败，值高于最大值 100',
  )
  expect(check({ name: 'a', amount: '7e1' }, {}, 'query')?.[0]).toBe(
    '无法将输入源“/query/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
  )
})

test('numbers in a path have no sign, and are shown', () => {
  expect(check({ name: 'a', amount: '7' }, {}, 'uri_template')).toBeUndefined()
  for (const value of ['abc', '-7']) {
    expect(check({ name: 'a', amount: value }, {}, 'uri_template')).toEqual([
      '无法将输入源“/uri_template/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位无符号整数',
      { location: 'uri_template', value },
    ])
  }
})

describe('what the documentation says beside types and lengths', () => {
  const refund: RequestSchema = {
    type: 'object',
    anyOf: [{ required: ['transaction_id'] }, { required: ['out_trade_no'] }],
    properties: {
      transaction_id: { type: 'string', title: '微信支付订单号' },
      out_trade_no: { type: 'string', title: '商户订单号' },
      type: { type: 'string', title: '类型' },
      bank: { type: 'string', title: '银行', requiredWhen: [{ field: 'type', is: ['BANK'] }] },
      until: { type: 'string', title: '结束时间', format: 'date-time' },
      day: { type: 'string', title: '日期', format: 'yyyyMMdd' },
      remark: { type: 'string', title: '备注', maxBytes: 4 },
      goods: {
        type: 'array',
        title: '商品',
        items: {
          type: 'object',
          properties: {
            kinds: { type: 'array', title: '种类', items: { type: 'string' } },
            code: { type: 'string', title: '编码', requiredWhen: [{ field: 'kinds', contains: 'CODED' }] },
            owner: {
              type: 'string',
              title: '归属',
              requiredWhen: [{ field: 'type', is: ['OWNED'] }, { field: 'kinds' }],
            },
          },
        },
      },
    },
  }
  const refused = (value: unknown) => firstOf(violations(refund, value, 'body', { policy: createPolicy({}) }))?.message
  const missing = (at: string, title: string) =>
    `输入源“/body/${at}”映射到字段“${title}”必填性规则校验失败，此字段为必填项`
  const order = { out_trade_no: 'T1' }

  test.each([
    ['none of the alternatives', {}, missing('transaction_id', '微信支付订单号')],
    ['a condition that holds', { ...order, type: 'BANK' }, missing('bank', '银行')],
    ['one in a list', { ...order, goods: [{ kinds: ['A', 'CODED'] }] }, missing('goods/0/code', '编码')],
    [
      'two, one at the top of the body',
      { ...order, type: 'OWNED', goods: [{ kinds: [] }] },
      missing('goods/0/owner', '归属'),
    ],
    [
      'a time that is none',
      { ...order, until: '2026-03-01 10:00:00' },
      '输入源“/body/until”映射到值字段“结束时间”字符串规则校验失败，字符串必须符合格式“RFC 3339”',
    ],
    [
      'a day that does not exist',
      { ...order, until: '2026-13-45T10:00:00+08:00' },
      '输入源“/body/until”映射到值字段“结束时间”字符串规则校验失败，字符串必须符合格式“RFC 3339”',
    ],
    [
      'WeChat Pay’s own format',
      { ...order, day: '2026-03-01' },
      '输入源“/body/day”映射到值字段“日期”字符串规则校验失败，字符串必须符合格式“yyyyMMdd”',
    ],
    [
      'bytes',
      { ...order, remark: '二字' },
      '输入源“/body/remark”映射到值字段“备注”字符串规则校验失败，字节数 6，大于最大值 4',
    ],
  ])('%s', (_, value, message) => {
    expect(refused(value)).toBe(message)
  })

  test.each([
    ['one alternative', { transaction_id: '4200' }],
    ['both', { ...order, transaction_id: '4200' }],
    ['a condition that does not hold', { ...order, type: 'CASH', goods: [{ kinds: ['A'] }] }],
    ['times as they should be', { ...order, until: '2026-03-01T10:00:00+08:00', day: '20260301', remark: 'abcd' }],
  ])('%s passes', (_, value) => {
    expect(refused(value)).toBeUndefined()
  })
})

describe('a field that another one decides about', () => {
  const conditional: RequestSchema = {
    type: 'object',
    properties: {
      kind: { type: 'string' },
      total: { type: 'integer' },
      code: {
        type: 'string',
        title: '券码',
        requiredWhen: [{ field: 'kind', is: ['CODE', 'BOTH'] }],
        onlyWhen: [{ field: 'kind', is: ['CODE', 'BOTH'] }],
      },
      name: { type: 'string', title: '姓名', requiredWhen: [{ field: 'total', atLeast: 200_000 }] },
      appid: { type: 'string', title: '应用', requiredWhen: [{ field: 'receivers.type', contains: 'PERSON' }] },
      receivers: { type: 'array', items: { type: 'object', properties: { type: { type: 'string' } } } },
      reason: { type: 'string', title: '原因', onlyWhen: [{ field: 'kind', is: ['NONE'] }] },
      currency: { type: 'string', title: '币种', requiredFor: 'merchant' },
    },
  }
  const CURRENCY = { currency: 'CNY' }

  test.each<[name: string, value: object, caller: 'merchant' | 'partner', message: string | undefined]>([
    [
      'is asked for',
      { kind: 'BOTH' },
      'partner',
      '输入源“/body/code”映射到字段“券码”必填性规则校验失败，此字段为必填项',
    ],
    [
      'is refused where it must be left out',
      { kind: 'NONE', code: '1' },
      'partner',
      '输入源“/body/code”映射到字段“券码”规则校验失败，此字段在当前条件下不能填写',
    ],
    ['is let pass where nobody can say', { code: '1', reason: 'a' }, 'partner', undefined],
    ['is refused though it never was asked for', { kind: 'CODE', code: '1', reason: 'a' }, 'partner', '不能填写'],
    ['is asked for from an amount on', { total: 200_000 }, 'partner', '姓名'],
    ['is not asked for below it', { total: 199_999 }, 'partner', undefined],
    ['is asked for by an item of a list', { receivers: [{ type: 'SHOP' }, { type: 'PERSON' }] }, 'partner', '应用'],
    ['is asked of the callers that need it', {}, 'merchant', '币种'],
    ['is not asked of others', {}, 'partner', undefined],
    ['is given by them', CURRENCY, 'merchant', undefined],
  ])('%s', (_, value, caller, message) => {
    const refusal = firstOf(violations(conditional, value, 'body', { policy: createPolicy(), caller }))
    if (message === undefined) expect(refusal).toBeUndefined()
    else expect(refusal?.message).toContain(message)
  })
})
