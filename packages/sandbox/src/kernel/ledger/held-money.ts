import type { Job } from '../machine/change.ts'
import { type MerchantTerms, settlementTime } from './terms.ts'

/** Money of a paid order that the merchant has and cannot use yet. Where nothing is held all fields are absent. */
export interface HeldMoney {
  /** Fen, a part of what the merchant has pending. */
  readonly unsettled?: number
  /** It may be shared with others (分账), so it is held until it is unfrozen, whether or not its day of settlement has come. */
  readonly frozen?: { readonly isSettled: boolean }
  /** Number of the request that has unfrozen it; absent where nobody asked. */
  readonly unfrozenBy?: string
}

/** What is held after something happened, and the fen that the merchant can use from now on. */
interface Release {
  readonly held: HeldMoney
  readonly released: number
}

const DAY = 86_400_000
/** How long money that may be shared stays frozen where the merchant's terms do not say. */
const UNFREEZE_AFTER_DAYS = 30

/**
 * What of an income is held.
 *
 * @param net fen, without the fee
 */
export function heldOf(net: number, { settle }: MerchantTerms, isShared: boolean): HeldMoney {
  if (isShared) return { unsettled: net, frozen: { isSettled: settle === 'T0' } }
  return settle === 'T0' ? {} : { unsettled: net }
}

/** What ends it by itself: the day of settlement, and the day from which nothing is frozen any more. */
export function releasesOf(now: number, terms: MerchantTerms, isShared: boolean) {
  const { unfreezeAfterDays = UNFREEZE_AFTER_DAYS } = terms
  return [
    ...(terms.settle === 'T0' ? [] : [{ kind: 'settle', dueAt: settlementTime(now, terms) } as const]),
    ...(isShared ? [{ kind: 'unfreeze', dueAt: now + unfreezeAfterDays * DAY } as const] : []),
  ] satisfies Job[]
}

/** The day of settlement has come. */
export function afterSettlement({ unsettled = 0, frozen, ...held }: HeldMoney): Release {
  if (frozen) return { held: { ...held, unsettled, frozen: { isSettled: true } }, released: 0 }
  return { held, released: unsettled }
}

/**
 * Nothing is shared any more.
 *
 * @param unfrozenBy number of the request that asks for it
 */
export function afterUnfreezing({ unsettled = 0, frozen }: HeldMoney, unfrozenBy?: string): Release {
  const by = unfrozenBy === undefined ? {} : { unfrozenBy }
  return frozen?.isSettled ? { held: by, released: unsettled } : { held: { ...by, unsettled }, released: 0 }
}

/** An order without what is said of money that is held. */
export function withoutHeld<Order extends HeldMoney>(order: Order): Omit<Order, keyof HeldMoney> {
  const { unsettled: _unsettled, frozen: _frozen, unfrozenBy: _by, ...rest } = order
  return rest
}
