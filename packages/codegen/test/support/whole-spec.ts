import { loadSpec } from '../../src/spec/load.ts'

/** The project's own spec. Test files that share a process read it once, and cannot change it. */
export const wholeSpec = deepFreeze(loadSpec())

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
  return value
}
