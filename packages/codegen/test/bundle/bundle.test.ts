import { expect, test } from 'vitest'
import { completeBundle } from '../../src/bundle/bundle-spec.ts'
import { spellOutAlternatives } from '../../src/bundle/spell-out-alternatives.ts'
import { validateExamples } from '../../src/bundle/validate-examples.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { json, operationOf, specOf } from '../support/spec-folder.ts'

const order = { type: 'object', properties: { out_trade_no: { type: 'string', title: '商户订单号', maxLength: 6 } } }
const payload = { type: 'object', properties: { state: { type: 'string', 'x-extensible-enum': ['PAID'] } } }
const glossary = {
  'glossary/fields.yaml': { out_trade_no: { zh: '商户订单号', en: 'merchant order number' } },
  'glossary/fields/all.yaml': [{ fields: { out_trade_no: { zh: '商户自己的单号', en: 'Your own number' } } }],
  'glossary/operations/v3-orders.yaml': { create: { name: 'Create an order', zh: '创建。', en: 'Creates.' } },
}

/** A document without references is bundled as it stands. */
function bundle(create: Readonly<Record<string, unknown>>) {
  const paths = { '/v3/orders': { post: operationOf('create', create) } }
  const webhooks = { PAID: { post: operationOf('onPaid', { 'x-wechatpay-resource': payload }) } }
  const bundled: Record<string, unknown> = structuredClone({ paths, webhooks })
  completeBundle(bundled, loadSpec(specOf(paths, { webhooks, files: glossary })))
  return bundled
}

test('every body has an example, every field and operation the words of the glossary', () => {
  const bundled = bundle({ requestBody: json(order), responses: { 200: { description: '成功', ...json(order) } } })
  const completed = {
    schema: {
      properties: {
        out_trade_no: {
          description: '商户自己的单号',
          'x-wechatpay-title-en': 'merchant order number',
          'x-wechatpay-description-en': 'Your own number',
        },
      },
    },
    examples: { example: { value: { out_trade_no: 'N20260' } } },
  }
  expect(bundled).toMatchObject({
    paths: {
      '/v3/orders': {
        post: {
          description: '创建。',
          'x-wechatpay-title-en': 'Create an order',
          'x-wechatpay-description-en': 'Creates.',
          requestBody: { content: { 'application/json': completed } },
          responses: { 200: { content: { 'application/json': completed } } },
        },
      },
    },
    webhooks: { PAID: { post: { 'x-wechatpay-resource-examples': { example: { value: { state: 'PAID' } } } } } },
  })
  expect(validateExamples(bundled)).toEqual({ examples: 3, problems: [] })
})

test('an example that people have written stays', () => {
  const examples = { mine: { value: { out_trade_no: 'A1' } } }
  const bundled = bundle({ requestBody: { content: { 'application/json': { schema: order, examples } } } })
  expect(bundled).toMatchObject({
    paths: { '/v3/orders': { post: { requestBody: { content: { 'application/json': { examples } } } } } },
  })
})

test('an example that its schema refuses is told with its place', () => {
  const examples = { long: { value: { out_trade_no: 'A123456' } } }
  const bundled = bundle({ requestBody: { content: { 'application/json': { schema: order, examples } } } })
  const { problems } = validateExamples(bundled)
  expect(problems).toEqual([
    '#/paths//v3/orders/post/requestBody/content/application/json/examples/long: data/out_trade_no must NOT have more than 6 characters',
  ])
})

test('an example is held to formats', () => {
  const schema = { type: 'object', properties: { time: { type: 'string', format: 'date-time' } } }
  const examples = { leap: { value: { time: '2019-12-31T15:59:60+08:00' } } }
  const bundled = bundle({ requestBody: { content: { 'application/json': { schema, examples } } } })
  expect(validateExamples(bundled).problems).toEqual([expect.stringContaining('data/time must match format')])
})

test('what the bundler lost is missed', () => {
  const spec = loadSpec(specOf({ '/v3/orders': { post: operationOf('create') } }))
  expect(() => completeBundle({ paths: {} }, spec)).toThrow('Not in the bundle: create')
})

test('alternatives repeat their fields, as generators need them', () => {
  const refund = {
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'integer' }, id: { type: 'string' }, number: { type: 'string' } },
    anyOf: [{ required: ['id'] }, { required: ['number'] }],
  }
  const bundled = { refund: structuredClone(refund), notice: { anyOf: [{ type: 'object', required: ['id'] }] } }
  spellOutAlternatives(bundled)
  const { anyOf: _, ...plain } = refund
  expect(bundled.refund).toEqual({
    ...plain,
    allOf: [
      {
        anyOf: [
          { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
          { type: 'object', required: ['number'], properties: { number: { type: 'string' } } },
        ],
      },
    ],
  })
  expect(bundled.notice).toEqual({ anyOf: [{ type: 'object', required: ['id'] }] })
})
