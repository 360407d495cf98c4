import type { SandboxAnswer, SandboxList } from '../../generated/operations.ts'
import { isObject } from '../validate/check-value.ts'

/** What a request says, wherever it says it. */
export interface Said {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/**
 * The example of an answer, told as the answer to this request: what both name alike is what the request says. Lists
 * have one page, so that reading on comes to an end.
 */
export function compose({ example, list }: SandboxAnswer, said: Said): unknown {
  const body = isObject(said.body) ? said.body : {}
  const told = echo(example, { ...said.query, ...body, ...said.params })
  return list ? onePage(told, list, { query: said.query, json: body }[list.in]) : told
}

function echo(example: unknown, said: Readonly<Record<string, unknown>>): unknown {
  if (!isObject(example)) return example
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => {
      const given = Object.hasOwn(said, name) ? said[name] : undefined
      if (isObject(value)) return [name, echo(value, isObject(given) ? given : {})]
      return [name, alike(given, value) ?? value]
    }),
  )
}

/** A value of the request, if it is of the answer's type; numbers in a path or a query are text. */
function alike(given: unknown, example: unknown): unknown {
  if (typeof example === 'number' && typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given)
  const scalar = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
  return scalar && typeof given === typeof example ? given : undefined
}

function onePage(answer: unknown, list: SandboxList, asked: Readonly<Record<string, unknown>>): unknown {
  const items = at(answer, list.items)
  const count = Array.isArray(items) ? items.length : 0
  const further =
    Number(asked[list.offset ?? ''] ?? 0) > 0 ||
    Number(asked[list.page ?? ''] ?? 0) > (list.firstPage ?? 1) ||
    Boolean(asked[list.cursor ?? ''])
  let page = further ? put(answer, list.items, () => []) : answer
  if (list.total !== undefined)
    page = put(page, list.total, (total) => (typeof total === 'string' ? `${count}` : count))
  if (list.next !== undefined) page = put(page, list.next, (next) => (typeof next === 'number' ? 0 : ''))
  return page
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

/** A copy with another value at the path; without the path, nothing changes. */
function put(value: unknown, path: string, change: (before: unknown) => unknown): unknown {
  const [name = '', ...rest] = path.split('.')
  if (!isObject(value) || !Object.hasOwn(value, name)) return value
  return { ...value, [name]: rest.length > 0 ? put(value[name], rest.join('.'), change) : change(value[name]) }
}
