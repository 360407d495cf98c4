import type { Operation } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { breakable, escape } from '../parts/html.ts'
import { operationUrl } from '../navigation/page-url.ts'
import type { Product } from '../navigation/products.ts'
import { listTitle, partsOf } from '../navigation/sidebars.ts'

/** `/api/products/payments`: the operations of one product, under the names of its parts. */
export function productPage(product: Product, operations: readonly Operation[], edition: Edition): string {
  const { language, root } = edition
  const parts = partsOf(product, operations, edition).map(({ text, operations: members }) => {
    const rows = members.map(
      (operation) =>
        `<li><a href="${root}${operationUrl(operation)}"><b>${escape(listTitle(operation, edition))}</b><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code></a></li>`,
    )
    return `## ${escape(text)}\n\n<ul class="catalogue">\n${rows.join('\n')}\n</ul>`
  })
  const front = `---\ntitle: ${JSON.stringify(product[language])}\n---`
  return `${[front, `# ${escape(product[language])}`, ...parts].join('\n\n')}\n`
}
