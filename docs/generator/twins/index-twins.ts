import type { Operation, Spec, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { sectionsOf } from '../navigation/navigation.ts'
import { eventUrl, operationUrl } from '../navigation/page-url.ts'
import { products, type Product } from '../navigation/products.ts'
import { partsOf, productUrl } from '../navigation/sidebars.ts'
import { twinAddress } from './links.ts'

/** `/api/`: every product. */
export function apiTwin(spec: Spec, edition: Edition): string {
  const { language, root, words } = edition
  const { intro, byAddress, count } = words.index
  const ofProducts = products.map((product) => `- [${product[language]}](${root}${productUrl(product)})`)
  const sections = sectionsOf(spec.operations).map(
    ({ section, operations }) =>
      `- [${edition.product(section)}](${root}/api/${section}/) \`${section}\` · ${count(operations.length)}`,
  )
  return `# ${words.api}\n\n${intro(spec.operations.length)}\n\n${ofProducts.join('\n')}\n\n## ${byAddress}\n\n${sections.join('\n')}\n`
}

/** The operations of one product, under the names of its parts. */
export function productTwin(product: Product, operations: readonly Operation[], edition: Edition): string {
  const parts = partsOf(product, operations, edition).map(
    ({ text, operations: members }) => `## ${text}\n\n${members.map((one) => operationItem(one, edition)).join('\n')}`,
  )
  return `# ${product[edition.language]}\n\n${parts.join('\n\n')}\n`
}

/** The operations whose addresses begin alike. */
export function sectionTwin(section: string, operations: readonly Operation[], edition: Edition): string {
  return `# ${edition.product(section)}\n\n${operations.map((one) => operationItem(one, edition)).join('\n')}\n`
}

export function eventsTwin(webhooks: readonly Webhook[], edition: Edition): string {
  const { words } = edition
  return `# ${words.notifications}\n\n${words.index.events}\n\n${webhooks.map((one) => eventItem(one, edition)).join('\n')}\n`
}

/** One operation in a list, with a link to its twin: what it is for is the link's title and the address. */
export function operationItem(operation: Operation, edition: Edition): string {
  const { method, path, deprecated } = operation
  const mark = deprecated ? ` · ${edition.words.badges.deprecated}` : ''
  return `- [${edition.title(operation)}](${edition.root}${twinAddress(operationUrl(operation))}): \`${method} ${path}\`${mark}`
}

export function eventItem(webhook: Webhook, edition: Edition): string {
  return `- [${edition.title(webhook)}](${edition.root}${twinAddress(eventUrl(webhook))}): \`${webhook.name}\``
}
