import { type Decision, changed } from '../../kernel/machine/change.ts'
import { isRepetition } from '../../kernel/machine/repetition.ts'
import type { PaymentContext } from './context.ts'
import { type Payment, type PaymentTerms, type Prepay, type SubOrder, type Surface, isPaid } from './payment.ts'
import { refusals, withCode } from './refusals.ts'

export interface PrepayCommand {
  readonly mchid: string
  readonly appid: string
  readonly sub_mchid?: string
  readonly sub_appid?: string
  readonly out_trade_no: string
  readonly surface: Surface
  readonly v2?: Payment['v2']
  readonly terms: PaymentTerms
  /** The sub orders of a combined order. */
  readonly subOrders?: readonly SubOrder[]
}

/**
 * Creates an order (下单), or answers a repeated creation: an unpaid order gets a new prepay, which invalidates the old
 * one.
 *
 * @param existing the existing order with this number
 */
export function prepay(existing: Payment | undefined, command: PrepayCommand, ctx: PaymentContext): Decision<Payment> {
  return existing ? repeat(existing, command, ctx) : create(command, ctx)
}

function create(command: PrepayCommand, ctx: PaymentContext): Decision<Payment> {
  const { now, policy } = ctx
  const { surface } = command
  return changed(
    {
      ...command,
      state: 'NOTPAY',
      terms: withinBounds(command.terms, ctx),
      createdAt: now,
      prepay: newPrepay(surface, ctx),
    },
    [{ type: 'created', at: now, detail: { total: command.terms.total, surface } }],
    [{ kind: 'close_unpaid', dueAt: now + policy.closeUnpaidAfterMs }],
  )
}

function repeat(payment: Payment, command: PrepayCommand, ctx: PaymentContext): Decision<Payment> {
  if (payment.partOf) return refusals.numberUsed
  if (payment.state === 'CLOSED') return refusals.closed
  if (isPaid(payment)) return withCode(refusals.alreadyPaid, ctx.policy.createPaidOrderCode)
  if (!isRepetition(comparable(payment), comparable(command))) return refusals.numberUsed
  return changed({ ...payment, prepay: newPrepay(payment.surface, ctx) }, [{ type: 'prepay_reissued', at: ctx.now }])
}

/**
 * Returns the parts of a creation that a repeat must not change. `time_expire` applies at the first creation only, so a
 * repeat may change it, except in APIv2, where it is also in `rest`. A number cannot move from one API to the other.
 */
export function comparable({ appid, sub_mchid, sub_appid, surface, v2, terms, subOrders }: PrepayCommand) {
  const api = v2 ? 'v2' : 'v3'
  return { appid, sub_mchid, sub_appid, surface, api, terms: { ...terms, timeExpire: undefined }, subOrders }
}

function newPrepay(surface: Surface, { now, policy, ids }: PaymentContext): Prepay {
  return {
    id: ids.prepayId(now),
    code: ids.code(),
    expiresAt: now + policy.prepayLifetimeMs,
    ...(surface === 'h5' && { urlExpiresAt: now + policy.h5UrlLifetimeMs }),
  }
}

/** Moves an early or late `time_expire` to the limit, as production does without an error. */
export function withinBounds(terms: PaymentTerms, { now, policy }: PaymentContext): PaymentTerms {
  if (terms.timeExpire === undefined) return terms
  const earliest = now + policy.earliestTimeExpireMs
  const latest = now + policy.latestTimeExpireMs
  return { ...terms, timeExpire: Math.min(Math.max(terms.timeExpire, earliest), latest) }
}
