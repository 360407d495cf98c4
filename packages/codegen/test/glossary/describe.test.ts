import { expect, test } from 'vitest'
import { schemaFields } from '../../src/spec/fields.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { json, operationOf, specOf } from '../support/spec-folder.ts'

const amount = { type: 'object', properties: { total: { type: 'integer', title: '总金额' } } }

/** Descriptions by path in the request of the operation `create`, for a spec with these sections of meanings. */
function described(sections: unknown, properties: object, more: Readonly<Record<string, unknown>> = {}) {
  const spec = loadSpec(
    specOf(
      { '/v3/pay/orders': { post: operationOf('create', { requestBody: json({ type: 'object', properties }) }) } },
      { files: { 'glossary/fields/all.yaml': sections, ...more } },
    ),
  )
  const fields = schemaFields(spec.operations[0]!.body.schema!)
  return Object.fromEntries(fields.map(({ path, schema }) => [path, schema]))
}

const text = (zh: string) => ({ zh, en: `${zh} in English` })

test('a meaning is written once and stands at every field of the name, in both languages', () => {
  const fields = described([{ fields: { attach: text('附言') } }], {
    attach: { type: 'string' },
    list: { type: 'array', items: { type: 'object', properties: { attach: { type: 'string' } } } },
  })
  for (const path of ['attach', 'list[].attach'])
    expect(fields[path]).toMatchObject({ description: '附言', 'x-wechatpay-description-en': '附言 in English' })
})

test('what the spec says itself stays', () => {
  const fields = described([{ fields: { attach: text('附言') } }], { attach: { type: 'string', description: '原话' } })
  expect(fields['attach']).toMatchObject({ description: '原话', 'x-wechatpay-description-en': '附言 in English' })
})

test.each([
  ['a longer path', [{ fields: { total: text('总数'), 'amount.total': text('订单总金额') } }], '订单总金额'],
  ['the product', [{ fields: { total: text('总数') } }, { in: ['v3/pay'], fields: { total: text('支付') } }], '支付'],
  [
    'a family',
    [
      { in: ['v3/pay'], fields: { total: text('支付') } },
      { in: ['crea*'], fields: { total: text('族') } },
    ],
    '族',
  ],
  [
    'the operation',
    [
      { in: ['create'], fields: { total: text('本接口') } },
      { in: ['c*'], fields: { total: text('族') } },
    ],
    '本接口',
  ],
  ['the direction', [{ at: 'request', fields: { total: text('请求') } }, { fields: { total: text('总数') } }], '请求'],
  ['not another place', [{ in: ['v3/refund', 'close'], fields: { total: text('别处') } }], undefined],
  ['not an answer', [{ at: 'response', fields: { total: text('应答') } }], undefined],
])('the narrowest meaning wins: %s', (_, sections, expected) => {
  expect(described(sections, { amount })['amount.total']?.description).toBe(expected)
})

test('a unit is said in the same words everywhere, of numbers alone', () => {
  const sections = [{ fields: { total: { ...text('总金额'), unit: 'fen' }, amount: { ...text('金额'), unit: 'fen' } } }]
  const fields = described(sections, { amount })
  expect(fields['amount.total']).toMatchObject({
    description: '总金额。单位：分',
    'x-wechatpay-description-en': '总金额 in English. Unit: fen (1/100 yuan)',
    'x-wechatpay-unit': 'fen',
  })
  expect(fields['amount']?.description).toBe('金额')
  expect(fields['amount']).not.toHaveProperty('x-wechatpay-unit')
})

test('a shared field is described in each place by itself', () => {
  const sections = [{ in: ['create'], fields: { appid: text('下单的应用') } }, { fields: { appid: text('应用') } }]
  const appid = { type: 'string', title: '应用ID' }
  const spec = loadSpec(
    specOf(
      Object.fromEntries(
        ['create', 'query'].map((id) => [
          `/v3/${id}`,
          {
            $ref: `paths/v3/${id}.yaml`,
          },
        ]),
      ),
      {
        files: {
          ...Object.fromEntries(
            ['create', 'query'].map((id) => [
              `paths/v3/${id}.yaml`,
              {
                post: operationOf(id, {
                  requestBody: json({ type: 'object', properties: { appid: { $ref: '../../appid.yaml' } } }),
                }),
              },
            ]),
          ),
          'appid.yaml': appid,
          'glossary/fields/all.yaml': sections,
        },
      },
    ),
  )
  const descriptions = spec.operations.map(({ body }) => body.schema?.properties?.['appid']?.description)
  expect(descriptions).toEqual(['下单的应用', '应用'])
})

test('parameters, answers and notifications are described too', () => {
  const list = { type: 'object', properties: { total: { type: 'integer' } } }
  const spec = loadSpec(
    specOf(
      {
        '/v3/pay/{no}': {
          get: operationOf('query', {
            parameters: [{ name: 'no', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: '成功', ...json(list) } },
          }),
        },
      },
      {
        webhooks: { PAID: { post: operationOf('onPaid', { 'x-wechatpay-resource': amount }) } },
        files: {
          'glossary/fields/all.yaml': [
            { in: ['query'], fields: { no: text('单号'), total: text('条数') } },
            { in: ['PAID'], fields: { total: text('已付金额') } },
          ],
          'glossary/operations/v3-pay.yaml': { query: { name: 'Query', zh: '查询。', en: 'Asks.' } },
          'glossary/notifications/all.yaml': { PAID: { name: 'Paid', zh: '已支付。', en: 'Paid now.' } },
        },
      },
    ),
  )
  const [query] = spec.operations
  expect(query).toMatchObject({ description: '查询。', english: { title: 'Query', description: 'Asks.' } })
  expect(query?.parameters.path[0]?.schema).toMatchObject({ description: '单号' })
  expect(query?.response.schema?.properties?.['total']).toMatchObject({ description: '条数' })
  expect(spec.webhooks[0]).toMatchObject({
    description: '已支付。',
    english: { title: 'Paid', description: 'Paid now.' },
    resource: { properties: { total: { description: '已付金额' } } },
  })
})

test.each([
  ['fields/a.yaml', [{ fields: { total: { zh: '总金额' } } }], 'fields/a.yaml: total needs zh, en, and nothing else'],
  ['fields/a.yaml', [{ fields: { total: { ...text('总'), unit: 'cent' } } }], 'total has the unknown unit "cent"'],
  ['fields/a.yaml', [{ for: ['x'], fields: {} }], 'a section has in, at, fields, not for'],
  ['fields/a.yaml', { total: text('总') }, 'must be a list of sections'],
  ['operations/a.yaml', { create: text('创建') }, 'create needs name, zh, en'],
])('a glossary that is not complete is refused with its place: %s %#', (file, content, message) => {
  expect(() => loadSpec(specOf({}, { files: { [`glossary/${file}`]: content } }))).toThrow(message)
})

test('a shared schema that contains itself is described once', () => {
  const tree = { type: 'object', properties: { name: { type: 'string' }, child: { $ref: 'tree.yaml' } } }
  const spec = loadSpec(
    specOf(
      { '/v3/tree': { post: operationOf('create', { requestBody: json({ $ref: 'tree.yaml' }) }) } },
      { files: { 'tree.yaml': tree, 'glossary/fields/all.yaml': [{ fields: { name: text('名称') } }] } },
    ),
  )
  expect(spec.operations[0]?.body.schema?.properties?.['name']?.description).toBe('名称')
})

test('a check is written once and holds for every request field of the name that has none of its own', () => {
  const check = { pattern: '^https:', 'x-wechatpay-pattern-text': String.raw`^https\:` }
  const fields = described(
    [],
    {
      notify_url: { type: 'string' },
      list: { type: 'array', items: { type: 'object', properties: { notify_url: { type: 'string', pattern: '^x' } } } },
    },
    { 'glossary/checks.yaml': [{ fields: ['notify_url'], ...check }] },
  )
  expect(fields['notify_url']).toMatchObject(check)
  expect(fields['list[].notify_url']).toEqual({ type: 'string', pattern: '^x' })
})

test.each([
  ['an unknown key', { fields: ['a'], pattern: '^a', maxLength: 1 }, 'an entry has no maxLength'],
  ['no pattern', { fields: ['a'] }, 'needs fields and a pattern'],
  ['a field twice', { fields: ['a', 'a'], pattern: '^a' }, 'a has two entries'],
])('a shared check with %s is a mistake', (_, entry, message) => {
  expect(() => described([], {}, { 'glossary/checks.yaml': [entry] })).toThrow(message)
})
