import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { schemaFields, type Operation } from '../../packages/codegen/src/index.ts'
import { fieldTable, schemaGroup } from '../generator/parts/field-table.ts'
import { breakable, markdown, plain, prose } from '../generator/parts/html.ts'
import { limitsOf, patternInWords } from '../generator/parts/field-limits.ts'
import { chineseEdition } from '../generator/navigation/edition.ts'
import { chinese } from '../generator/words/zh.ts'
import { english } from '../generator/words/en.ts'
import { Code, literal, Optional, readMarks } from '../generator/calls/literal.ts'
import { highlightCall } from '../.vitepress/highlight.ts'
import { eventUrl, operationUrl, sectionOf } from '../generator/navigation/page-url.ts'
import { faultKinds } from '../../packages/sandbox/src/kernel/faults/faults.ts'
import { rank, tokenize } from '../.vitepress/search.ts'
import { spec } from './support/generated.ts'

describe('addresses of pages', () => {
  const cases: [name: string, given: Pick<Operation, 'address' | 'method' | 'product'>, want: [string, string]][] = [
    [
      'a parameter reads as on the chain',
      { address: 'v3/payscore/payafter-orders/{out_order_no}/complete', method: 'POST', product: 'payscore' },
      ['/api/v3/payscore/payafter-orders/_out_order_no_/complete/post', 'v3/payscore'],
    ],
    [
      'a trailing slash is an address of its own',
      { address: 'v3/ecommerce/applyments/', method: 'POST', product: 'ecommerce' },
      ['/api/v3/ecommerce/applyments/_/post', 'v3/ecommerce'],
    ],
    [
      'what stands before the version belongs to the section',
      { address: 'hk/v3/certificates', method: 'GET', product: 'certificates' },
      ['/api/hk/v3/certificates/get', 'hk/v3/certificates'],
    ],
  ]
  test.each(cases)('%s', (_, given, want) => {
    expect([operationUrl(given), sectionOf(given)]).toEqual(want)
  })

  test('an event has no dot that would read as a file extension', () => {
    expect(eventUrl({ name: 'PAYSCORE.USER_PAID' })).toBe('/api/events/payscore/user-paid')
  })
})

describe('literals', () => {
  const cases: [name: string, given: unknown, want: string][] = [
    ['short objects stay on one line', { a: 1, b: ['x'] }, `{ a: 1, b: ['x'] }`],
    ['quotes what must be quoted', { 'a-b': "it's" }, String.raw`{ 'a-b': 'it\'s' }`],
    ['expressions stand as they are', { ticket: new Code('order.ticket!') }, '{ ticket: order.ticket! }'],
    ['leaves undefined out', { a: undefined }, '{}'],
    [
      'a Chinese character counts as two columns',
      { place: '深圳湾万象城甲座一层共享充电宝机柜正对面那棵大榕树底下的长椅旁边' },
      `{\n  place: '深圳湾万象城甲座一层共享充电宝机柜正对面那棵大榕树底下的长椅旁边',\n}`,
    ],
  ]
  test.each(cases)('%s', (_, given, want) => {
    expect(literal(given)).toBe(want)
  })
})

describe('fields that may be left out', () => {
  const call = { a: 1, b: { c: new Optional('x'), d: new Optional({ e: 2 }) }, f: new Optional([3]) }

  test('stand on lines of their own', () => {
    const { code, optional } = readMarks(literal(call))
    expect(code).toBe("{\n  a: 1,\n  b: {\n    c: 'x',\n    d: { e: 2 },\n  },\n  f: [3],\n}")
    expect(optional).toEqual([4, 5, 7])
  })

  test('are hidden together, and what comes before a call is folded', () => {
    const html = highlightCall('const a = 1\nb({\n  c: 2,\n  d: 3,\n})\n', 'optional=3-4 before=1-1')
    expect(html).toContain('<span class="optional">  c: <i class="n">2</i>,\n  d: <i class="n">3</i>,\n</span>})')
    expect(html).toMatch(/<summary[^>]*>先查询<\/summary><i class="k">const<\/i> a = <i class="n">1<\/i><\/details>/)
  })

  test('code becomes no markup', () => {
    expect(highlightCall("a('<b>&')", '')).toContain('<i class="s">\'&lt;b&gt;&amp;\'</i>')
  })
})

describe('patterns in words', () => {
  const cases: [pattern: string, want: string][] = [
    [String.raw`^[0-9A-Za-z_\-|*]+$`, '只能有数字、大小写字母、_ - | *'],
    [String.raw`^(?:[0-9A-Za-z_\-|*@]*)$`, '只能有数字、大小写字母、_ - | * @'],
    [String.raw`^\d{14}$`, '14 位数字'],
    [String.raw`^[0-9]{8,10}$`, '8 至 10 位数字'],
    ['^(a|b)$', '须符合说明中的格式'],
    ['^[b-d]+$', '须符合说明中的格式'],
  ]
  test.each(cases)('%s', (pattern, want) => {
    expect(patternInWords(pattern, chinese.limits)).toBe(want)
  })

  test('in English too', () => {
    expect(patternInWords(String.raw`^[0-9A-Za-z_\-|*]+$`, english.limits)).toBe('Only digits, letters, _ - | *')
    expect(patternInWords('^(?:[0-9]{6})$', english.limits)).toBe('6 digits')
  })

  test('no tooltip of the site speaks a regular expression', () => {
    const patterns = spec.operations.flatMap(({ body }) => (body.schema ? schemaFields(body.schema) : []))
    const edition = chineseEdition(spec)
    const words = patterns.flatMap(({ schema }) => limitsOf(schema, edition).words)
    expect(words.filter((word) => /\\[du]|[[\]^$]\S*[[\]^$]/.test(word))).toEqual([])
    expect(words.length).toBeGreaterThan(1_000)
  })
})

describe('text of the spec on a page', () => {
  test('nothing in it becomes markup', () => {
    const hostile = '<script>alert(1)</script> {{ 1 + 1 }} [a](b) `c`'
    expect(prose(hostile)).toBe('&lt;script&gt;alert(1)&lt;/script&gt; {{ 1 + 1 }} [a](b) <code>c</code>') // under v-pre
    expect(markdown(hostile)).not.toMatch(/<|\{\{/)
    expect(plain(hostile)).not.toMatch(/[<{[`]/)
  })

  test('a table holds no empty line, which would end it for Markdown', () => {
    const table = fieldTable(
      [schemaGroup('', { type: 'object', properties: { a: { description: 'x\n\n\ny' } } })],
      'request',
      chineseEdition(spec),
    )
    expect(table).not.toContain('\n\n')
  })

  test('long addresses break before a slash', () => {
    expect(breakable('/v3/a')).toBe('/v3<wbr>/a')
  })
})

describe('search words', () => {
  test('finds Chinese words inside a sentence and parts of a name', () => {
    expect(tokenize('完结先享后付订单后退款')).toEqual(expect.arrayContaining(['完结', '退款']))
    expect(tokenize('查单与关单')).toEqual(['查单', '与', '关单'])
    expect(tokenize('finish_ticket')).toEqual(['finish_ticket', 'finish', 'ticket'])
  })

  test('guides and common products stand first', () => {
    const addresses = [
      '/api/v2/pay/unifiedorder/post',
      '/api/v3/parking/services/find/get',
      '/api/v3/pay/transactions/jsapi/post',
      '/en/api/v2/pay/unifiedorder/post',
      '/en/guide/checkout',
      '/guide/sandbox#退款',
      '/en/guide/errors#codes',
      '/api/v3/payscore/payafter-orders/_out_order_no_/complete/post',
      '/api/v3/payscore/smartretail-orders/_out_order_no_/complete/post',
      '/api/v3/refund/domestic/refunds/post',
      '/api/v3/refund/domestic/refunds/_refund_id_/apply-abnormal-refund/post',
      '/api/v3/combine-transactions/app/post',
    ]
    expect(addresses.map((address) => rank(address))).toEqual([0.5, 1, 6, 0.5, 2, 1, 6, 4, 2, 4, 3, 1.5])
    expect(rank('/api/v3/pay/transactions/out-trade-no/_out_trade_no_/get', '查单')).toBe(30)
  })

  test('is shipped to the browser as text, so it refers to nothing outside itself', () => {
    const shipped = runInNewContext(`(${tokenize.toString()})`) as typeof tokenize
    expect([...shipped('完结订单')]).toEqual(tokenize('完结订单'))
  })
})

test('the guide to the sandbox explains every fault', async () => {
  const guide = await readFile(new URL('../guide/sandbox.md', import.meta.url), 'utf8')
  expect(faultKinds.filter((kind) => !guide.includes(`| \`${kind}\``))).toEqual([])
})
