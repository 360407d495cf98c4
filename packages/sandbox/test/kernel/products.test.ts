import { describe, expect, test } from 'vitest'
import { products as described } from '../../src/generated/routes.ts'
import { eventSummaries, implementations, policyOptions, products } from '../../src/products/index.ts'

test('every operation that a product plays is in the spec', async () => {
  const loaded = await Promise.all(described.map(({ load }) => load()))
  const ids = new Set(loaded.flatMap(({ operations }) => Object.values(operations).map(({ id }) => id)))
  expect(Object.keys(implementations).filter((id) => !ids.has(id))).toEqual([])
  expect(Object.keys(implementations)).toContain('payafterOrderComplete')
})

test('what a product brings is part of the whole, and nothing is brought twice', () => {
  expect(new Set(products.map(({ collection }) => collection)).size).toBe(products.length)
  for (const { routes, policy, notifications } of products) {
    expect(implementations).toMatchObject(routes)
    expect(policyOptions).toMatchObject(policy)
    expect(eventSummaries).toMatchObject(notifications)
  }
})

describe.each(products.map((product) => [product.name, product] as const))('%s', (name, product) => {
  const room = product.control({
    mchid: '1',
    openid: 'o',
    world: {} as never,
    archive: {} as never,
    doNow: async () => {},
  })

  test('has its control below its collection, described in both languages', () => {
    expect(room.routes.length).toBeGreaterThan(0)
    for (const { path, about } of room.routes) {
      expect(path.split('/')[1]).toBe(product.collection)
      expect(about).toMatch(/\p{Script=Han}.* · [a-z]/iu)
    }
  })

  test('is called as its folder is', () => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
  })
})
