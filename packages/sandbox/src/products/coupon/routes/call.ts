import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { stocks } from '../entity.ts'
import type { CouponPolicy } from '../policy.ts'
import { refusals } from '../refusals.ts'
import type { Stock } from '../stock.ts'

export type CouponCall = PlayedCall<CouponPolicy>

/**
 * Finds a stock of the caller.
 *
 * @throws {Refused} there is none, another merchant created it, or `creator` is missing or names another merchant
 */
export async function findStock(
  { world, merchant }: CouponCall,
  stock_id: string,
  creator: string | undefined,
): Promise<Stock> {
  if (creator === undefined) throw new Refused(refusals.merchantMissing)
  const stock = await world.entities.findOfAny(stocks, 'stock_id', stock_id)
  if (!stock) throw new Refused(refusals.noStock)
  if (stock.mchid !== merchant.mchid) throw new Refused(refusals.notOwn)
  if (stock.mchid !== creator) throw new Refused(refusals.creatorWrong)
  return stock
}

/** The place of a page in a list. */
export interface PagePlace {
  /** Number of the page, from 0. */
  readonly offset: number
  readonly limit: number
  /** Number of entries before the page. */
  readonly skip: number
}

/** A part of a list, with the fields that answers have about it. */
export interface ListPage<T> {
  readonly items: readonly T[]
  readonly total_count: number
  readonly offset: number
  readonly limit: number
}

type PageFields = { readonly offset?: string; readonly limit?: string }

/**
 * Reads the place of a page. `offset` is the number of the page, from 0.
 *
 * @param most the longest page
 * @throws {Refused} the page is longer
 */
export function placeOf({ offset = '0', limit = '20' }: PageFields, most: number): PagePlace {
  const [page, length] = [Number(offset), Number(limit)]
  if (length > most) throw new Refused(refusals.pageTooLong)
  if (length < 1 || page < 0) throw new Refused(refusals.valueWrong)
  // A page number may be so large that its entries could not be counted in the database's integers.
  return { offset: page, limit: length, skip: Math.min(page * length, Number.MAX_SAFE_INTEGER) }
}

/**
 * Cuts a page out of a list.
 *
 * @param most the longest page
 * @throws {Refused} the page is longer
 */
export function pageOf<T>(all: readonly T[], query: PageFields, most: number): ListPage<T> {
  const { offset, limit, skip } = placeOf(query, most)
  return { items: all.slice(skip, skip + limit), total_count: all.length, offset, limit }
}
