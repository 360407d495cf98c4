import { describe, expect, test } from 'vitest'
import { listFacts } from '../../../src/catalogue/rules/list-rules.ts'
import { merchantNumber } from '../../../src/catalogue/rules/merchant-numbers.ts'
import { ResolveRules } from '../../../src/catalogue/rules/resolve-rules.ts'
import { retryFacts } from '../../../src/catalogue/rules/retry-rules.ts'
import { uploadFacts } from '../../../src/catalogue/rules/upload-rules.ts'
import { field, operation } from '../../support/catalogue-rows.ts'

function json(...names: readonly string[]) {
  return { body: { kind: 'json' as const, fields: names.map((name) => field(name)) } }
}

describe('the number that a repeat is recognised by', () => {
  test.each([
    [['out_trade_no', 'out_refund_no'], 'out_refund_no'],
    [['out_order_no', 'out_return_no'], 'out_return_no'],
    [['combine_out_trade_no', 'out_trade_no'], 'combine_out_trade_no'],
    [['out_batch_no', 'out_detail_no'], 'out_detail_no'],
    [['transaction_id', 'mchid'], undefined],
  ])('of %j is %s', (names, number) => {
    expect(merchantNumber(names)).toBe(number)
  })
})

describe('a call may be repeated', () => {
  test.each([
    ['a query', 'v3/a/b#get', '查询订单', {}, { retry: 'safe' }],
    [
      'a query of APIv2, which is a POST',
      'v2/pay/orderquery#post',
      '查询订单',
      json('out_trade_no'),
      { retry: 'safe' },
    ],
    [
      'making something under a number',
      'v3/refund/domestic/refunds#post',
      '申请退款',
      json('out_trade_no', 'out_refund_no'),
      { retry: 'idempotent', businessKey: ['out_refund_no'] },
    ],
    [
      'ending something',
      'v3/pay/transactions/out-trade-no/{out_trade_no}/close#post',
      '关闭订单',
      { path: [field('out_trade_no')], ...json('mchid') },
      { retry: 'idempotent', businessKey: ['out_trade_no'] },
    ],
    [
      'what a correction names',
      'v2/secapi/pay/refund#post',
      '申请退款',
      json(),
      { retry: 'idempotent', businessKey: ['out_refund_no'] },
    ],
    ['a query, wherever its title says so', 'v2/a/b#post', '合单查单', json(), { retry: 'safe' }],
    [
      'not: with a number that may be left out',
      'v3/a/b#post',
      '请求补差',
      { body: { kind: 'json', fields: [field('out_subsidy_no', { required: false })] } },
      { retry: 'never' },
    ],
    ['not: what makes or asks, as it happens', 'v2/a/b#post', '资料录入/资料查询', json(), { retry: 'never' }],
    [
      'not: showing something about an order',
      'v3/a/b#post',
      '支付后展示的积分',
      json('out_trade_no'),
      { retry: 'never' },
    ],
    ['not: without a number', 'v3/a/b#post', '创建模板', json('name'), { retry: 'never' }],
    [
      'not: a payment by code',
      'v3/pay/transactions/codepay#post',
      '付款码支付',
      json('out_trade_no'),
      { retry: 'never' },
    ],
    ['not: telling somebody', 'v3/a/b#post', '发送支付消息', json('out_order_no'), { retry: 'never' }],
    ['not: adding to something', 'v3/a/b#post', '增加用户记录', json('out_order_no'), { retry: 'never' }],
    ['not: reporting about an order', 'v3/a/b#post', '交易信息回传', json('out_trade_no'), { retry: 'never' }],
    [
      'not: APIv2, where it is not documented',
      'v2/pay/micropay#post',
      '提交付款码支付',
      json('out_trade_no'),
      { retry: 'never' },
    ],
  ] as const)('%s', (_, id, title, request, facts) => {
    expect(retryFacts(operation(id, { title, request }))).toEqual(facts)
  })

  test.each([
    ['media_id', 'safe'],
    ['task_id', 'never'],
  ])('if it is an upload that answers with %s: %s', (name, retry) => {
    const body = { kind: 'multipart' as const, fields: [field('file', { type: 'file' }), field('sha256')] }
    const response = { kind: 'json' as const, fields: [field(name)] }
    expect(retryFacts(operation('v3/a/b#post', { title: '上传', request: { body }, response }))).toEqual({ retry })
  })
})

describe('the query that resolves a call', () => {
  const create = operation('v3/pay/transactions/jsapi#post', { title: '下单', request: json('mchid', 'out_trade_no') })
  const query = operation('v3/pay/transactions/out-trade-no/{out_trade_no}#get', {
    request: { path: [field('out_trade_no')], query: [field('mchid')] },
  })
  const facts = (...others: (typeof query)[]) =>
    new ResolveRules([create, ...others], ({ id }) => id).factsOf(create, retryFacts(create))

  test('is beside it, by its number, with whom it belongs to', () => {
    expect(facts(query)).toEqual({
      operation: 'v3/pay/transactions/out-trade-no/{out_trade_no}#get',
      with: { out_trade_no: 'json.out_trade_no', mchid: 'json.mchid' },
    })
  })

  test('may take the number as a parameter', () => {
    const by = operation('v3/pay/transactions#get', { request: { query: [field('out_trade_no'), field('query_id')] } })
    expect(facts(by)?.with).toEqual({ out_trade_no: 'json.out_trade_no' })
  })

  test('says that no details are needed where it must say something', () => {
    const detailed = operation('v3/pay/transactions/out-trade-no/{out_trade_no}#get', {
      request: { path: [field('out_trade_no')], query: [field('need_query_detail', { type: 'boolean' })] },
    })
    expect(facts(detailed)?.with).toEqual({ out_trade_no: 'json.out_trade_no', need_query_detail: '=false' })
  })

  test('is told what else both have, which may be what tells it apart', () => {
    const shared = operation('v3/a/returnorders#post', {
      title: '请求分账回退',
      request: { query: [field('sub_mchid')], ...json('out_return_no', 'order_id') },
    })
    const look = operation('v3/a/returnorders#get', {
      request: { query: [field('sub_mchid'), field('out_return_no'), field('order_id', { required: false })] },
    })
    const rules = new ResolveRules([shared, look], ({ id }) => id)
    expect(rules.factsOf(shared, retryFacts(shared))?.with).toEqual({
      sub_mchid: 'query.sub_mchid',
      out_return_no: 'json.out_return_no',
      order_id: 'json.order_id',
    })
  })

  test('takes all that it needs, where the call has it', () => {
    const needs = operation('v3/pay/transactions/out_trade_no/{out_trade_no}#get', {
      request: { path: [field('out_trade_no')], query: [field('mchid')] },
    })
    expect(facts(needs)?.with).toEqual({ out_trade_no: 'json.out_trade_no', mchid: 'json.mchid' })
  })

  test('is the GET at the same address where nothing has a number', () => {
    const change = operation('v3/a/stores/{store_id}#patch', { request: { path: [field('store_id')] } })
    const look = operation('v3/a/stores/{store_id}#get', { request: { path: [field('store_id')] } })
    const rules = new ResolveRules([change, look], ({ id }) => id)
    expect(rules.factsOf(change, { retry: 'never' })).toEqual({
      operation: 'v3/a/stores/{store_id}#get',
      with: { store_id: 'path.store_id' },
    })
  })

  test('is a POST of its own in APIv2, and says for whom', () => {
    const xml = (...names: readonly string[]) => ({
      request: { body: { kind: 'xml' as const, fields: names.map((name) => field(name)) } },
    })
    const packet = operation('v2/mmpaymkttransfers/sendredpack#post', xml('mch_billno', 'mch_id', 'wxappid'))
    const look = operation('v2/mmpaymkttransfers/gethbinfo#post', xml('mch_billno', 'mch_id', 'appid', 'bill_type'))
    const rules = new ResolveRules([packet, look], ({ id }) => id)
    expect(rules.factsOf(packet, retryFacts(packet))?.with).toEqual({
      mch_billno: 'xml.mch_billno',
      mch_id: 'xml.mch_id',
      appid: 'xml.wxappid',
      bill_type: '=MCHT',
    })
  })

  test('goes by the number of WeChat Pay too, where a call may have that one instead', () => {
    const xml = (...names: readonly string[]) => ({
      request: { body: { kind: 'xml' as const, fields: names.map((name) => field(name)) } },
    })
    const reverse = operation('v2/secapi/pay/reverse#post', xml('transaction_id', 'out_trade_no'))
    const look = operation('v2/pay/orderquery#post', xml('transaction_id', 'out_trade_no'))
    const rules = new ResolveRules([reverse, look], ({ id }) => id)
    expect(rules.factsOf(reverse, retryFacts(reverse))?.with).toEqual({
      transaction_id: 'xml.transaction_id',
      out_trade_no: 'xml.out_trade_no',
    })
  })

  test('is none of what was only told to somebody', () => {
    const message = operation('v3/pay/transactions/jsapi#post', {
      title: '下发消息',
      request: json('mchid', 'out_trade_no'),
    })
    const rules = new ResolveRules([message, query], ({ id }) => id)
    expect(rules.factsOf(message, retryFacts(message))).toBeUndefined()
  })

  test.each([
    ['of another product', operation('v3/refund/{out_trade_no}#get', { request: { path: [field('out_trade_no')] } })],
    [
      'about a part of it',
      operation('v3/pay/transactions/{out_trade_no}/details#get', { request: { path: [field('out_trade_no')] } }),
    ],
    [
      'about something else',
      operation('v3/pay/receipts/{out_trade_no}#get', { request: { path: [field('out_trade_no')] } }),
    ],
    [
      'that needs what the call does not have',
      operation('v3/pay/transactions/{out_trade_no}#get', {
        request: { path: [field('out_trade_no')], query: [field('bank')] },
      }),
    ],
  ])('is none %s', (_, other) => {
    expect(facts(other)).toBeUndefined()
  })

  test('is none of two that fit alike', () => {
    const twin = operation('v3/pay/transactions/{out_trade_no}#get', { request: { path: [field('out_trade_no')] } })
    expect(facts(query, twin)).toBeUndefined()
  })
})

describe('a list', () => {
  const answer = (...names: readonly string[]) => ({
    response: {
      kind: 'json' as const,
      fields: [field('data', { type: 'object[]' }), ...names.map((name) => field(name, { type: 'integer' }))],
    },
  })
  const query = (...fields: ReturnType<typeof field>[]) => ({ request: { query: fields } })

  test.each([
    [
      'counts its items',
      { ...query(field('offset', { label: '起始位置' }), field('limit', { maximum: 50 })), ...answer('total_count') },
      { items: 'data', in: 'query', limit: 'limit', maxLimit: 50, total: 'total_count', offset: 'offset' },
    ],
    [
      'counts its pages from 0 where that is documented',
      { ...query(field('offset', { label: '分页页码' }), field('limit')), ...answer() },
      { items: 'data', in: 'query', limit: 'limit', page: 'offset', firstPage: 0 },
    ],
    [
      'has the number of all its items, not that of a page',
      { ...query(field('offset'), field('count')), ...answer('count', 'total_num') },
      { items: 'data', in: 'query', limit: 'count', total: 'total_num', offset: 'offset' },
    ],
    [
      'goes on behind a token',
      { ...query(field('page_token'), field('page_size')), ...answer('next_page_token') },
      { items: 'data', in: 'query', limit: 'page_size', cursor: 'page_token', next: 'next_page_token' },
    ],
  ])('%s', (_, more, facts) => {
    expect(listFacts(operation('v3/a/b#get', more))).toEqual(facts)
  })

  test('is none without a way to its next page', () => {
    expect(listFacts(operation('v3/a/b#get', { ...query(field('limit')), ...answer() }))).toBeUndefined()
  })
})

describe('an upload', () => {
  const multipart = (...fields: ReturnType<typeof field>[]) => ({
    request: { body: { kind: 'multipart' as const, fields } },
  })

  test('signs what stands beside the file', () => {
    const meta = field('meta', { encoded: 'json', fields: [field('sha256'), field('filename')] })
    expect(uploadFacts(operation('v3/a/b#post', multipart(field('file', { type: 'file' }), meta)))).toEqual({
      file: 'file',
      meta: 'meta',
      digest: 'sha256',
      algorithm: 'sha256',
      filename: 'filename',
    })
  })

  test('that nothing says how to check is a mistake in the catalogue', () => {
    expect(() => uploadFacts(operation('v3/a/b#post', multipart(field('file', { type: 'file' }))))).toThrow(
      'v3/a/b#post: an upload needs a file and a field for its digest',
    )
  })
})
