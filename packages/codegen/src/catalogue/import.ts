import type { CatalogueField, CatalogueOperation, CatalogueWebhook } from './entry.ts'
import { addressOf, operationNames } from './operation-names.ts'
import type { Glossary } from './glossary.ts'
import { pathFile, type Rules } from './path-item.ts'
import { missingFields } from './rules/corrections.ts'
import { ResolveRules } from './rules/resolve-rules.ts'
import { webhookFile, webhookNames } from './webhook-item.ts'
import type { ImportedSpec } from './write-spec.ts'

/**
 * Turns catalogue rows into spec files.
 *
 * @param only globs over the rows' ids; none selects everything
 * @param glossary names fields that the rows leave without one
 * @throws {Error} when a glob selects nothing, which is always a typing mistake
 */
export function importCatalogue(
  rows: readonly CatalogueOperation[],
  webhooks: readonly CatalogueWebhook[],
  only: readonly string[] = [],
  glossary: Glossary = {},
): ImportedSpec {
  const operations = rows.map((row) => completed(row))
  const globs = only.map((glob) => ({ glob, pattern: globPattern(glob) }))
  const selected = (row: { readonly id: string }) =>
    globs.length === 0 || globs.some(({ pattern }) => pattern.test(row.id))
  for (const { glob, pattern } of globs) {
    if (![...operations, ...webhooks].some((row) => pattern.test(row.id)))
      throw new Error(`--only ${glob} selects nothing`)
  }

  const names = operationNames(operations)
  const nameOf = (operation: CatalogueOperation) => names.get(operation.id) ?? operation.id
  const rules: Rules = { nameOf, resolve: new ResolveRules(operations, nameOf), glossary }
  const webhookIds = webhookNames(webhooks)
  const addresses = Map.groupBy(operations.filter(selected), addressOf)
  const groups = new Map<string, string>()
  for (const [address] of addresses) {
    const operation = addresses.get(address)?.[0]
    if (operation && !groups.has(operation.product))
      groups.set(operation.product, operation.group?.[0] ?? operation.title)
  }
  return {
    paths: [...addresses.values()].map((group) => pathFile(group, rules)),
    webhooks: webhooks
      .filter(selected)
      .map((webhook) => webhookFile(webhook, webhookIds.get(webhook.id) ?? webhook.id, glossary)),
    tags: [...groups].map(([name, description]) => ({ name, description })),
  }
}

/** With the fields that the catalogue lacks. */
function completed(operation: CatalogueOperation): CatalogueOperation {
  const missing = missingFields[operation.id]
  if (!missing) return operation
  const complete = (fields: readonly CatalogueField[], prefix = ''): readonly CatalogueField[] =>
    fields.flatMap((field) => {
      const path = `${prefix}${field.name}`
      const own = field.fields ? { ...field, fields: complete(field.fields, `${path}.`) } : field
      return [own, ...(missing[path] ?? [])]
    })
  const { request } = operation
  return { ...operation, request: { ...request, body: { ...request.body, fields: complete(request.body.fields) } } }
}

function globPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`)
}
