import { merchantAccount } from '../../kernel/ledger/account.ts'
import type { Balance } from '../../kernel/ledger/balance.ts'
import { type Change, type Decision, changed, unchanged } from '../../kernel/machine/change.ts'
import type { CouponContext } from './context.ts'
import { lockBudget } from './decide-stock.ts'
import { refusals, startPaused } from './refusals.ts'
import type { Stock } from './stock.ts'

type StateContext = Pick<CouponContext, 'now' | 'policy'>

/**
 * Starts a stock (激活), which locks its budget on the creator's balance. Starting a running one succeeds again.
 *
 * @param balance the creator's balance
 */
export function startStock(
  stock: Stock,
  balance: Pick<Balance, 'available'>,
  { now, policy }: StateContext,
): Decision<Stock> {
  const { mchid, state, terms, createdAt } = stock
  if (state === 'running') return unchanged(stock)
  if (state === 'paused') return startPaused(policy)
  if (state === 'stoped') return refusals.notRunning
  if (now - createdAt < policy.favorStartAfterMs) return refusals.tooSoon
  const locked = terms.rule.no_cash ? 0 : terms.max_amount
  if (balance.available < locked) return refusals.budgetShort
  const started: Stock = { ...stock, state: 'running', locked, startedAt: now }
  const event = { type: 'started', at: now, detail: { locked } }
  return changed(started, [event], [], lockBudget(stock, locked, merchantAccount(mchid), now))
}

/** Pauses a stock (暂停): no more coupons are sent, and those that users have stay usable. */
export function pauseStock(stock: Stock, { now }: StateContext): Decision<Stock> {
  if (stock.state === 'paused') return unchanged(stock)
  return stock.state === 'running' ? inState(stock, 'paused', { pausedAt: now }, now) : refusals.notRunning
}

/** Restarts a paused stock (重启). */
export function restartStock(stock: Stock, { now }: StateContext): Decision<Stock> {
  if (stock.state === 'running') return unchanged(stock)
  if (stock.state === 'paused') return inState(stock, 'running', { restartedAt: now }, now)
  return stock.state === 'stoped' ? refusals.notRunning : refusals.wrongState
}

/**
 * Stops a stock for ever (终止). Coupons that users have stay usable, so the rest of the money is released at the end of
 * the validity as usual. Stopping again succeeds and keeps the time.
 */
export function stopStock(stock: Stock, { now }: StateContext): Decision<Stock> {
  return stock.state === 'stoped' ? unchanged(stock) : inState(stock, 'stoped', { stoppedAt: now }, now)
}

const eventTypes = { running: 'restarted', paused: 'paused', stoped: 'stopped' } as const

function inState(
  stock: Stock,
  state: keyof typeof eventTypes,
  at: Pick<Stock, 'pausedAt' | 'restartedAt' | 'stoppedAt'>,
  now: number,
): Change<Stock> {
  return changed({ ...stock, ...at, state }, [{ type: eventTypes[state], at: now }])
}
