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
 * @throws {Refused} another merchant created it, or there is none
 */
export async function findStock({ world, merchant }: CouponCall, stock_id: string, creator: string): Promise<Stock> {
  const stock = await world.entities.findByKey(stocks, creator, 'stock_id', stock_id)
  if (!stock) throw new Refused(refusals.noStock)
  if (stock.mchid !== merchant.mchid) throw new Refused(refusals.notOwn)
  return stock
}

/** A part of a list, with the fields that answers have about it. */
export interface ListPage<T> {
  readonly items: readonly T[]
  readonly total_count: number
  readonly offset: number
  readonly limit: number
}

/**
 * Cuts a page out of a list. `offset` is the number of the page, from 0.
 *
 * @param most the longest page
 * @throws {Refused} the page is longer
 */
export function pageOf<T>(
  all: readonly T[],
  { offset = '0', limit = '20' }: { readonly offset?: string; readonly limit?: string },
  most: number,
): ListPage<T> {
  const [page, length] = [Number(offset), Number(limit)]
  if (length > most) throw new Refused(refusals.pageTooLong)
  if (length < 1 || page < 0) throw new Refused(refusals.valueWrong)
  return {
    items: all.slice(page * length, (page + 1) * length),
    total_count: all.length,
    offset: page,
    limit: length,
  }
}
