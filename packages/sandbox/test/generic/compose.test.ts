import { describe, expect, test } from 'vitest'
import type { SandboxList } from '../../src/generated/operations.ts'
import { type Said, compose } from '../../src/kernel/answers/compose.ts'

const nothing: Said = { params: {}, query: {}, body: undefined }

function answer(example: unknown, said: Partial<Said>, list?: SandboxList): unknown {
  return compose({ kind: 'json', example, ...(list && { list }) }, { ...nothing, ...said })
}

describe('what request and answer both name', () => {
  test.each<[name: string, example: object, said: Partial<Said>, want: object]>([
    ['is what the path says', { id: 'example' }, { params: { id: 'P1' }, query: { id: 'Q1' } }, { id: 'P1' }],
    ['is what the body says', { id: 'example' }, { body: { id: 'B1' }, query: { id: 'Q1' } }, { id: 'B1' }],
    ['is what the query says, as a number too', { limit: 20 }, { query: { limit: '5' } }, { limit: 5 }],
    [
      'is compared place by place',
      { amount: { total: 1 } },
      { body: { amount: { total: 9 } } },
      { amount: { total: 9 } },
    ],
    ['is not taken from another place', { amount: { total: 1 } }, { body: { total: 9 } }, { amount: { total: 1 } }],
    [
      'stays the example where the types differ',
      { id: 'example', n: 1 },
      { body: { id: 1, n: 'x' } },
      { id: 'example', n: 1 },
    ],
    [
      'leaves lists as they are',
      { list: [{ id: 'a' }] },
      { body: { id: 'B', list: [{ id: 'b' }] } },
      { list: [{ id: 'a' }] },
    ],
    ['is nothing that every object has', { constructor: 'x' }, { body: {} }, { constructor: 'x' }],
  ])('%s', (_, example, said, want) => {
    expect(answer(example, said)).toEqual(want)
  })
})

describe('a list', () => {
  const example = { data: [{ id: 1 }], total_count: 100, page: { next: 'cursor' } }

  test('counts what it has, and leads no further', () => {
    const list: SandboxList = { items: 'data', in: 'query', cursor: 'cursor', next: 'page.next', total: 'total_count' }
    expect(answer(example, {}, list)).toEqual({ data: [{ id: 1 }], total_count: 1, page: { next: '' } })
  })

  test.each<[name: string, list: Partial<SandboxList>, said: Partial<Said>]>([
    ['an offset', { in: 'query', offset: 'offset' }, { query: { offset: '1' } }],
    ['a page', { in: 'json', page: 'page_no', firstPage: 0 }, { body: { page_no: 1 } }],
    ['a cursor', { in: 'query', cursor: 'cursor' }, { query: { cursor: 'x' } }],
  ])('is empty behind its only page: %s', (_, list, said) => {
    expect(answer(example, said, { items: 'data', in: 'query', ...list })).toMatchObject({ data: [] })
    expect(answer(example, {}, { items: 'data', in: 'query', ...list })).toMatchObject({ data: [{ id: 1 }] })
  })
})
