import { isObject } from '../validate/check-value.ts'
import { Unshown } from '../world/describe.ts'
import { ControlError, invalid } from './control-error.ts'

/** Reads one value of an input, or throws a {@link ControlError} that names its field. */
export interface Read<T> {
  (value: unknown, field: string): T
  /** Converts a text of a query to the kind of value that the reader expects; another text stays, and is refused. */
  readonly fromText?: (text: string) => unknown
}

/** Reads an object with these fields. */
export interface ReadObject<T> extends Read<T> {
  readonly fields: Readonly<Record<string, Read<unknown>>>
}

type ObjectOf<Fields extends Record<string, Read<unknown>>> = {
  readonly [Name in keyof Fields as undefined extends ReturnType<Fields[Name]> ? never : Name]: ReturnType<Fields[Name]>
} & {
  readonly [Name in keyof Fields as undefined extends ReturnType<Fields[Name]> ? Name : never]?: Exclude<
    ReturnType<Fields[Name]>,
    undefined
  >
}

/** Reads an object with these fields and no others. Absent fields stay absent. */
export function object<Fields extends Record<string, Read<unknown>>>(fields: Fields): ReadObject<ObjectOf<Fields>> {
  const read: Read<ObjectOf<Fields>> = (value, field) => {
    if (!isObject(value)) throw invalid(field, 'an object', value)
    const inside = (name: string): string => (field === '' ? name : `${field}.${name}`)
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) throw unknownField(inside(name), Object.keys(fields), value[name])
    }
    const entries = Object.entries(fields).map(([name, readField]) => {
      return [name, readField(Object.hasOwn(value, name) ? value[name] : undefined, inside(name))] as const
    })
    return Object.fromEntries(entries.filter(([, given]) => given !== undefined)) as ObjectOf<Fields>
  }
  return Object.assign(read, { fields })
}

function unknownField(name: string, known: readonly string[], received: unknown): ControlError {
  const expected = known.length > 0 ? `one of ${known.join(', ')}` : 'no fields'
  const message = `没有名为 ${name} 的字段 · there is no field ${name}; expected ${expected}`
  // The field can be a misspelt name of a key, whose value must not be shown.
  return new ControlError(400, 'UNKNOWN_FIELD', message, { field: name, expected, received: new Unshown(received) })
}

/** Reads the parameters of a query as if they were values of a program. */
export function inQuery<T>(read: ReadObject<T>): Read<T> {
  return (query, field) => {
    const texts = Object.entries(query as Readonly<Record<string, string>>)
    const values = texts.map(([name, given]) => {
      const { fromText } = (Object.hasOwn(read.fields, name) && read.fields[name]) || {}
      return [name, fromText ? fromText(given) : given]
    })
    return read(Object.fromEntries(values), field)
  }
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  const readIfGiven: Read<T | undefined> = (value, field) => (value === undefined ? undefined : read(value, field))
  return read.fromText ? Object.assign(readIfGiven, { fromText: read.fromText }) : readIfGiven
}

export function text(pattern: RegExp, expected: string): Read<string> {
  return (value, field) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw invalid(field, expected, value)
    return value
  }
}

/** Reads a text that must not be shown, such as a key or a password. */
export function secretText(pattern: RegExp, expected: string): Read<string> {
  return (value, field) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw invalid(field, expected, new Unshown(value))
    return value
  }
}

/** Reads a number or a name as it stands in a path. Numbers that nothing has are somebody else's refusal. */
export const plainText: Read<string> = (value, field) => {
  if (typeof value !== 'string' || !isPlain(value)) throw invalid(field, 'text without control characters', value)
  return value
}

/** Reads a whole number within inclusive bounds. */
export function integer(from: number, to: number): Read<number> {
  const read: Read<number> = (value, field) => {
    if (!Number.isSafeInteger(value) || (value as number) < from || (value as number) > to) {
      throw invalid(field, `a whole number from ${from} to ${to}`, value)
    }
    return value as number
  }
  return Object.assign(read, { fromText: (given: string) => (/^\d{1,15}$/.test(given) ? Number(given) : given) })
}

/** Reads a list of 1 to `most` values; in a query they stand in one parameter, with commas between them. */
export function someOf<T>(read: Read<T>, most: number): Read<T[]> {
  const readSome: Read<T[]> = (value, field) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > most)
      throw invalid(field, `a list of 1 to ${most} values`, value)
    return value.map((item) => read(item, field))
  }
  return Object.assign(readSome, { fromText: (given: string) => given.split(',') })
}

/** Reads true or false. */
export const flag: Read<boolean> = Object.assign(
  (value: unknown, field: string): boolean => {
    if (typeof value !== 'boolean') throw invalid(field, 'true or false', value)
    return value
  },
  { fromText: (given: string) => (given === 'true' ? true : given === 'false' ? false : given) },
)

export const callback: Read<unknown> = (value, field) => {
  if (typeof value !== 'function') throw invalid(field, 'a function', value)
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
