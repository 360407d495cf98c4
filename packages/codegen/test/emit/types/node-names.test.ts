import { expect, test } from 'vitest'
import { chainTree, type ChainNode } from '../../../src/emit/types/chain-tree.ts'
import { nodeNames } from '../../../src/emit/types/node-names.ts'
import { loadSpec } from '../../../src/spec/load.ts'
import { operationOf, specOf } from '../../support/spec-folder.ts'

function namesOf(groups: Readonly<Record<string, readonly string[]>>, products: object = {}) {
  const paths = Object.fromEntries(
    Object.entries(groups).map(([path, group], index) => [
      path,
      { get: operationOf(`operation${index}`, { 'x-wechatpay-group': group }) },
    ]),
  )
  const spec = loadSpec(specOf(paths, { files: { 'glossary/products.yaml': products } }))
  const names = [...nodeNames(chainTree(spec.operations), spec)]
  return Object.fromEntries(names.map(([node, name]: [ChainNode, string]) => [node.segments.join('/'), name]))
}

test('a product is called as the table says, a place inside one as the documentation', () => {
  const names = namesOf(
    {
      '/v3/payscore/payafter-orders/query': ['微信支付分', '先享后付'],
      '/v3/payscore/payafter-orders/cancel': ['微信支付分', '先享后付'],
      '/v3/payscore/serviceorder': ['微信支付分', '直连商户模式'],
    },
    { 'v3/payscore': { zh: '微信支付分', en: 'PayScore' } },
  )
  expect(names).toEqual({ 'v3/payscore': '微信支付分', 'v3/payscore/payafter-orders': '先享后付' })
})

test('a place whose operations belong to several parts has no name', () => {
  expect(namesOf({ '/v3/pay/partner/a': ['基础支付'], '/v3/pay/partner/b': ['免密支付'] })).not.toHaveProperty([
    'v3/pay/partner',
  ])
})
