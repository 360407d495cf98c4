import { type AnswerKind, answerKind } from '../kernel/answers/memory.ts'
import { products as described } from '../generated/routes.ts'
import { isPlayed } from '../kernel/product.ts'
import { implementations } from './index.ts'

/**
 * Returns how the sandbox answers each operation, by its id in the spec: `played` with all its states, `remembered`
 * from a call with the same number, or by `example`. The header `Sandbox-Answer` marks answers of the last two kinds.
 *
 * @example (await operationAnswers())['payTransactionsJsapi'] // 'played'
 */
export async function operationAnswers(): Promise<Readonly<Record<string, AnswerKind>>> {
  const tables = await Promise.all(described.map(({ load }) => load()))
  const operations = tables.flatMap((table) => Object.values(table.operations))
  return Object.fromEntries(
    operations.map((operation) => [operation.id, answerKind(operation, (id) => isPlayed(implementations[id]))]),
  )
}
