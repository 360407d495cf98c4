import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import type { Edition } from './edition.ts'
import { plain } from './html.ts'
import { eventUrl, operationUrl } from './page-url.ts'

const most = 12

/** The section `相关`: other operations of the same product part, and what WeChat Pay tells about it by itself. */
export function related(operation: Operation, spec: Spec, edition: Edition): string[] {
  const { words } = edition
  const family = familyOf(operation)
  const others = spec.operations.filter((other) => other !== operation && familyOf(other) === family)
  // The nearest first: those whose addresses have most in common.
  const near = others
    .map((other) => ({ other, shared: shared(operation.address, other.address) }))
    .toSorted((one, two) => two.shared - one.shared)
    .slice(0, most)
    .map(({ other }) => operationLink(other, edition))
  const events = spec.webhooks
    .filter((webhook) => operation.group.length > 0 && familyOf(webhook) === family)
    .map((webhook) => `[${plain(edition.title(webhook))}](${edition.root}${eventUrl(webhook)})`)
  if (near.length + events.length === 0) return []
  return [
    `## ${words.headings.related}`,
    ...(near.length === 0 ? [] : [words.related.operations(near)]),
    ...(events.length === 0 ? [] : [words.related.events(events)]),
  ]
}

/** The operations after which a notification comes: those of the same product part. */
export function relatedOperations(webhook: Webhook, spec: Spec, edition: Edition): string[] {
  const family = familyOf(webhook)
  const operations = spec.operations.filter((one) => webhook.group.length > 0 && familyOf(one) === family)
  if (operations.length === 0) return []
  const links = operations.slice(0, most).map((one) => operationLink(one, edition))
  return [`## ${edition.words.headings.related}`, edition.words.related.operations(links)]
}

export function operationLink(operation: Operation, edition: Edition): string {
  return `[${plain(edition.title(operation))}](${edition.root}${operationUrl(operation)})`
}

/** Where the official documentation of an operation or a notification is, under its official name. */
export function seeAlso({ link, officialTitle }: Operation | Webhook, { words }: Edition): string[] {
  if (link === undefined) return []
  return [`## ${words.headings.seeAlso}`, `[${words.related.official(plain(officialTitle))}](${link})`]
}

function familyOf({ group }: Pick<Operation | Webhook, 'group'>): string {
  return group.join('/')
}

function shared(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')]
  const end = left.findIndex((segment, index) => segment !== right[index])
  return end === -1 ? left.length : end
}
