/** Inherits nothing, and is inherited from instead of nothing because engines keep such objects fast. */
const NOTHING: object = Object.freeze(Object.create(null))

/** Names of options that are objects of options themselves, and what is nested in those. */
export interface Nested {
  readonly [name: string]: Nested
}

/**
 * The options that a caller gave: an object's own properties, copied. What other code has put on `Object.prototype`
 * (prototype pollution) is no option that anybody gave, and must not point calls at another host or end verification.
 *
 * Anything else than an object is handed back as it is, for whoever checks it to refuse.
 */
export function ownOptions<Options>(given: Options, nested: Nested = {}): Options {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  const own = Object.assign(Object.create(NOTHING) as object, given) as Record<string, unknown>
  for (const [name, below] of Object.entries(nested))
    if (Object.hasOwn(own, name)) own[name] = ownOptions(own[name], below)
  return own as Options
}

/** An optional member of an object that may be an instance of a class: its own, or of its class, never of `Object`. */
export function optionalMember<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
): Owner[Name] | undefined {
  for (let at: object | null = owner; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, name)) return owner[name]
  return undefined
}
