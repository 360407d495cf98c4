import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueField, CatalogueOperation, CatalogueWebhook } from './entry.ts'
import type { ErrorRow } from './errors.ts'
import type { Catalogue, Fact, NotTaken } from './fact.ts'

/** The contents of a folder of facts. A missing file counts as an empty list. */
export interface FactFolder extends Catalogue {
  readonly facts: readonly Fact[]
  readonly errors: readonly ErrorRow[]
}

/** Files that a folder of facts may have. */
export const factFiles = [
  'operations.jsonl',
  'operations-added.jsonl',
  'webhooks.jsonl',
  'facts.jsonl',
  'errors.jsonl',
] as const

/** @throws {Error} naming file and line, where a line is not JSON */
export function readFactFolder(folder: string): FactFolder {
  const operations = ['operations.jsonl', 'operations-added.jsonl'] as const
  return {
    operations: operations.flatMap((file) => readRows<CatalogueOperation>(folder, file)).map(withDefaults),
    webhooks: readRows<CatalogueWebhook>(folder, 'webhooks.jsonl').map(withDefaults),
    facts: readRows<Fact>(folder, 'facts.jsonl').map((fact) => Object.assign({ confidence: 'official' }, fact)),
    errors: readRows<ErrorRow & SingleError>(folder, 'errors.jsonl').map(withOperations),
  }
}

/** The other form of an error row, for a single operation. */
interface SingleError {
  readonly operation?: string
  readonly cause?: string
}

function withOperations({ operation, cause = '', ...row }: ErrorRow & SingleError): ErrorRow {
  return operation === undefined ? row : { ...row, meaning: cause, operations: [operation] }
}

/** Reads the facts that the spec does not follow, with reasons. */
export function readNotTaken(folder: string): NotTaken[] {
  return readRows<NotTaken>(folder, 'not-taken.jsonl')
}

const defaults = { type: 'string', required: false }

/** Fills in the defaults: a field is an optional string unless the row says otherwise. */
function withDefaults<Row>(row: Row): Row {
  return JSON.parse(JSON.stringify(row), (_, value: unknown) =>
    isField(value) ? { ...defaults, ...value } : value,
  ) as Row
}

function isField(value: unknown): value is CatalogueField {
  return typeof value === 'object' && value !== null && 'name' in value && !Array.isArray(value)
}

function readRows<Row>(folder: string, name: string): Row[] {
  const file = join(folder, name)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      try {
        return [JSON.parse(line) as Row]
      } catch (cause) {
        throw new Error(`${file}:${index + 1} is not JSON`, { cause })
      }
    })
}
