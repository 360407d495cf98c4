import { describe, expect, test } from 'vitest'
import { products } from '../../src/generated/routes.ts'
import { PathTree } from '../../src/kernel/protocol/path-tree.ts'

function treeOf(...keys: string[]): PathTree<string> {
  const tree = new PathTree<string>()
  for (const key of keys) {
    const [method, path] = key.split(' ') as [string, string]
    tree.add(method, path, key)
  }
  return tree
}

describe('literals and placeholders in one place', () => {
  const tree = treeOf(
    'GET /v3/x/{id}',
    'GET /v3/x/fixed',
    'POST /v3/x/{name}',
    'GET /v3/x/{id}/end',
    'GET /v3/{a}/fixed/b',
  )

  test.each<[method: string, path: string, key: string, params: object]>([
    ['GET', '/v3/x/fixed', 'GET /v3/x/fixed', {}],
    ['GET', '/v3/x/other', 'GET /v3/x/{id}', { id: 'other' }],
    ['POST', '/v3/x/fixed', 'POST /v3/x/{name}', { name: 'fixed' }],
    ['GET', '/v3/x/fixed/end', 'GET /v3/x/{id}/end', { id: 'fixed' }],
    ['GET', '/v3/x/fixed/b', 'GET /v3/{a}/fixed/b', { a: 'x' }],
    ['GET', '/v3/x/a%2Fb', 'GET /v3/x/{id}', { id: 'a/b' }],
    ['GET', '/v3/x/%zz', 'GET /v3/x/{id}', { id: '%zz' }],
  ])('%s %s is %s', (method, path, value, params) => {
    expect(tree.find(method, path)).toEqual({ value, params })
  })

  test.each([
    ['GET', '/v3/x', 404],
    ['GET', '/v3/x/', 404],
    ['GET', '/v3/x//end', 404],
    ['GET', '/v3/x/a/b/c', 404],
    ['PUT', '/v3/x/fixed', 405],
    ['POST', '/v3/x/1/end', 405],
  ])('%s %s is %i', (method, path, status) => {
    expect(tree.find(method, path)).toBe(status)
  })

  test('a slash at the end is a path of its own', () => {
    expect(treeOf('GET /v3/x/').find('GET', '/v3/x')).toBe(404)
    expect(treeOf('GET /v3/x/').find('GET', '/v3/x/')).toMatchObject({ value: 'GET /v3/x/' })
  })
})

describe('all paths of the spec', () => {
  const keys = products.flatMap(({ routes }) => routes)

  const shapeOf = (key: string) => key.replaceAll(/\{\w+\}/g, '{}')

  test('each leads to its own operation, also where another one could be meant', () => {
    const tree = treeOf(...keys)
    const wrong = keys.filter((key) => {
      const [method, path] = key.split(' ') as [string, string]
      const found = tree.find(method, path.replaceAll(/\{(\w+)\}/g, 'a value of $1'))
      return typeof found === 'number' || shapeOf(found.value) !== shapeOf(key)
    })
    expect(wrong).toEqual([])
    expect(new Set(keys).size).toBe(1177)
  })

  test('no two operations are one on the wire', () => {
    const alike = [...Map.groupBy(keys, shapeOf).values()].filter(({ length }) => length > 1)
    expect(alike).toEqual([])
  })

  test('each is described in the table that it is listed for', async () => {
    const tables = await Promise.all(products.map(({ load }) => load()))
    expect(tables.map(({ operations }) => Object.keys(operations))).toEqual(products.map(({ routes }) => routes))
  })
})
