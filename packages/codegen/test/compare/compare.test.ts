import { describe, expect, test } from 'vitest'
import type { Fact } from '../../src/catalogue/fact.ts'
import { compareSpec } from '../../src/compare/compare.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { json, operationOf, specOf } from '../support/spec-folder.ts'

const order = {
  type: 'object',
  required: ['out_trade_no'],
  properties: {
    out_trade_no: { type: 'string', title: '商户订单号', minLength: 6, maxLength: 32, pattern: '^[0-9]+$' },
    amount: { type: 'integer', title: '金额', 'x-wechatpay-unit': 'fen' },
    state: { type: 'string', title: '状态', 'x-extensible-enum': ['PAID', 'CLOSED'] },
    name: {
      type: 'string',
      title: '姓名',
      maxLength: 100,
      'x-wechatpay-encrypted': 'rsa-oaep',
      'x-wechatpay-ciphertext-max-length': 1024,
    },
    sub_mchid: { type: 'string', title: '子商户号', 'x-wechatpay-required-for': ['partner'] },
    items: { type: 'array', title: '明细', items: { type: 'object', properties: { id: { type: 'string' } } } },
  },
}
const spec = loadSpec(
  specOf({
    '/v3/orders': {
      post: operationOf('create', {
        requestBody: json(order),
        'x-wechatpay-errors': [{ status: 400, code: 'PARAM_ERROR', message: '参数错误', meaning: '…', remedy: '…' }],
      }),
    },
  }),
)

function differences(field: string, fact: Partial<Fact>) {
  const line = { operation: 'v3/orders#post', path: `request.body.${field}`, confidence: 'official', ...fact } as Fact
  const { disagreements } = compareSpec(spec, { operations: [], webhooks: [], facts: [line], errors: [] })
  return disagreements.map(({ key, ours }) => ({ key, ours }))
}

describe('a fact that the spec follows', () => {
  test.each<[string, Partial<Fact>]>([
    ['out_trade_no', { required: true, minLength: 6, maxLength: 32, pattern: '^[0-9]+$' }],
    ['amount', { type: 'integer', unit: 'fen' }],
    ['state', { enum: ['PAID'] }],
    ['state', { enum: ['PAID', 'REFUND'], enumRemoved: ['REFUND'] }],
    ['name', { maxLength: 1024, maxLengthOf: 'ciphertext', plaintext: { maxLength: 100 }, encrypted: 'rsa-oaep' }],
    ['sub_mchid', { required: false, requiredFor: { merchant: 'absent', partner: true } }],
    ['items[].id', { add: { type: 'string', required: false } }],
    ['gone', { remove: true }],
    ['order_no', { rename: 'out_trade_no', to: { type: 'string', required: true } }],
  ])('%s %j', (field, fact) => {
    expect(differences(field, fact)).toEqual([])
  })
})

describe('a fact that the spec has lost or contradicts', () => {
  test.each<[string, Partial<Fact>, object]>([
    ['amount', { required: true }, { key: 'required', ours: false }],
    ['out_trade_no', { required: false }, { key: 'required', ours: true }],
    ['out_trade_no', { maxLength: 64 }, { key: 'maxLength', ours: 32 }],
    ['amount', { unit: 'yuan' }, { key: 'unit', ours: 'fen' }],
    ['amount', { type: 'string' }, { key: 'type', ours: 'integer' }],
    ['items', { type: 'object' }, { key: 'type', ours: 'object[]' }],
    ['state', { enum: ['REFUND'] }, { key: 'enum', ours: ['PAID', 'CLOSED'] }],
    ['state', { enumRemoved: ['PAID'] }, { key: 'enumRemoved', ours: ['PAID', 'CLOSED'] }],
    ['amount', { condition: 'one of amount, state' }, { key: 'condition', ours: undefined }],
    ['sub_mchid', { requiredFor: { merchant: true, partner: true } }, { key: 'requiredFor', ours: ['partner'] }],
    ['amount', { remove: true }, { key: 'remove', ours: true }],
    ['name', { maxLength: 512, maxLengthOf: 'ciphertext' }, { key: 'maxLength', ours: 1024 }],
  ])('%s %j', (field, fact, difference) => {
    expect(differences(field, fact)).toEqual([difference])
  })

  test('a field that is missing differs in everything that is said of it', () => {
    expect(differences('extra', { add: { type: 'string', required: true } }).map(({ key }) => key)).toEqual([
      'field',
      'type',
      'required',
    ])
  })

  test('an operation and an error that are missing', () => {
    const errors = [
      {
        status: 403,
        code: 'NO_AUTH',
        meaning: '',
        remedy: '',
        retry: 'never' as const,
        operations: ['v3/orders#post'],
      },
    ]
    const facts = [{ operation: 'v3/refunds#post', path: 'response.id', confidence: 'official' as const, maxLength: 3 }]
    const { disagreements } = compareSpec(spec, { operations: [], webhooks: [], facts, errors })
    expect(disagreements.map(({ operation, key }) => `${operation} ${key}`)).toEqual([
      'v3/refunds#post maxLength',
      'v3/orders#post error',
    ])
  })

  test('is no difference where it is known, with a reason', () => {
    const fact: Fact = {
      operation: 'v3/orders#post',
      path: 'request.body.amount',
      confidence: 'official',
      unit: 'yuan',
    }
    const known = [{ operation: fact.operation, path: fact.path, keys: ['unit'], value: 'yuan', reason: 'wrong' }]
    const folder = { operations: [], webhooks: [], facts: [fact], errors: [] }
    expect(compareSpec(spec, folder, known).disagreements).toEqual([])
  })
})
