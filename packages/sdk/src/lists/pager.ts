import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { RequestError } from '../errors/request-error.ts'
import type { ListMeta } from '../request/operation-meta.ts'
import { ownOptions } from '../config/own-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { Result } from '../request/result.ts'

type Fields = Readonly<Record<string, unknown>>

const FIRST_PAGE = 1
/** Cursors of their own that lead through nothing but empty pages. */
const MOST_EMPTY_PAGES = 1_000

/**
 * Walks a list: given a page, it tells what to ask for next. It sends nothing, and holds no page but the last.
 *
 * A list ends where its total is reached, at an empty page, and where neither total nor cursor are documented, at a page
 * that is shorter than it was asked to be. What is asked for by cursor ends when no cursor is handed out.
 */
export class Pager {
  readonly #operation: string
  readonly #list: ListMeta
  /** What the caller gave, and what the next page needs. */
  readonly #given: Fields
  readonly #fields: Record<string, unknown>
  readonly #cursors = new Set<unknown>()
  /** Items before the next page; unknown where a page to begin with, but no size, was given. */
  #position: number
  #emptyPages = 0
  #last = ''

  /** @throws {RequestError} where to begin is no number */
  constructor(operation: string, list: ListMeta, options: unknown) {
    this.#operation = operation
    this.#list = list
    this.#given = ownOptions((options ?? {}) as Fields)
    this.#fields = ownOptions({ ...(this.#given[list.in] as Fields | undefined) })
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

  /** Of the page to ask for. */
  get options(): Fields {
    return { ...this.#given, [this.#list.in]: { ...this.#fields } }
  }

  /**
   * @throws {MalformedResponseError} there is no list where it is documented
   */
  itemsOf(page: Result<unknown>): readonly unknown[] {
    const items = at(page.data, this.#list.items) ?? []
    if (Array.isArray(items)) return items
    throw this.#problem(page, `data.${this.#list.items}: expected an array, received ${describeValue(items)}`)
  }

  /**
   * Goes on to the page after this one.
   *
   * @param items of the page
   * @returns whether there is one
   * @throws {MalformedResponseError} the list turns in a circle
   */
  advance(page: Result<unknown>, items: readonly unknown[]): boolean {
    const { cursor, offset } = this.#list
    if (cursor !== undefined) return this.#follow(cursor, page, items.length)
    if (items.length === 0) return false
    this.#position += items.length
    const total = this.#list.total === undefined ? undefined : at(page.data, this.#list.total)
    // A page may be shorter than it was asked to be without being the last: production caps what it does not document.
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
