import type { CatalogueField, CatalogueOperation, CatalogueWebhook } from './entry.ts'
import { keysOf, type Catalogue, type Fact, type NotTaken } from './fact.ts'
import { mergedOperations, refusedFacts } from './rules/refused-facts.ts'
import { FieldEditor, type Fields } from './field-editor.ts'

/**
 * Returns a copy of the catalogue with the facts applied. Official facts and those of two independent sources override
 * the catalogue; one independent source only fills gaps.
 */
export function withFacts(
  catalogue: Catalogue,
  facts: readonly Fact[],
): Catalogue & { readonly notTaken: readonly NotTaken[] } {
  const operations = structuredClone(catalogue.operations) as CatalogueOperation[]
  const webhooks = structuredClone(catalogue.webhooks) as CatalogueWebhook[]
  const notTaken: NotTaken[] = []
  const places = placesOf(operations, webhooks)
  for (const [id, group] of Map.groupBy(facts, (fact) => fact.operation)) {
    const place = places(id)
    const editor = new FieldEditor((fact, keys, reason) => notTaken.push(refused(fact, keys, reason)))
    for (const given of inOrder(group)) {
      const { fact, refusals } = judged(given)
      for (const { keys, reason } of refusals) notTaken.push(refused(given, keys, reason))
      const fields = place?.(fact.path)
      if (fact.path === '' && place) {
        const operation = operations.find((row) => row.id === id)
        if (operation && fact.updated !== undefined) Object.assign(operation, { updated: fact.updated })
        else notTaken.push(refused(fact, ['updated'], 'a notification has no date'))
      } else if (!place) notTaken.push(refused(fact, keysOf(fact), 'the operation is not in the catalogue'))
      else if (!fields) notTaken.push(refused(fact, keysOf(fact), ENVELOPE))
      else editor.apply(fields, fact)
    }
    editor.finish()
    describeAnswer(operations.find((row) => row.id === id))
  }
  return { operations, webhooks, notTaken: [...notTaken, ...merged(operations)] }
}

function merged(operations: readonly CatalogueOperation[]): NotTaken[] {
  return Object.entries(mergedOperations)
    .filter(([, into]) => operations.some(({ id }) => id === into))
    .map(([operation, into]) => ({ operation, path: '', keys: ['exists'], value: true, reason: `the same as ${into}` }))
}

/** Marks a response as JSON when a fact added fields to a response that the catalogue has as empty. */
function describeAnswer(operation: CatalogueOperation | undefined): void {
  if (operation?.response.kind !== 'empty' || operation.response.fields.length === 0) return
  const { status, ...response } = operation.response
  Object.assign(operation, { response: { ...response, kind: 'json', ...(status !== 204 && { status }) } })
}

const ENVELOPE = 'the envelope is one schema for all notifications, with the widest limits'

/** Splits off the keys that a person checked and refused. */
function judged(given: Fact): { fact: Fact; refusals: { keys: string[]; reason: string }[] } {
  const rules = refusedFacts.filter((rule) => rule.operation.test(given.operation) && rule.path.test(given.path))
  const refusals = rules
    .map(({ keys, reason }) => ({ keys: keys.filter((key) => key in given) as string[], reason }))
    .filter(({ keys }) => keys.length > 0)
  const gone = new Set<string>(refusals.flatMap(({ keys }) => keys))
  const fact = Object.fromEntries(Object.entries(given).filter(([key]) => !gone.has(key))) as unknown as Fact
  return { fact, refusals }
}

/**
 * Sorts facts: renames first, since other facts use the new names; then removals; then additions, parents before
 * children; then the rest.
 */
function inOrder(facts: readonly Fact[]): Fact[] {
  const rank = (fact: Fact) => (fact.rename !== undefined ? 0 : fact.remove ? 1 : fact.add ? 2 : 3)
  const depth = (fact: Fact) => (fact.add ? fact.path.split('.').length : 0)
  return facts.toSorted((one, other) => rank(one) - rank(other) || depth(one) - depth(other))
}

type Place = (path: string) => { readonly fields: Fields[]; readonly steps: readonly string[] } | undefined

/** Finds the lists of fields that a path of a fact starts in. */
function placesOf(
  operations: readonly CatalogueOperation[],
  webhooks: readonly CatalogueWebhook[],
): (id: string) => Place | undefined {
  const byId = new Map(operations.map((row) => [row.id, row]))
  const events = new Map(webhooks.filter(({ version }) => version === 'v3').map((row) => [row.event_type, row]))
  return (id) => {
    const operation = byId.get(id)
    if (operation) return (path) => operationPlace(operation, path.split('.'))
    const event = id.startsWith('webhook ') ? events.get(id.slice('webhook '.length)) : undefined
    return event && ((path) => webhookPlace(event, path.split('.')))
  }
}

function operationPlace({ request, response }: CatalogueOperation, path: readonly string[]): ReturnType<Place> {
  const [part, place, ...rest] = path
  if (part === 'response') return { fields: [response.fields as Fields], steps: path.slice(1) }
  const groups: Readonly<Record<string, readonly CatalogueField[]>> = {
    path: request.path,
    query: request.query,
    header: request.headers,
    body: request.body.fields,
  }
  const fields = groups[place ?? '']
  return fields && { fields: [fields as Fields], steps: rest }
}

function webhookPlace({ resource, resourceVariants }: CatalogueWebhook, path: readonly string[]): ReturnType<Place> {
  const [part, ...steps] = path
  if (part !== 'resource') return undefined
  return { fields: [resource, ...(resourceVariants ?? []).map(({ fields }) => fields)] as Fields[], steps }
}

function refused(fact: Fact, keys: readonly string[], reason: string): NotTaken {
  const { operation, path } = fact
  const value = keys.length === 1 ? fact[keys[0] as keyof Fact] : undefined
  return { operation, path, keys, value, reason }
}
