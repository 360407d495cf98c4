/** A value as a message may show it: what it is, nothing of what it holds. */
export function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (value === undefined) return 'nothing'
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
