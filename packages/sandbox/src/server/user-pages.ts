import { Hono } from 'hono'
import type { Product } from '../kernel/product.ts'
import type { World } from '../kernel/world/world.ts'

/** Serves all products' pages for users under their paths. Pages set their own headers. */
export function userPages<Policy>(
  products: readonly Product<Policy>[],
  world: World<Policy>,
  userOf: (mchid: string) => string,
): Hono {
  const app = new Hono()
  for (const { method, path, open } of products.flatMap(({ pages = [] }) => pages)) {
    app.on(method, path, ({ req }) => open(req.raw, world, userOf))
  }
  return app
}
