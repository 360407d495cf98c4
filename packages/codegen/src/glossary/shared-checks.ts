import type { SchemaObject } from '../spec/document.ts'
import { SpecError } from '../spec/references.ts'

/** The keys of a schema that a shared check may fill in. */
export const checkKeys = ['pattern', 'x-wechatpay-pattern-text', 'x-wechatpay-url-path'] as const

/** A check of every request field that has one of these names, of whichever operation. */
export interface SharedCheck {
  readonly fields: readonly string[]
  readonly check: Pick<SchemaObject, (typeof checkKeys)[number]>
}

/**
 * Reads `glossary/checks.yaml`.
 *
 * @throws {SpecError} an entry has an unknown key or no pattern, or a field has two entries
 */
export function sharedChecks(content: unknown = []): SharedCheck[] {
  const entries = content as readonly ({ readonly fields?: readonly string[] } & SharedCheck['check'])[]
  const named = new Set<string>()
  return entries.map(({ fields = [], ...check }) => {
    const unknown = Object.keys(check).find((key) => !(checkKeys as readonly string[]).includes(key))
    if (unknown !== undefined) throw new SpecError(`glossary/checks.yaml: an entry has no ${unknown}`)
    if (fields.length === 0 || check.pattern === undefined)
      throw new SpecError('glossary/checks.yaml: an entry needs fields and a pattern')
    const twice = fields.find((name) => named.size === named.add(name).size)
    if (twice !== undefined) throw new SpecError(`glossary/checks.yaml: ${twice} has two entries`)
    return { fields, check }
  })
}
