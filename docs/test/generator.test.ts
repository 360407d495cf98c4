import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../packages/codegen/src/index.ts'
import { fieldTable, schemaGroup } from '../generator/field-table.ts'
import { breakable, markdown, plain, prose } from '../generator/html.ts'
import { Code, literal } from '../generator/literal.ts'
import { eventUrl, operationUrl, sectionOf } from '../generator/page-url.ts'
import { faultKinds } from '../../packages/sandbox/src/kernel/faults/faults.ts'
import { tokenize } from '../.vitepress/search.ts'

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

describe('text of the spec on a page', () => {
  test('nothing in it becomes markup', () => {
    const hostile = '<script>alert(1)</script> {{ 1 + 1 }} [a](b) `c`'
    expect(prose(hostile)).toBe('&lt;script&gt;alert(1)&lt;/script&gt; {{ 1 + 1 }} [a](b) <code>c</code>') // under v-pre
    expect(markdown(hostile)).not.toMatch(/<|\{\{/)
    expect(plain(hostile)).not.toMatch(/[<{[`]/)
  })

  test('a table holds no empty line, which would end it for Markdown', () => {
    const table = fieldTable(
      [schemaGroup('json', { type: 'object', properties: { a: { description: 'x\n\n\ny' } } })],
      'request',
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
    expect(tokenize('finish_ticket')).toEqual(['finish_ticket', 'finish', 'ticket'])
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
