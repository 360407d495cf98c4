import type { NotTaken } from '../catalogue/fact.ts'
import type { FactFolder } from '../catalogue/read-catalogue.ts'
import type { Spec } from '../spec/model.ts'
import { checkStatement } from './check-statement.ts'
import { indexSpec } from './spec-index.ts'
import { statementsOf, type Statement } from './statements.ts'

/** One place where spec and source differ. */
export interface Disagreement {
  readonly operation: string
  readonly path: string
  readonly key: string
  /** The source's value. */
  readonly theirs: unknown
  /** The spec's value; undefined where it has none. */
  readonly ours: unknown
}

export interface Comparison {
  /** The number of statements compared, by key. */
  readonly compared: Readonly<Record<string, number>>
  readonly disagreements: readonly Disagreement[]
  /** Keys of the source that no comparison knows, with their counts. */
  readonly unknown: Readonly<Record<string, number>>
}

/**
 * Compares the spec with a source.
 *
 * @param known facts that the spec knowingly does not follow; they are not reported
 */
export function compareSpec(spec: Spec, folder: FactFolder, known: readonly NotTaken[] = []): Comparison {
  const index = indexSpec(spec)
  const compared: Record<string, number> = {}
  const unknown: Record<string, number> = {}
  const disagreements: Disagreement[] = []
  const excused = new Set(
    known.flatMap(({ operation, path, keys }) => keys.map((key) => `${operation} ${path} ${key}`)),
  )
  for (const statement of statementsOf(folder)) {
    const finding = checkStatement(statement, index.get(statement.operation))
    const counts = finding ? compared : unknown
    counts[statement.key] = (counts[statement.key] ?? 0) + 1
    const { agrees, ours } = finding ?? { agrees: true, ours: undefined }
    if (!agrees && !isExcused(statement, excused)) disagreements.push(disagreement(statement, ours))
  }
  return { compared, disagreements, unknown }
}

function disagreement({ operation, path, key, value }: Statement, ours: unknown): Disagreement {
  return { operation, path, key, theirs: value, ours }
}

/** Whether a reason covers the statement. A reason at a field covers all its keys and the fields below it. */
function isExcused({ operation, path, key }: Statement, excused: ReadonlySet<string>): boolean {
  if (excused.has(`${operation} ${path} ${key}`) || excused.has(`${operation}  exists`)) return true
  const steps = path.split('.')
  return steps.some((_, index) => {
    const above = steps.slice(0, index + 1).join('.')
    return [above, above.replace(/\[\]$/, '')].some(
      (place) => excused.has(`${operation} ${place} add`) || excused.has(`${operation} ${place} field`),
    )
  })
}
