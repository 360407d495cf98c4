import type { Operation, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from './edition.ts'
import { sectionOf } from './page-url.ts'

/** Operations by product and version, in the spec's order. */
export function sectionsOf(operations: readonly Operation[]): { section: string; operations: Operation[] }[] {
  return [...Map.groupBy(operations, sectionOf)].map(([section, members]) => ({ section, operations: members }))
}

/** The narrower half of the product trail: 微信支付分 › 先享后付 → 先享后付. */
export function groupName({ group }: Pick<Operation | Webhook, 'group'>, edition: Edition): string {
  const [first, ...others] = group.map(edition.group)
  return others.join(' · ') || (first ?? edition.words.index.otherGroup)
}
