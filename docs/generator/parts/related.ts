import type { Operation, Spec, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { plain } from './html.ts'
import { eventUrl, operationUrl } from '../navigation/page-url.ts'

const most = 12

/** The section `相关`: other operations of the same product part, and what WeChat Pay tells about it by itself. */
export function related(operation: Operation, spec: Spec, edition: Edition): string[] {
  const { words } = edition
  const family = familyOf(operation, spec)
  const others = family.operations.filter((other) => other !== operation)
  // The nearest first: those whose addresses have most in common.
  const near = others
    .map((other) => ({ other, shared: shared(operation.address, other.address) }))
    .toSorted((one, two) => two.shared - one.shared)
    .slice(0, most)
    .map(({ other }) => operationLink(other, edition))
  const events = (operation.group.length > 0 ? family.webhooks : []).map(
    (webhook) => `[${plain(edition.title(webhook))}](${edition.root}${eventUrl(webhook)})`,
  )
  if (near.length + events.length === 0) return []
  return [
    `## ${words.headings.related}`,
    ...(near.length === 0 ? [] : [words.related.operations(near)]),
    ...(events.length === 0 ? [] : [words.related.events(events)]),
  ]
}

/** The operations after which a notification comes: those of the same product part. */
export function relatedOperations(webhook: Webhook, spec: Spec, edition: Edition): string[] {
  const operations = webhook.group.length > 0 ? familyOf(webhook, spec).operations : []
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

/** The operations and notifications of one product part. */
interface Family {
  readonly operations: readonly Operation[]
  readonly webhooks: readonly Webhook[]
}

type Families = ReadonlyMap<string, Family>

/** Every page asks for its family, so a spec is divided once. */
const familiesOfSpecs = new WeakMap<Spec, Families>()

function familyOf({ group }: Pick<Operation | Webhook, 'group'>, spec: Spec): Family {
  const families = familiesOfSpecs.get(spec) ?? divide(spec)
  familiesOfSpecs.set(spec, families)
  return families.get(nameOf(group)) ?? { operations: [], webhooks: [] }
}

function divide({ operations, webhooks }: Spec): Families {
  const byName = {
    operations: Map.groupBy(operations, ({ group }) => nameOf(group)),
    webhooks: Map.groupBy(webhooks, ({ group }) => nameOf(group)),
  }
  const names = new Set([...byName.operations.keys(), ...byName.webhooks.keys()])
  return new Map(
    [...names].map((name) => [
      name,
      { operations: byName.operations.get(name) ?? [], webhooks: byName.webhooks.get(name) ?? [] },
    ]),
  )
}

function nameOf(group: Operation['group']): string {
  return group.join('/')
}

function shared(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')]
  const end = left.findIndex((segment, index) => segment !== right[index])
  return end === -1 ? left.length : end
}
