import { describe, expect, test } from 'vitest'
import type { ListFacts } from '../../src/generated/extensions.ts'
import { type SentValues, compose } from '../../src/kernel/answers/compose.ts'

const nothing: SentValues = { params: {}, query: {}, body: undefined }

function answer(example: unknown, sent: Partial<SentValues>, list?: ListFacts): unknown {
  return compose({ kind: 'json', example, ...(list && { list }) }, { ...nothing, ...sent })
}

describe('what request and answer both name', () => {
  test.each<[name: string, example: object, sent: Partial<SentValues>, want: object]>([
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
      'has a row for each that the request has',
      { list: [{ id: 'a', state: 'INIT' }], count: 1 },
      { body: { list: [{ id: 'b' }, { id: 'c' }] } },
      {
        list: [
          { id: 'b', state: 'INIT' },
          { id: 'c', state: 'INIT' },
        ],
        count: 2,
      },
    ],
    [
      'is a number of something at any depth',
      { data: [{ out_trade_no: 'a', id: 'a' }] },
      { query: { out_trade_no: 'T1', id: 'X' } },
      { data: [{ out_trade_no: 'T1', id: 'a' }] },
    ],
    [
      'takes amounts with it that were the same',
      { amount: { refund: 100, payer_refund: 100, total: 100, discount_refund: 0 } },
      { body: { amount: { refund: 5, total: 9 } } },
      { amount: { refund: 5, payer_refund: 5, total: 9, discount_refund: 0 } },
    ],
    [
      'stays the example where times are written differently',
      { begin_time: '2026-03-01T10:00:00+08:00' },
      { query: { begin_time: '20260301' } },
      { begin_time: '2026-03-01T10:00:00+08:00' },
    ],
    [
      'is told inside a text',
      { scene: '{"id":"a"}' },
      { body: { scene: '{"id":"b","x":1}' } },
      { scene: '{"id":"b"}' },
    ],
    ['is nothing that every object has', { constructor: 'x' }, { body: {} }, { constructor: 'x' }],
  ])('%s', (_, example, sent, want) => {
    expect(answer(example, sent)).toEqual(want)
  })
})

test('what is not for the request to decide stays the example', () => {
  const sent = { ...nothing, body: { state: 'SUCCESS', id: 'B1' } }
  expect(compose({ kind: 'json', example: { state: 'INIT', id: 'a' }, own: ['state'] }, sent)).toEqual({
    state: 'INIT',
    id: 'B1',
  })
})

test('an object with the merchant’s number is what the request was about', () => {
  const batch = { out_batch_no: 'B0', batch_name: '', total_num: 9, batch_status: 'ACCEPTED' }
  const example = { transfer_batch: batch, payer: { batch_name: '' } }
  const body = { out_batch_no: 'B1', batch_name: '报销', total_num: 1 }
  expect(answer(example, { body })).toEqual({
    transfer_batch: { ...batch, ...body },
    payer: { batch_name: '' },
  })
  expect(answer(example, { body: { batch_name: '报销' } })).toEqual(example)
})

test('a direct merchant hears of no sub-merchant', () => {
  const told = {
    kind: 'json',
    example: { sub_mchid: '1', sub_appid: 'wx1', account: 'a' },
    partners: ['sub_mchid', 'sub_appid'],
  } as const
  expect(compose(told, { ...nothing, body: { account: 'b' } })).toEqual({ account: 'b' })
  expect(compose(told, { ...nothing, body: { sub_mchid: '2' } })).toEqual({
    sub_mchid: '2',
    sub_appid: 'wx1',
    account: 'a',
  })
  expect(compose(told, { ...nothing, query: { sub_mch_id: '2' } })).toMatchObject({ sub_mchid: '1' })
})

test('a field of that name elsewhere is for the request to decide', () => {
  const example = { risk: { name: 'DEPOSIT' }, fees: [{ name: '', state: 'INIT' }] }
  const body = { risk: { name: 'OTHER' }, fees: [{ name: '租金', state: 'PAID' }] }
  expect(compose({ kind: 'json', example, own: ['risk.name', 'fees[].state'] }, { ...nothing, body })).toEqual({
    risk: { name: 'DEPOSIT' },
    fees: [{ name: '租金', state: 'INIT' }],
  })
})

describe('a list', () => {
  const example = { data: [{ id: 1 }], total_count: 100, page: { next: 'cursor' } }

  test('counts what it has, and leads no further', () => {
    const list: ListFacts = { items: 'data', in: 'query', cursor: 'cursor', next: 'page.next', total: 'total_count' }
    expect(answer(example, {}, list)).toEqual({ data: [{ id: 1 }], total_count: 1, page: { next: '' } })
  })

  test.each<[name: string, list: Partial<ListFacts>, sent: Partial<SentValues>]>([
    ['an offset', { in: 'query', offset: 'offset' }, { query: { offset: '1' } }],
    ['a page', { in: 'json', page: 'page_no', firstPage: 0 }, { body: { page_no: 1 } }],
    ['a cursor', { in: 'query', cursor: 'cursor' }, { query: { cursor: 'x' } }],
  ])('is empty behind its only page: %s', (_, list, sent) => {
    expect(answer(example, sent, { items: 'data', in: 'query', ...list })).toMatchObject({ data: [] })
    expect(answer(example, {}, { items: 'data', in: 'query', ...list })).toMatchObject({ data: [{ id: 1 }] })
  })
})
