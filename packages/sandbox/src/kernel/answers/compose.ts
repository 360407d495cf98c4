import type { ListFacts } from '../../generated/extensions.ts'
import type { SandboxAnswer } from '../../generated/operations.ts'
import type { Call } from '../protocol/call.ts'
import { isObject } from '../validate/check-value.ts'
import { echo } from './echo.ts'
import { ownExample } from './own-example.ts'

/** The content of a request in all its parts. */
export interface SentValues {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/**
 * Creates this sandbox's answer to a request from an example.
 *
 * @param seed varies the numbers that the platform assigns
 */
export function fillExample(answer: SandboxAnswer, call: Call, seed?: string): unknown {
  return compose({ ...answer, example: ownExample(answer.example, call, seed) }, call)
}

/**
 * Fills an example with the values of the request wherever their fields match. Lists have a single page, so that paging
 * ends.
 */
export function compose({ example, list, own = [], partners = [] }: SandboxAnswer, sent: SentValues): unknown {
  const body = isObject(sent.body) ? sent.body : {}
  const values = { ...sent.query, ...body, ...sent.params }
  const filled = echo(withoutOthers(example, partners, values), values, new Set(own))
  return list ? onePage(filled, list, { query: sent.query, json: body }[list.in]) : filled
}

/** Leaves out what only partners are told, unless the request names a sub-merchant. */
function withoutOthers(example: unknown, partners: readonly string[], values: object): unknown {
  if (!isObject(example) || 'sub_mchid' in values || 'sub_mch_id' in values) return example
  return Object.fromEntries(Object.entries(example).filter(([name]) => !partners.includes(name)))
}

function onePage(answer: unknown, list: ListFacts, asked: Readonly<Record<string, unknown>>): unknown {
  const further =
    Number(asked[list.offset ?? ''] ?? 0) > 0 ||
    Number(asked[list.page ?? ''] ?? 0) > (list.firstPage ?? 1) ||
    Boolean(asked[list.cursor ?? ''])
  const items = at(answer, list.items)
  const count = Array.isArray(items) ? items.length : 0
  let page = further ? put(answer, list.items, () => []) : answer
  if (list.total !== undefined)
    page = put(page, list.total, (total) => (typeof total === 'string' ? `${count}` : count))
  if (list.next !== undefined) page = put(page, list.next, (next) => (typeof next === 'number' ? 0 : ''))
  return page
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

/** Returns a copy with another value at the path. Without such a path, nothing changes. */
function put(value: unknown, path: string, change: (before: unknown) => unknown): unknown {
  const [name = '', ...rest] = path.split('.')
  if (!isObject(value) || !Object.hasOwn(value, name)) return value
  return { ...value, [name]: rest.length > 0 ? put(value[name], rest.join('.'), change) : change(value[name]) }
}
