import type { Operation, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { breakable, escape, joinParts } from '../parts/html.ts'
import { groupName } from '../navigation/navigation.ts'
import { eventUrl, operationUrl } from '../navigation/page-url.ts'

/** `/api/v3/payscore/`: the operations of one product. */
export function sectionIndex(section: string, operations: readonly Operation[], edition: Edition): string {
  const groups = [...Map.groupBy(operations, (one) => groupName(one, edition))].flatMap(([name, members]) => [
    `## ${escape(name)}`,
    list(
      members.map(
        (operation) =>
          `<li><a href="${edition.root}${operationUrl(operation)}"><b>${escape(edition.title(operation))}</b><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code>${successors(operation, edition)}</a></li>`,
      ),
    ),
  ])
  return indexPage(edition.product(section), '', groups)
}

/** `/api/events/`: every notification. */
export function eventIndex(webhooks: readonly Webhook[], edition: Edition): string {
  const { words } = edition
  const groups = [...Map.groupBy(webhooks, (one) => groupName(one, edition))].flatMap(([name, members]) => [
    `## ${escape(name)}`,
    list(
      members.map(
        (webhook) =>
          `<li><a href="${edition.root}${eventUrl(webhook)}"><b>${escape(edition.title(webhook))}</b><span class="method event">${words.event}</span><code>${escape(webhook.name)}</code></a></li>`,
      ),
    ),
  ])
  return indexPage(words.notifications, words.index.events, groups)
}

/** Names the replacements of a deprecated operation. */
function successors({ deprecated, replacedBy }: Operation, { words }: Edition): string {
  if (!deprecated) return ''
  const names = replacedBy.map((id) => escape(id.split('#')[0] ?? ''))
  const next = names.length === 0 ? '' : words.badges.successors(names)
  return `<span class="care">${words.badges.deprecated}${next}</span>`
}

function list(items: readonly string[]): string {
  return `<ul class="catalogue">\n${items.join('\n')}\n</ul>`
}

export function indexPage(title: string, text: string, parts: readonly string[]): string {
  const front = `---\ntitle: ${JSON.stringify(title)}\noutline: false\n---`
  return joinParts([front, `# ${escape(title)}`, text, ...parts])
}
