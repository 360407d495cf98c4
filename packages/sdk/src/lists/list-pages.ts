import type { Address } from '../operation/address.ts'
import { RequestError } from '../errors/request-error.ts'
import type { FoundOperation } from '../operation/find-operation.ts'
import type { Method } from '../operation/operation-facts.ts'
import type { Result } from '../request/result.ts'
import { Pager } from './pager.ts'

/** The part of a client that reads lists. */
export interface ListCaller {
  find(method: Method, address: Address): Promise<Pick<FoundOperation, 'operation' | 'facts'>>
  call(method: Method, address: Address, options: unknown): Promise<unknown>
}

/**
 * Yields page after page, requesting each when the loop reaches it. Every page is a call: it is retried, verified and
 * aborted as such.
 */
export async function* listPages(
  caller: ListCaller,
  method: Method,
  address: Address,
  options: unknown,
): AsyncGenerator<Result<unknown>, void> {
  for await (const { page } of walk(caller, method, address, options)) yield page
}

/** Yields the items of all pages, in order. */
export async function* listItems(
  caller: ListCaller,
  method: Method,
  address: Address,
  options: unknown,
): AsyncGenerator<unknown, void> {
  for await (const { items } of walk(caller, method, address, options)) yield* items
}

async function* walk(
  caller: ListCaller,
  method: Method,
  address: Address,
  options: unknown,
): AsyncGenerator<{ readonly page: Result<unknown>; readonly items: readonly unknown[] }, void> {
  const { operation, facts } = await caller.find(method, address)
  if (!facts.list) {
    throw new RequestError('operation', `${operation} is not documented as a list of pages`, {
      hint: { zh: '请直接调用该接口', en: 'Call it as it is.' },
    })
  }
  const pager = new Pager(operation, facts.list, options)
  for (let more = true; more;) {
    const page = (await caller.call(method, address, pager.options)) as Result<unknown>
    // Read before the page is yielded, because its receiver may change it.
    const items = pager.itemsOf(page)
    more = pager.advance(page, items)
    yield { page, items }
  }
}
