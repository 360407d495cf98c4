import type { Spec } from '../../packages/codegen/src/index.ts'
import { apiIndex } from './api-index.ts'
import { eventPage } from './event-page.ts'
import { eventIndex, sectionIndex } from './index-pages.ts'
import { sectionsOf } from './navigation.ts'
import { operationPage } from './operation-page.ts'
import { eventUrl, operationUrl } from './page-url.ts'
import { policyTable } from './policy-table.ts'
import { productPage } from './product-page.ts'
import { products } from './products.ts'
import { eventWords, searchWords } from './search-words.ts'
import { chineseTitles, productUrl, sidebars, sidebarsByAddress } from './sidebars.ts'

/**
 * Every generated file by its path below the docs folder. The same spec always gives the same files.
 *
 * @throws {Error} when two pages would share one address
 */
export function pages(spec: Spec): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const add = (url: string, content: string) => {
    const file = url.endsWith('/') ? `${url}index.md` : `${url}.md`
    if (files.has(file.slice(1))) throw new Error(`Two pages would stand at ${url}`)
    files.set(file.slice(1), content)
  }
  const sectionTitle = (section: string) => spec.products.find(({ address }) => address === section)?.title ?? section
  add('/api/', apiIndex(spec, chineseTitles, sectionTitle))
  for (const { section, operations } of sectionsOf(spec.operations)) {
    add(`/api/${section}/`, sectionIndex(section, operations, spec))
  }
  for (const product of products) add(productUrl(product), productPage(product, spec.operations, chineseTitles))
  for (const operation of spec.operations) add(operationUrl(operation), operationPage(operation, spec))
  add('/api/events/', eventIndex(spec.webhooks))
  for (const webhook of spec.webhooks) add(eventUrl(webhook), eventPage(webhook, spec))
  files.set('api/_parts/sandbox-policy.md', policyTable())
  files.set('api/search-words.json', `${JSON.stringify(wordsByPage(spec))}\n`)
  for (const [name, items] of sidebars(spec, chineseTitles))
    files.set(`api/sidebars/${name}.json`, `${JSON.stringify(items)}\n`)
  files.set('api/products.json', `${JSON.stringify(sidebarsByAddress(spec), null, 2)}\n`)
  return files
}

/** The words by which the search finds each page besides its sentences, by the page's file. */
function wordsByPage({ operations, webhooks }: Spec): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...operations.map((operation) => [`${operationUrl(operation).slice(1)}.md`, searchWords(operation)]),
    ...webhooks.map((webhook) => [`${eventUrl(webhook).slice(1)}.md`, eventWords(webhook)]),
  ]) as Readonly<Record<string, string>>
}
