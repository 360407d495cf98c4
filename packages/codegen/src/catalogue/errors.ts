import { posix } from 'node:path'
import { compact, type SchemaNode } from './field-schema.ts'

/** One line of `errors.jsonl`: an error, and the operations that answer with it. */
export interface ErrorRow {
  readonly status?: number
  readonly code?: string
  readonly message?: string
  readonly meaning: string
  readonly remedy: string
  /**
   * `later`: repeat the same request after a pause. `same`: repeat at once with the same number, since the outcome is
   * unknown.
   */
  readonly retry: 'never' | 'later' | 'same'
  /** The row comes from the error table that all operations share. */
  readonly common?: true
  /** Name of the file below `components/errors` that many operations refer to. */
  readonly shared?: string
  /** Internal number at the end of a Request-ID, known for a family of addresses. The spec has no place for it. */
  readonly numeric?: number
  readonly source?: string
  readonly operations: readonly string[]
}

/** A file below `components/`, relative to the spec's folder. */
export interface ComponentFile {
  readonly file: string
  readonly item: SchemaNode
}

/** Builds the error tables by operation, and files for the rows that many operations share. */
export function errorRules(rows: readonly ErrorRow[]): {
  readonly errorsOf: (id: string, up: string) => SchemaNode[] | undefined
  readonly shared: readonly ComponentFile[]
} {
  const listed = rows.filter((row) => row.code !== undefined)
  const byOperation = new Map<string, ErrorRow[]>()
  for (const row of listed) for (const id of row.operations) byOperation.set(id, [...(byOperation.get(id) ?? []), row])
  const shared = new Map(listed.flatMap((row) => (row.shared === undefined ? [] : [[row.shared, row]])))
  return {
    errorsOf: (id, up) => byOperation.get(id)?.map((row) => errorNode(row, up)),
    shared: [...shared].map(([name, row]) => ({ file: `components/errors/${name}.yaml`, item: sharedNode(row) })),
  }
}

function errorNode(row: ErrorRow, up: string): SchemaNode {
  const { status, code, message, meaning, remedy, retry } = row
  if (row.shared === undefined) return compact({ status, code, message, meaning, remedy, retry })
  return compact({ $ref: posix.join(up, 'components', 'errors', `${row.shared}.yaml`), message })
}

function sharedNode({ status, code, meaning, remedy, retry }: ErrorRow): SchemaNode {
  return compact({ status, code, meaning, remedy, retry })
}
