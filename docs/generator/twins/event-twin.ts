import type { Spec, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { eventBadges, eventSections } from '../page-kinds/event-page.ts'
import { joinParts, tight } from '../parts/html.ts'
import { badgeList, head } from './operation-twin.ts'
import { fieldTable } from './tables.ts'

/** A notification's page as plain Markdown. */
export function eventTwin(webhook: Webhook, spec: Spec, edition: Edition): string {
  return joinParts([
    ...head(webhook, edition, `\`${webhook.name}\``),
    badgeList(eventBadges(webhook, edition), webhook.link, edition),
    tight(edition.description(webhook)),
    ...eventSections(webhook, spec, edition, fieldTable),
  ])
}
