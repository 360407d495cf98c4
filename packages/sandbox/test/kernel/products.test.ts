import { expect, test } from 'vitest'
import { products as described } from '../../src/generated/routes.ts'
import { eventSummaries, implementations, policyOptions, products } from '../../src/products/index.ts'

test('every operation that a product plays is in the spec', async () => {
  const loaded = await Promise.all(described.map(({ load }) => load()))
  const ids = new Set(loaded.flatMap(({ operations }) => Object.values(operations).map(({ id }) => id)))
  expect(Object.keys(implementations).filter((id) => !ids.has(id))).toEqual([])
  expect(Object.keys(implementations)).toContain('payafterOrderComplete')
})

test('what a product brings is part of the whole, and nothing is brought twice', () => {
  const collections = products.filter(({ control }) => control).map(({ collection }) => collection)
  expect(new Set(collections).size).toBe(collections.length)
  // Collections of the control API for products without their own control.
  expect(products.filter(({ collection }) => !collections.includes(collection))).toEqual([])
  for (const { routes, policy, notifications } of products) {
    expect(implementations).toMatchObject(routes)
    expect(policyOptions).toMatchObject(policy)
    expect(eventSummaries).toMatchObject(notifications)
  }
})

const withControl = products.flatMap(({ name, collection, control }) =>
  control ? [{ name, collection, control }] : [],
)

test.each(withControl)('$name has its control below its collection, described in both languages', (product) => {
  const { routes } = product.control({
    mchid: '1',
    openid: 'o',
    world: {} as never,
    archive: {} as never,
    doNow: async () => {},
  })
  expect(routes.length).toBeGreaterThan(0)
  for (const { path, about } of routes) {
    expect(path.split('/')[1]).toBe(product.collection)
    expect(about).toMatch(/\p{Script=Han}.* · [a-z]/iu)
  }
})

test.each(products)('$name is called as folders are', ({ name }) => {
  expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
})
