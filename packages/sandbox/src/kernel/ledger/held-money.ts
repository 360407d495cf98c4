import type { Job } from '../machine/change.ts'
import { type MerchantTerms, settlementTime } from './terms.ts'

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
  /** Number of the request that unfroze the money; absent if no request did. */
  readonly unfrozenBy?: string
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
 * @param unfrozenBy number of the request that unfreezes the money
 */
export function afterUnfreezing({ unsettled = 0, frozen }: HeldMoney, unfrozenBy?: string): Release {
  const by = unfrozenBy === undefined ? {} : { unfrozenBy }
  return frozen?.isSettled ? { held: by, released: unsettled } : { held: { ...by, unsettled }, released: 0 }
}

/** Returns the order without the fields about held money. */
export function withoutHeld<Order extends HeldMoney>(order: Order): Omit<Order, keyof HeldMoney> {
  const { unsettled: _unsettled, frozen: _frozen, unfrozenBy: _by, ...rest } = order
  return rest
}
