import type { Spec } from '../../packages/codegen/src/index.ts'
import { eventPage } from './event-page.ts'
import { apiIndex, eventIndex, sectionIndex } from './index-pages.ts'
import { navigation, sectionsOf } from './navigation.ts'
import { operationPage } from './operation-page.ts'
import { eventUrl, operationUrl } from './page-url.ts'
import { policyTable } from './policy-table.ts'
import { eventWords, searchWords } from './search-words.ts'

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
  add('/api/', apiIndex(spec))
  for (const { section, operations } of sectionsOf(spec.operations)) {
    add(`/api/${section}/`, sectionIndex(section, operations, spec))
  }
  for (const operation of spec.operations) add(operationUrl(operation), operationPage(operation, spec))
  add('/api/events/', eventIndex(spec.webhooks))
  for (const webhook of spec.webhooks) add(eventUrl(webhook), eventPage(webhook, spec))
  files.set('api/_parts/sandbox-policy.md', policyTable())
  files.set('api/search-words.json', `${JSON.stringify(wordsByPage(spec))}\n`)
  files.set('api/navigation.json', `${JSON.stringify(navigation(spec), null, 2)}\n`)
  return files
}

/** The words by which the search finds each page besides its sentences, by the page's file. */
function wordsByPage({ operations, webhooks }: Spec): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...operations.map((operation) => [`${operationUrl(operation).slice(1)}.md`, searchWords(operation)]),
    ...webhooks.map((webhook) => [`${eventUrl(webhook).slice(1)}.md`, eventWords(webhook)]),
  ]) as Readonly<Record<string, string>>
}
