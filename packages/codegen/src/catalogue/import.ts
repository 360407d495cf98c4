import type { CatalogueField, CatalogueOperation } from './entry.ts'
import { errorRules, type ErrorRow } from './errors.ts'
import type { Catalogue } from './fact.ts'
import { addressOf, operationNames } from './operation-names.ts'
import type { Glossary } from './glossary.ts'
import { pathFile, type Rules } from './path-item.ts'
import { leastAmounts, missingFields } from './rules/corrections.ts'
import { requiredByHand } from './rules/required-by-hand.ts'
import { ResolveRules } from './rules/resolve-rules.ts'
import { webhookFile, webhookNames } from './webhook-item.ts'
import type { ImportedSpec } from './write-spec.ts'

/**
 * Turns catalogue rows into spec files.
 *
 * @param errors rows of `errors.jsonl`
 * @param only globs over the rows' ids; none selects everything
 * @param glossary supplies names for fields that the rows leave unnamed
 * @throws {Error} when a glob selects nothing, which is always a typing mistake
 */
export function importCatalogue(
  { operations: rows, webhooks }: Catalogue,
  errors: readonly ErrorRow[] = [],
  only: readonly string[] = [],
  glossary: Glossary = {},
): ImportedSpec {
  const operations = rows.map((row) => withLeastAmounts(withHandMarks(completed(row))))
  const globs = only.map((glob) => ({ glob, pattern: globPattern(glob) }))
  const selected = (row: { readonly id: string }) =>
    globs.length === 0 || globs.some(({ pattern }) => pattern.test(row.id))
  for (const { glob, pattern } of globs) {
    if (![...operations, ...webhooks].some((row) => pattern.test(row.id)))
      throw new Error(`--only ${glob} selects nothing`)
  }

  const names = operationNames(operations)
  const nameOf = (operation: CatalogueOperation) => names.get(operation.id) ?? operation.id
  const { errorsOf, shared } = errorRules(errors)
  const rules: Rules = { nameOf, resolve: new ResolveRules(operations, nameOf), errorsOf, glossary }
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
    components: shared,
    tags: [...groups].map(([name, description]) => ({ name, description })),
  }
}

/** Adds the fields that the catalogue lacks. */
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

/** Applies the required marks of {@link requiredByHand}. */
function withHandMarks(operation: CatalogueOperation): CatalogueOperation {
  const marked = requiredByHand[operation.id]
  if (!marked) return operation
  const choices = marked.map((path) => path.split(' | ')).filter(({ length }) => length > 1)
  const left = new Set(marked.flatMap((path) => path.split(' | ')))
  const mark = (field: CatalogueField, path: string): CatalogueField => {
    const isMarked = left.delete(path)
    const choice = choices.find((paths) => paths.includes(path))
    if (choice) return { ...field, required: false, condition: `one of ${choice.join(', ')}` }
    return isMarked ? { ...field, required: true } : { ...field, doubted: true }
  }
  const markAll = (fields: readonly CatalogueField[], prefix = ''): CatalogueField[] =>
    fields.map((field) => {
      const path = `${prefix}${field.name}`
      const inside = `${path}${field.type === 'object[]' ? '[]' : ''}.`
      const own = mark(field, path)
      return field.fields ? Object.assign(own, { fields: markAll(field.fields, inside) }) : own
    })
  const { request } = operation
  const body = { ...request.body, fields: markAll(request.body.fields) }
  if (left.size > 0) throw new Error(`${operation.id} has no ${[...left].join(', ')}`)
  return { ...operation, request: { ...request, body } }
}

/** Sets a minimum of 1 on amounts that must not be zero. */
function withLeastAmounts(operation: CatalogueOperation): CatalogueOperation {
  const amounts = leastAmounts[operation.id]
  if (!amounts) return operation
  const mark = (fields: readonly CatalogueField[], prefix = ''): CatalogueField[] =>
    fields.map((field) => {
      const path = `${prefix}${field.name}${field.type === 'object[]' ? '[]' : ''}`
      const fieldsInside = field.fields && { fields: mark(field.fields, `${path}.`) }
      return { ...field, ...(amounts.includes(path) && { minimum: field.minimum ?? 1 }), ...fieldsInside }
    })
  const { request } = operation
  return { ...operation, request: { ...request, body: { ...request.body, fields: mark(request.body.fields) } } }
}

function globPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`)
}
