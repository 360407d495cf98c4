/** Limit for chains of causes, since an error may be among its own causes. */
const DEEPEST = 8

/**
 * Joins the messages of an error and its causes; never empty. `fetch` itself only says "fetch failed", and an attempt
 * at several addresses (happy eyeballs) has no message: the reason is one level down.
 */
export function errorText(error: unknown): string {
  return [...new Set(textsOf(error, 0))].join(': ') || 'no reason was given'
}

function textsOf(error: unknown, depth: number): string[] {
  if (typeof error === 'string') return nonEmpty([error])
  if (depth === DEEPEST || typeof error !== 'object' || error === null) return []
  const { message, code, name, cause, errors } = error as Readonly<Record<string, unknown>>
  const several = Array.isArray(errors) ? errors.map((one) => textsOf(one, depth + 1).join(': ')) : []
  const texts = nonEmpty([message, [...new Set(several)].join(', '), ...textsOf(cause, depth + 1)])
  return texts.length > 0 ? texts : nonEmpty([code, name]).slice(0, 1)
}

function nonEmpty(texts: readonly unknown[]): string[] {
  return texts.map((text) => (typeof text === 'string' ? text.trim() : '')).filter((text) => text !== '')
}
