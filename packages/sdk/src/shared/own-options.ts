/** A prototype without properties. Engines handle objects with such a prototype faster than objects with none. */
const NOTHING: object = Object.freeze(Object.create(null))

/** Names of options that are option objects themselves, with their nested ones. */
export interface Nested {
  readonly [name: string]: Nested
}

/**
 * Copies the own properties of an options object. Properties that other code has put on `Object.prototype` (prototype
 * pollution) are not options, and must not redirect calls to another host or turn off verification.
 *
 * Any value but an object is returned unchanged; the check of the options refuses it.
 */
export function ownOptions<Options>(given: Options, nested: Nested = {}): Options {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  const own = Object.assign(Object.create(NOTHING) as object, given) as Record<string, unknown>
  for (const [name, below] of Object.entries(nested))
    if (Object.hasOwn(own, name)) own[name] = ownOptions(own[name], below)
  return own as Options
}

/**
 * Reads an optional member of an object that may be a class instance: its own or its class's, but never one of
 * `Object`.
 */
export function optionalMember<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
): Owner[Name] | undefined {
  for (let at: object | null = owner; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, name)) return owner[name]
  return undefined
}
