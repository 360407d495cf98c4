import type { Spec } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { escape } from '../parts/html.ts'
import { indexPage } from './index-pages.ts'
import { sectionsOf } from '../navigation/navigation.ts'
import { products } from '../navigation/products.ts'
import { partsOf, productUrl } from '../navigation/sidebars.ts'

/** So many parts of a product are named. */
const most = 10

/** `/api/`: every product with its parts, then the same operations by the beginning of their addresses. */
export function apiIndex(spec: Spec, edition: Edition): string {
  const { language, root, words } = edition
  const { intro, common, other, byAddress, count, between } = words.index
  const ofProduct = products.map((product) => {
    const parts = partsOf(product, spec.operations, edition)
    const total = parts.reduce((sum, { operations }) => sum + operations.length, 0)
    const names = parts.map(({ text }) => text).filter((text) => text !== product[language])
    return {
      product,
      html: `<li><a href="${root}${productUrl(product)}"><b>${escape(product[language])}</b><em>${escape(names.slice(0, most).join(between))}</em><span>${count(total)}</span></a></li>`,
    }
  })
  const list = (isCommon: boolean) =>
    ofProduct.filter(({ product }) => (product.isCommon ?? false) === isCommon).map(({ html }) => html)
  const addresses = sectionsOf(spec.operations).map(
    ({ section, operations }) =>
      `<li><a href="${root}/api/${section}/"><b>${escape(edition.product(section))}</b><code>${escape(section)}</code><span>${count(operations.length)}</span></a></li>`,
  )
  const parts = [
    [common, list(true)],
    [other, list(false)],
    [byAddress, addresses],
  ] as const
  return indexPage(
    words.api,
    intro(spec.operations.length),
    parts.flatMap(([heading, rows]) => [`## ${heading}`, `<ul class="catalogue products">\n${rows.join('\n')}\n</ul>`]),
  )
}
