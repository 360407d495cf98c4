import type { Spec } from '../../packages/codegen/src/index.ts'
import { apiIndex } from './page-kinds/api-index.ts'
import { chineseEdition, englishEdition, type Edition } from './navigation/edition.ts'
import { eventPage } from './page-kinds/event-page.ts'
import { guideLinks } from './navigation/guide-links.ts'
import { eventIndex, sectionIndex } from './page-kinds/index-pages.ts'
import { sectionsOf } from './navigation/navigation.ts'
import { operationPage } from './page-kinds/operation-page.ts'
import { eventUrl, operationUrl } from './navigation/page-url.ts'
import { policyTable } from './page-kinds/policy-table.ts'
import { productPage } from './page-kinds/product-page.ts'
import { products } from './navigation/products.ts'
import { eventWords, searchWords } from './navigation/search-words.ts'
import { productUrl, sidebars, sidebarsByAddress } from './navigation/sidebars.ts'

/**
 * Every generated file by its path below the docs folder. The same spec always gives the same files.
 *
 * @throws {Error} when two pages would share one address
 */
export function pages(spec: Spec): ReadonlyMap<string, string> {
  return new Map([
    ...editionPages(spec, chineseEdition(spec)),
    ...editionPages(spec, englishEdition(spec)),
    ['api/_parts/sandbox-policy.md', policyTable('zh')],
    ['en/api/_parts/sandbox-policy.md', policyTable('en')],
    ['api/products.json', `${JSON.stringify(sidebarsByAddress(spec), null, 2)}\n`],
  ])
}

/** The pages of one language, with its sidebars and the words by which the search finds them. */
export function editionPages(spec: Spec, edition: Edition): ReadonlyMap<string, string> {
  const { root } = edition
  const files = new Map<string, string>()
  const add = (url: string, content: string) => {
    const file = pageFile(root + url)
    if (files.has(file)) throw new Error(`Two pages would stand at ${root}${url}`)
    files.set(file, guideLinks(content, edition))
  }
  add('/api/', apiIndex(spec, edition))
  for (const { section, operations } of sectionsOf(spec.operations)) {
    add(`/api/${section}/`, sectionIndex(section, operations, edition))
  }
  for (const product of products) add(productUrl(product), productPage(product, spec.operations, edition))
  for (const operation of spec.operations) add(operationUrl(operation), operationPage(operation, spec, edition))
  add('/api/events/', eventIndex(spec.webhooks, edition))
  for (const webhook of spec.webhooks) add(eventUrl(webhook), eventPage(webhook, spec, edition))
  const folder = pageFile(`${root}/api/`).replace(/index\.md$/, '')
  files.set(`${folder}search-words.json`, `${JSON.stringify(wordsByPage(spec, edition))}\n`)
  for (const [name, items] of sidebars(spec, edition))
    files.set(`${folder}sidebars/${name}.json`, `${JSON.stringify(items)}\n`)
  return files
}

/** `/api/v3/pay/` → `api/v3/pay/index.md`. */
function pageFile(url: string): string {
  return (url.endsWith('/') ? `${url}index.md` : `${url}.md`).slice(1)
}

/** The words by which the search finds each page besides its sentences, by the page's file. */
function wordsByPage({ operations, webhooks }: Spec, edition: Edition): Readonly<Record<string, string>> {
  const { root } = edition
  return Object.fromEntries([
    ...operations.map((operation) => [pageFile(root + operationUrl(operation)), searchWords(operation, edition)]),
    ...webhooks.map((webhook) => [pageFile(root + eventUrl(webhook)), eventWords(webhook, edition)]),
  ]) as Readonly<Record<string, string>>
}
