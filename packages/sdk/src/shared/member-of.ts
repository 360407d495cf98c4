/** Reads a member of a value of any kind, for a check. */
export function memberOf(owner: unknown, name: string): unknown {
  return Reflect.get(Object(owner) as object, name)
}
