const LONGEST = 100

/** A value that must not be shown, such as a key; only its kind is. */
export class Unshown {
  readonly kind: string

  constructor(value: unknown) {
    this.kind = typeof value === 'string' ? `a text of ${value.length} characters` : kindOf(value)
  }
}

/** Describes any value in one line, for an error. */
export function describe(value: unknown): string {
  if (value instanceof Unshown) return value.kind
  const text = typeof value === 'string' ? `"${value}"` : inJson(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function inJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return isPrimitive(value) ? String(value) : kindOf(value)
  try {
    return JSON.stringify(value) ?? kindOf(value)
  } catch {
    return kindOf(value)
  }
}

function isPrimitive(value: unknown): boolean {
  return value === null || ['number', 'boolean', 'bigint', 'symbol'].includes(typeof value)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
