import type { Spec, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../edition.ts'
import { eventBadges, handler } from '../event-page.ts'
import { schemaGroup } from '../field-table.ts'
import { tight } from '../html.ts'
import { relatedOperations, seeAlso } from '../related.ts'
import { badgeList, head } from './operation-twin.ts'
import { fieldTable } from './tables.ts'

/** A notification's page as plain Markdown. */
export function eventTwin(webhook: Webhook, spec: Spec, edition: Edition): string {
  const { words } = edition
  return [
    ...head(webhook, edition, `\`${webhook.name}\``),
    badgeList(eventBadges(webhook, edition), webhook.link, edition),
    tight(edition.description(webhook)),
    `## ${words.headings.handler}`,
    `\`\`\`ts\n${handler(webhook, edition)}\`\`\``,
    words.eventPage.handler,
    `## ${words.headings.payload}`,
    webhook.version === 'v2' ? words.eventPage.resourceV2 : words.eventPage.resource,
    fieldTable([schemaGroup('', webhook.resource)], 'response', edition),
    `## ${words.headings.inSandbox}`,
    words.eventPage.inSandbox(webhook.name),
    ...relatedOperations(webhook, spec, edition),
    ...seeAlso(webhook, edition),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}
