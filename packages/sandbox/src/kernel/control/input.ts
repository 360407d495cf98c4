import { ControlError, invalid } from './control-error.ts'

/** Reads one value of an input, or throws a {@link ControlError} that names its field. */
export type Read<T> = (value: unknown, field: string) => T

type ObjectOf<Fields extends Record<string, Read<unknown>>> = {
  readonly [Name in keyof Fields as undefined extends ReturnType<Fields[Name]> ? never : Name]: ReturnType<Fields[Name]>
} & {
  readonly [Name in keyof Fields as undefined extends ReturnType<Fields[Name]> ? Name : never]?: Exclude<
    ReturnType<Fields[Name]>,
    undefined
  >
}

/** Reads an object with these fields and no others. Absent fields stay absent. */
export function object<Fields extends Record<string, Read<unknown>>>(fields: Fields): Read<ObjectOf<Fields>> {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw invalid(field, 'a JSON object', value)
    const given = value as Record<string, unknown>
    const known = Object.keys(fields).join(', ')
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(fields, name)) continue
      throw new ControlError(400, 'UNKNOWN_FIELD', `没有名为 ${name} 的字段 · there is no field ${name}`, {
        field: name,
        expected: known ? `one of ${known}` : 'no fields',
        received: given[name],
      })
    }
    const entries = Object.entries(fields).map(([name, read]) => {
      return [name, read(Object.hasOwn(given, name) ? given[name] : undefined, name)] as const
    })
    return Object.fromEntries(entries.filter(([, read]) => read !== undefined)) as ObjectOf<Fields>
  }
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, field) => (value === undefined ? undefined : read(value, field))
}

export function text(pattern: RegExp, expected: string): Read<string> {
  return (value, field) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw invalid(field, expected, value)
    return value
  }
}

/** Reads a whole number within inclusive bounds. */
export function integer(from: number, to: number): Read<number> {
  return (value, field) => {
    if (!Number.isSafeInteger(value) || (value as number) < from || (value as number) > to) {
      throw invalid(field, `a whole number from ${from} to ${to}`, value)
    }
    return value as number
  }
}

/** Reads a whole number in decimal digits, as in a query, within inclusive bounds. */
export function integerText(from: number, to: number): Read<number> {
  const number = integer(from, to)
  return (value, field) => {
    if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) {
      throw invalid(field, `a whole number from ${from} to ${to}`, value)
    }
    return number(Number(value), field)
  }
}

/** Reads a comma-separated list from one query parameter. */
export function commaList<T>(read: Read<T>, most: number): Read<T[]> {
  return (value, field) => {
    const items = typeof value === 'string' ? value.split(',') : []
    if (items.length === 0 || items.length > most) throw invalid(field, `1 to ${most} values and commas`, value)
    return items.map((item) => read(item, field))
  }
}

/** Reads true or false. */
export const flag: Read<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw invalid(field, 'true or false', value)
  return value
}

export function oneOf<const T extends string>(choices: readonly T[]): Read<T> {
  return (value, field) => {
    const found = choices.find((choice) => choice === value)
    if (found === undefined) throw invalid(field, `one of ${choices.join(', ')}`, value)
    return found
  }
}

/** Reads either alternative. */
export function either<A, B>(first: Read<A>, second: Read<B>): Read<A | B> {
  return (value, field) => {
    try {
      return first(value, field)
    } catch {
      return second(value, field)
    }
  }
}

export function listOf<T>(read: Read<T>): Read<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw invalid(field, 'a list', value)
    return value.map((item, index) => read(item, `${field}[${index}]`))
  }
}

const NOTIFY_URL = /^https?:\/\/(?:[^\s/?#[\]@]+@)?(?:\[[\da-f:.]+\]|[^\s/?#@:[\]]+)(?::\d{2,5})?\/[^\s?#[\]]*$/i
const CONTROL_CHARACTERS = /\p{Cc}/u
const LONGEST_URL = 255

/**
 * Reads a notification address by WeChat Pay's rules, but with plain http and private hosts allowed; `null` for none.
 */
export const notifyUrl: Read<string | null> = (value, field) => {
  if (value === null) return null
  if (
    typeof value !== 'string' ||
    value.length > LONGEST_URL ||
    !NOTIFY_URL.test(value) ||
    !isPlain(value) ||
    !URL.canParse(value)
  ) {
    throw invalid(
      field,
      `an http(s) URL with a path, without query, fragment or blanks, at most ${LONGEST_URL} characters; or null`,
      value,
    )
  }
  return value
}

/** Whether a text has no control characters. PostgreSQL cannot store NUL, and nobody needs the others. */
export function isPlain(value: string): boolean {
  return !CONTROL_CHARACTERS.test(value)
}
