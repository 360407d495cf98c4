import { formats } from './formats.ts'

/** Limits of a single value. */
export interface ValueLimits {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly format?: string
}

/** Whether a scalar keeps to its limits. Omit known values of an open enumeration, since they are no limit. */
export function isWithin(value: unknown, limits: ValueLimits): boolean {
  switch (limits.type) {
    case 'integer':
    case 'number':
      return isNumberWithin(value, limits)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return isTextWithin(value, limits)
  }
}

function isNumberWithin(value: unknown, { type, minimum = -Infinity, maximum = Infinity }: ValueLimits): boolean {
  if (typeof value !== 'number' || value < minimum || value > maximum) return false
  return type === 'number' || Number.isSafeInteger(value)
}

function isTextWithin(value: unknown, limits: ValueLimits): boolean {
  const { minLength = 0, maxLength = Infinity, pattern, format = '' } = limits
  if (typeof value !== 'string' || (pattern !== undefined && !new RegExp(pattern, 'u').test(value))) return false
  if (Object.hasOwn(formats, format) && !formats[format]?.test(value)) return false
  const { length } = Array.from(value)
  return length >= minLength && length <= maxLength
}
