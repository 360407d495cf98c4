import type { Job } from '../machine/change.ts'
import { type MerchantTerms, settlementTime } from './terms.ts'

/** A request to unfreeze the rest of an order's money (解冻剩余资金), with the numbers that WeChat Pay gave it. */
export interface UnfreezingRequest {
  /** The merchant's number. */
  readonly out_order_no: string
  readonly description: string
  readonly order_id: string
  readonly detail_id: string
}

/** A request that unfroze money. */
export interface Unfreezing extends UnfreezingRequest {
  /** Fen. */
  readonly amount: number
  /** Virtual instant, ms. */
  readonly at: number
}

/**
 * The money of a paid order that belongs to the merchant and that it cannot use yet. When nothing is held, all fields
 * are absent.
 */
export interface HeldMoney {
  /** Fen, a part of the merchant's pending balance. */
  readonly unsettled?: number
  /**
   * Present while the money may be shared with others (分账). It is then held until it is unfrozen, whether or not its
   * day of settlement has come.
   */
  readonly frozen?: { readonly isSettled: boolean }
  /** The request that unfroze the money; absent if no request did. It stays when nothing is held any more. */
  readonly unfreezing?: Unfreezing
}

/** The money that is still held after an event, and the fen that the merchant can use from now on. */
interface Release {
  readonly held: HeldMoney
  readonly released: number
}

const DAY = 86_400_000
/** Days that money which may be shared stays frozen, unless the merchant's terms say otherwise. */
const UNFREEZE_AFTER_DAYS = 30

/**
 * Returns the part of an income that is held.
 *
 * @param net fen, without the fee
 */
export function heldOf(net: number, { settle }: MerchantTerms, isShared: boolean): HeldMoney {
  if (isShared) return { unsettled: net, frozen: { isSettled: settle === 'T0' } }
  return settle === 'T0' ? {} : { unsettled: net }
}

/** Returns the jobs that release the money: one on the day of settlement, one on the day when freezing ends. */
export function releasesOf(now: number, terms: MerchantTerms, isShared: boolean) {
  const { unfreezeAfterDays = UNFREEZE_AFTER_DAYS } = terms
  return [
    ...(terms.settle === 'T0' ? [] : [{ kind: 'settle', dueAt: settlementTime(now, terms) } as const]),
    ...(isShared ? [{ kind: 'unfreeze', dueAt: now + unfreezeAfterDays * DAY } as const] : []),
  ] satisfies Job[]
}

/** Releases the money on the day of settlement, unless it is frozen. */
export function afterSettlement({ unsettled = 0, frozen, ...held }: HeldMoney): Release {
  if (frozen) return { held: { ...held, unsettled, frozen: { isSettled: true } }, released: 0 }
  return { held, released: unsettled }
}

/**
 * Releases frozen money, because nothing will be shared any more.
 *
 * @param at virtual instant, ms
 * @param request absent when the money is unfrozen because the time is over
 */
export function afterUnfreezing(
  { unsettled = 0, frozen }: HeldMoney,
  at: number,
  request: UnfreezingRequest | undefined,
): Release {
  const by = request ? { unfreezing: { ...request, amount: unsettled, at } } : {}
  return frozen?.isSettled ? { held: by, released: unsettled } : { held: { ...by, unsettled }, released: 0 }
}

/** Returns the order without the money that it holds. */
export function withoutHeld<Order extends HeldMoney>(order: Order): Omit<Order, 'unsettled' | 'frozen'> {
  const { unsettled: _unsettled, frozen: _frozen, ...rest } = order
  return rest
}
