import type { DocumentedError } from '../spec/document.ts'
import type { Operation } from '../spec/model.ts'

/** Errors that most operations share and that a comment therefore summarises, keyed by their full text. */
export type GeneralErrors = ReadonlySet<string>

/**
 * Finds the errors that at least half of all error tables list word for word. Repeating those rows three hundred times
 * made a seventh of all comments that a compiler reads, and hid the errors specific to an operation.
 */
export function generalErrors(operations: readonly Operation[]): GeneralErrors {
  const tables = operations.filter(({ errors }) => errors.length > 0)
  const counts = new Map<string, number>()
  for (const { errors } of tables) {
    for (const key of new Set(errors.map(everything))) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count * 2 >= tables.length).map(([key]) => key))
}

/**
 * Writes an operation's error table: its own errors first, then one line for all shared errors with the same remedy.
 */
export function errorLines(errors: readonly DocumentedError[], general: GeneralErrors): string[] {
  const own = Map.groupBy(
    errors.filter((error) => !general.has(everything(error))),
    ({ status, code, meaning, remedy }) => JSON.stringify([status, code, meaning, remedy]),
  )
  const shared = errors.filter((error) => general.has(everything(error)))
  return [
    ...[...own.values()].map((rows) => {
      const messages = rows.flatMap(({ message }) => (message === undefined ? [] : [`「${message}」`]))
      const { status, code, meaning, remedy } = rows[0] as DocumentedError
      return `- ${status} \`${code}\`${messages.join('')}：${meaning}。${remedy}。`
    }),
    ...(shared.length === 0 ? [] : [`- 各接口都有：${shared.map(generalWords).join('、')}。`]),
  ]
}

function generalWords({ status, code, retry }: DocumentedError): string {
  return `${status} \`${code}\`${retry === 'same' ? '（结果未知，先查询，或以相同参数和单号重试）' : ''}`
}

function everything({ status, code, message, meaning, remedy }: DocumentedError): string {
  return JSON.stringify([status, code, message, meaning, remedy])
}
