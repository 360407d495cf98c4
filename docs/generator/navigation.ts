import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { eventUrl, operationUrl, sectionOf } from './page-url.ts'

interface Link {
  readonly text: string
  readonly link: string
}

interface Group {
  readonly text: string
  readonly collapsed?: boolean
  readonly items: readonly Link[]
}

/** The part of the site's configuration that follows from the spec: one sidebar per product, one for notifications. */
export function navigation(spec: Spec): { readonly sidebar: Readonly<Record<string, readonly Group[]>> } {
  const sections = sectionsOf(spec.operations).map(({ section, operations }) => [
    `/api/${section}/`,
    groups(operations, (operation) => ({ text: operation.title, link: operationUrl(operation) })),
  ])
  const events = groups(spec.webhooks, (webhook) => ({ text: webhook.title, link: eventUrl(webhook) }))
  return { sidebar: { ...Object.fromEntries(sections), '/api/events/': events } }
}

/** Operations by product and version, in the spec's order. */
export function sectionsOf(operations: readonly Operation[]): { section: string; operations: Operation[] }[] {
  return [...Map.groupBy(operations, sectionOf)].map(([section, members]) => ({ section, operations: members }))
}

/** The narrower half of the product trail: 微信支付分 › 先享后付 → 先享后付. */
export function groupName({ group }: Pick<Operation | Webhook, 'group'>): string {
  return group.slice(1).join(' · ') || (group[0] ?? '其他')
}

function groups<Entry extends Pick<Operation | Webhook, 'group'>>(
  entries: readonly Entry[],
  link: (entry: Entry) => Link,
): Group[] {
  const grouped = [...Map.groupBy(entries, groupName)]
  const long = grouped.length > 6
  return grouped.map(([text, members]) => {
    const items = members.map(link)
    return long ? { text, collapsed: true, items } : { text, items }
  })
}
