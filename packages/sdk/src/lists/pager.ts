import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { ListFacts } from '../generated/extensions.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { Result } from '../request/result.ts'

type Fields = Readonly<Record<string, unknown>>

const FIRST_PAGE = 1
/** Maximum number of empty pages in a row that a server may return with new cursors. */
const MOST_EMPTY_PAGES = 1_000

/**
 * Computes the options of the next page from the current one. It sends nothing and keeps no page.
 *
 * A list ends when its total is reached or a page is empty. If neither total nor cursor is documented, it ends at a
 * page shorter than requested. A list with a cursor ends when an answer has none.
 */
export class Pager {
  readonly #operation: string
  readonly #list: ListFacts
  /** The caller's options. */
  readonly #given: Fields
  readonly #fields: Record<string, unknown>
  readonly #cursors = new Set<unknown>()
  /** Number of items before the next page; NaN where the caller set a first page but no size. */
  #position: number
  #emptyPages = 0
  #last = ''

  /** @throws {RequestError} the start of the list is not a number */
  constructor(operation: string, list: ListFacts, options: unknown) {
    this.#operation = operation
    this.#list = list
    this.#given = ownOptions((options ?? {}) as Fields)
    const fields = this.#given[list.in] ?? {}
    if (typeof fields !== 'object' || Array.isArray(fields))
      throw new RequestError(list.in, `${operation}: ${list.in}: expected an object, received ${describeValue(fields)}`)
    this.#fields = ownOptions({ ...(fields as Fields) })
    const { limit, maxLimit, offset, page, firstPage = FIRST_PAGE, cursor } = list
    if (limit !== undefined && maxLimit !== undefined) this.#fields[limit] ??= maxLimit
    if (offset !== undefined) this.#fields[offset] ??= 0
    if (page !== undefined) this.#fields[page] ??= firstPage
    if (cursor !== undefined) this.#cursors.add(this.#fields[cursor])
    this.#position = this.#start()
  }

  #start(): number {
    const { offset, page, firstPage = FIRST_PAGE } = this.#list
    if (offset !== undefined) return this.#number(offset)
    const skipped = page === undefined ? 0 : this.#number(page) - firstPage
    return skipped === 0 ? 0 : skipped * (this.#limit ?? NaN)
  }

  /** Options of the page to request. */
  get options(): Fields {
    return { ...this.#given, [this.#list.in]: { ...this.#fields } }
  }

  /**
   * @throws {MalformedResponseError} the answer lacks the documented list
   */
  itemsOf(page: Result<unknown>): readonly unknown[] {
    const items = at(page.data, this.#list.items) ?? []
    if (Array.isArray(items)) return items
    throw this.#problem(page, `data.${this.#list.items}: expected an array, received ${describeValue(items)}`)
  }

  /**
   * Moves to the next page.
   *
   * @param items the items of this page
   * @returns whether there is a next page
   * @throws {MalformedResponseError} the list repeats itself
   */
  advance(page: Result<unknown>, items: readonly unknown[]): boolean {
    const { cursor, offset } = this.#list
    if (cursor !== undefined) return this.#follow(cursor, page, items.length)
    if (items.length === 0) return false
    this.#position += items.length
    const total = this.#list.total === undefined ? undefined : at(page.data, this.#list.total)
    // A page may be shorter than requested without being the last, because production has undocumented size limits.
    if (typeof total === 'number' && !Number.isNaN(this.#position)) {
      if (this.#position >= total) return false
    } else if (items.length < (this.#limit ?? 0)) return false
    const printed = JSON.stringify(items)
    if (printed === this.#last) throw this.#problem(page, 'the same page came twice, the list would never end')
    this.#last = printed
    if (offset !== undefined) this.#fields[offset] = this.#position
    else this.#fields[this.#list.page!] = this.#number(this.#list.page!) + 1
    return true
  }

  #follow(cursor: string, page: Result<unknown>, length: number): boolean {
    const next = at(page.data, this.#list.next ?? cursor)
    if (next === undefined || next === null || next === '') return false
    this.#emptyPages = length === 0 ? this.#emptyPages + 1 : 0
    if (this.#cursors.has(next) || this.#emptyPages > MOST_EMPTY_PAGES) {
      throw this.#problem(page, 'the same cursor came twice, or pages without items for ever: the list would never end')
    }
    this.#cursors.add(next)
    this.#fields[cursor] = next
    return true
  }

  get #limit(): number | undefined {
    return this.#list.limit === undefined || this.#fields[this.#list.limit] === undefined
      ? undefined
      : this.#number(this.#list.limit)
  }

  #number(name: string): number {
    const given = this.#fields[name]
    // Some sizes are documented as texts.
    const value = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    const field = `${this.#list.in}.${name}`
    throw new RequestError(
      field,
      `${this.#operation}: ${field}: expected a whole number of at least 0, received ${describeValue(value)}`,
      {
        hint: {
          zh: '逐页读取时该参数须为数字，可省略',
          en: 'To be read page by page it must be a number; it may be left out.',
        },
      },
    )
  }

  #problem({ status, requestId }: Result<unknown>, what: string): MalformedResponseError {
    return new MalformedResponseError(`${this.#operation}: ${what}`, { status, requestId })
  }
}

function at(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Fields | null | undefined)?.[step], data)
}
