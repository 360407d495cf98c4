export type Json = Record<string, unknown>

/** The parts of a call's options that hold fields; all else at the top are parameters of the path. */
const parts = ['query', 'json', 'xml', 'meta'] as const

function fieldsOf(options: Json, part: (typeof parts)[number]): Json {
  return (options[part] ?? {}) as Json
}

/** The value of a field among the path's parameters, in the query, or at the top of the body. */
export function find(options: Json, field: string): unknown {
  const places = [options, ...parts.map((part) => fieldsOf(options, part))]
  return places.map((place) => place[field]).find((value) => value !== undefined)
}

/** The same with another value in the field, wherever it is. */
export function put(options: Json, field: string, value: unknown): Json {
  const set = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
    return Object.hasOwn(one, field) ? { ...one, [field]: value } : one
  }
  const inParts = parts.flatMap((part) => (Object.hasOwn(options, part) ? [[part, set(options[part])]] : []))
  return set({ ...options, ...Object.fromEntries(inParts) }) as Json
}

/** Another call's options with the values that this call has for the same fields. */
export function fitted(options: Json, own: Json): Json {
  const names = [options, ...parts.map((part) => fieldsOf(options, part))].flatMap((place) => Object.keys(place))
  return names.reduce((all, name) => {
    const value = (parts as readonly string[]).includes(name) ? undefined : find(own, name)
    return value === undefined ? all : put(all, name, value)
  }, options)
}

/** The same with every text changed, however deep it stands. */
export function mapTexts(options: Json, change: (text: string) => string): Json {
  const copy = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value)
    if (Array.isArray(value)) return value.map(copy)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]))
  }
  return copy(options) as Json
}
