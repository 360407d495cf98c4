import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Spec } from '../../../packages/codegen/src/index.ts'
import { chineseEdition, englishEdition, type Edition } from '../navigation/edition.ts'
import { guideLinks } from '../navigation/guide-links.ts'
import { sectionsOf } from '../navigation/navigation.ts'
import { eventUrl, operationUrl } from '../navigation/page-url.ts'
import { policyTwin } from '../page-kinds/policy-table.ts'
import { products } from '../navigation/products.ts'
import { productUrl } from '../navigation/sidebars.ts'
import { eventTwin } from './event-twin.ts'
import { guideTwin } from './guide-twin.ts'
import { apiTwin, eventsTwin, productTwin, sectionTwin } from './index-twins.ts'
import { linkTwins, twinAddress } from './links.ts'
import { llmsFull, llmsIndex, type WrittenPage } from './llms.ts'
import { operationTwin } from './operation-twin.ts'

/**
 * Creates the site's files for machines, by their paths on the site: a Markdown twin of every page, `llms.txt` and
 * `llms-full.txt` in both languages, and `SKILL.md`.
 *
 * @param docsFolder the folder of the hand-written pages and of the packages' reference
 */
export function machineFiles(spec: Spec, docsFolder: string): ReadonlyMap<string, string> {
  const editions = [chineseEdition(spec), englishEdition(spec)].map((edition) => {
    const guides = writtenPages(docsFolder, edition)
    return { edition, guides, twins: editionTwins(spec, edition, guides, docsFolder) }
  })
  const files = new Map<string, string>()
  const isPage = (address: string) => editions.some(({ twins }) => twins.has(address))
  for (const { edition, guides, twins } of editions) {
    const linked = new Map([...twins].map(([address, text]) => [address, linkTwins(text, isPage)]))
    for (const [address, markdown] of linked) files.set(twinAddress(address).slice(1), markdown)
    files.set(`${edition.root}/llms.txt`.slice(1), llmsIndex(spec, edition, guides))
    files.set(`${edition.root}/llms-full.txt`.slice(1), llmsFull(linked, edition))
  }
  // Agents read the front matter of a skill: it says what the skill is for.
  const skill = join(docsFolder, 'SKILL.md')
  const [front = ''] = /^---\n.*?\n---\n/s.exec(readFileSync(skill, 'utf8')) ?? []
  files.set('SKILL.md', `${front}\n${guideTwin(skill, {})}`)
  return files
}

/**
 * The twins of one language by the addresses of their pages: guides and packages first, then products, then
 * notifications.
 */
function editionTwins(
  spec: Spec,
  edition: Edition,
  guides: readonly WrittenPage[],
  docsFolder: string,
): ReadonlyMap<string, string> {
  const { root } = edition
  const parts = { 'sandbox-policy.md': policyTwin(edition.language) }
  const twins = new Map<string, string>()
  const reference = root === '' ? [] : pageAddresses(docsFolder, `${root.slice(1)}/reference/**/*.md`)
  for (const address of [...guides.map((guide) => guide.address), ...reference]) {
    twins.set(address, guideTwin(join(docsFolder, twinAddress(address).slice(1)), parts))
  }
  twins.set(`${root}/api/`, apiTwin(spec, edition))
  for (const product of products) {
    twins.set(root + productUrl(product), productTwin(product, spec.operations, edition))
  }
  for (const { section, operations } of sectionsOf(spec.operations)) {
    twins.set(`${root}/api/${section}/`, sectionTwin(section, operations, edition))
    for (const operation of operations) {
      twins.set(root + operationUrl(operation), operationTwin(operation, spec, edition))
    }
  }
  twins.set(`${root}/api/events/`, eventsTwin(spec.webhooks, edition))
  for (const webhook of spec.webhooks) twins.set(root + eventUrl(webhook), eventTwin(webhook, spec, edition))
  return new Map([...twins].map(([address, text]) => [address, guideLinks(text, edition)]))
}

/** The home page and the guides of one language. */
function writtenPages(docsFolder: string, { root }: Edition): WrittenPage[] {
  const folder = root === '' ? '' : `${root.slice(1)}/`
  return pageAddresses(docsFolder, `${folder}{index,guide/**/*}.md`).map((address) => {
    const source = readFileSync(join(docsFolder, twinAddress(address)), 'utf8')
    const [, heading] = /^# (.+)$/m.exec(source) ?? []
    const [, front] = /^title: (.+)$/m.exec(source) ?? []
    return { address, title: heading ?? front ?? address }
  })
}

function pageAddresses(docsFolder: string, pattern: string): string[] {
  const files = globSync(pattern, { cwd: docsFolder }).toSorted()
  return files.map((file) => `/${file.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`)
}
