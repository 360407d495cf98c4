import { ControlError } from '../../kernel/control/control-error.ts'
import { outOrderNo } from '../../kernel/control/fields.ts'
import { integer, object, oneOf, optional, plainText, someOf, text } from '../../kernel/control/input.ts'
import { LIST_LIMIT, type PageRequest, pageFields, pageOf } from '../../kernel/control/pages.ts'
import { withQuery, withBody } from '../../kernel/control/route.ts'
import { unchanged } from '../../kernel/machine/change.ts'
import type { WithEvents } from '../../kernel/machine/entities.ts'
import { noRefunds } from '../../kernel/machine/paid-order.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { applyForRefund } from './apply-for-refund.ts'
import { decideOutcome } from './decide-outcome.ts'
import { decideWithOrder, subjectOf } from './decide-with-order.ts'
import { refunds } from './entity.ts'
import { randomRefundIds } from './ids.ts'
import { type OrdersPolicy, findOrder } from './orders.ts'
import type { RefundPolicy } from './policy.ts'
import { type Refund, type RefundOutcome, type RefundState, refundOutcomes, refundStates } from './refund.ts'

export type RefundWithEvents = WithEvents<Refund>

/** A refund in a list. */
export interface RefundSummary extends Pick<
  Refund,
  'mchid' | 'out_refund_no' | 'refund_id' | 'state' | 'receivedAccount' | 'createdAt' | 'dueAt'
> {
  readonly transaction_id: string
  readonly out_trade_no: string
  /** Refunded amount in fen. */
  readonly refund: number
  /** Total of the order in fen. */
  readonly total: number
  /** Instant of the last event. */
  readonly changedAt: number
}

export interface RefundPage {
  readonly refunds: readonly RefundSummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/** The end of a refund that a person decides. */
export interface DecideRefundInput {
  /** `success`, `abnormal` (no account of the user accepts it) or `closed` (the merchant gets its money back). */
  readonly outcome: RefundOutcome
  /** Virtual ms from now. Default: at once. */
  readonly delayMs?: number
}

/** A refund that a person makes on the merchant platform. */
export interface RefundByHandInput {
  /** The merchant's number of the order, as an alternative to `transactionId`. */
  readonly outTradeNo?: string
  /** WeChat Pay's number of the order; PayScore deductions have no other. */
  readonly transactionId?: string
  /** Amount in fen. Default: the remaining amount. */
  readonly refund?: number
  readonly reason?: string
}

/** Commands of people for refunds. */
export interface RefundsControl {
  /** Lists a page of refund summaries, newest first. */
  page(
    options?: PageRequest & { states?: readonly RefundState[]; outRefundNos?: readonly string[] },
  ): Promise<RefundPage>
  /** Returns a refund with its timeline. */
  get(outRefundNo: string): Promise<RefundWithEvents>
  /**
   * Refunds an order by hand, as on the merchant platform. The merchant's program is notified in XML of APIv2 at the
   * merchant's own address, with an unknown number.
   *
   * @throws {ControlError} 404 for an unknown order, 409 with the refusal that a request would get
   */
  byHand(input: RefundByHandInput): Promise<RefundWithEvents>
  /**
   * Decides the end of a pending refund. An abnormal one can succeed, as if handled on the merchant platform.
   *
   * @throws {ControlError} 409 when the refund has ended
   */
  decide(outRefundNo: string, input: DecideRefundInput): Promise<RefundWithEvents>
}

export function refundControl({
  mchid,
  world,
  archive,
}: Desk<RefundPolicy & OrdersPolicy>): ProductControl<{ readonly refunds: RefundsControl }> {
  async function get(outRefundNo: string): Promise<RefundWithEvents> {
    const found = await archive.findWithEvents(refunds, mchid, plainText(outRefundNo, 'outRefundNo'))
    if (!found) throw unknownRefund(outRefundNo)
    return found
  }

  const control: RefundsControl = {
    get,
    async page(asked = {}) {
      const { outRefundNos, states, ...options } = refundQuery(asked, '')
      const query = { mchid, ...pageOf(options), states, numbers: outRefundNos }
      const { entities, next } = await archive.page(refunds, query)
      return {
        refunds: entities.map(({ entity, changedAt }) => summaryOf(entity, changedAt)),
        ...(next !== undefined && { next }),
      }
    },
    async byHand(input) {
      const { outTradeNo: out_trade_no, transactionId: transaction_id, refund, reason } = byHandInput(input, '')
      const numbers = { transaction_id, out_trade_no }
      const [order, now] = await Promise.all([findOrder(world.entities, mchid, numbers), world.now()])
      if (!order) throw unknownOrder(transaction_id ?? out_trade_no)
      const { total = 0, refunds: before = noRefunds } = order.paid ?? {}
      const out_refund_no = randomRefundIds.refundId(now)
      const terms = { refund: refund ?? total - before.amount, total, currency: 'CNY', reason }
      const command = {
        mchid,
        out_refund_no,
        out_trade_no,
        sub_mchid: order.paid?.sub_mchid,
        terms,
        byHand: true,
      } as const
      const decision = await applyForRefund(world, numbers, command, now)
      if (decision.outcome === 'refused') throw new ControlError(409, decision.code, decision.message)
      return get(out_refund_no)
    },
    async decide(outRefundNo, input) {
      const { outcome, delayMs = 0 } = decideInput(input, '')
      plainText(outRefundNo, 'outRefundNo')
      const [known, now] = await Promise.all([world.entities.find(refunds, mchid, outRefundNo), world.now()])
      if (!known) throw unknownRefund(outRefundNo)
      const decision = await decideWithOrder(world, subjectOf(known, now), (refund = known, paid, ctx) =>
        paid ? decideOutcome(refund, paid, outcome, delayMs, ctx) : unchanged(refund),
      )
      if (decision.outcome === 'refused') {
        throw new ControlError(409, decision.code, decision.message, {
          hint: `退款 ${outRefundNo} 现在是 ${known.state} · the refund is ${known.state}`,
        })
      }
      return get(outRefundNo)
    },
  }
  return { members: { refunds: control }, routes: routesOf(control) }
}

const LONGEST_DELAY_MS = 365 * 86_400_000

const refundQuery = object({
  ...pageFields,
  states: optional(someOf(oneOf(refundStates), refundStates.length)),
  outRefundNos: optional(someOf(outOrderNo, LIST_LIMIT)),
})
const byHandInput = object({
  outTradeNo: optional(outOrderNo),
  transactionId: optional(text(/^[0-9A-Za-z]{1,32}$/, 'a transaction_id')),
  refund: optional(integer(1, 1_000_000_000_000)),
  reason: optional(text(/^[^\p{Cc}]{1,80}$/u, '1 to 80 characters')),
})
const decideInput = object({
  outcome: oneOf(refundOutcomes),
  delayMs: optional(integer(0, LONGEST_DELAY_MS)),
})

function routesOf(control: RefundsControl): ProductControl<object>['routes'] {
  return [
    {
      method: 'GET',
      path: '/refunds',
      about: '退款摘要，新的在前，分页：?limit=、?cursor=、?states=、?outRefundNos= · refunds in brief, by page',
      handle: withQuery(refundQuery, (query) => control.page(query)),
    },
    {
      method: 'GET',
      path: '/refunds/:outRefundNo',
      about: '一笔退款及其经过 · one refund with its timeline',
      handle: ({ params }) => control.get(params['outRefundNo'] ?? ''),
    },
    {
      method: 'POST',
      path: '/refunds',
      about:
        '在商户平台上手工退款：outTradeNo 或 transactionId，refund（分）与 reason 可选 · refund by hand, as on the merchant platform',
      handle: withBody(byHandInput, (input) => control.byHand(input)),
    },
    {
      method: 'POST',
      path: '/refunds/:outRefundNo/decide',
      about: '决定退款的结果 outcome（success、abnormal、closed），delayMs 可选 · decide how a refund ends',
      handle: withBody(decideInput, (input, { outRefundNo = '' }) => control.decide(outRefundNo, input)),
    },
  ]
}

function summaryOf({ order, terms, ...refund }: Refund, changedAt: number): RefundSummary {
  const { mchid, out_refund_no, refund_id, state, receivedAccount, createdAt, dueAt } = refund
  return {
    mchid,
    out_refund_no,
    refund_id,
    state,
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    refund: terms.refund,
    total: terms.total,
    receivedAccount,
    createdAt,
    ...(dueAt !== undefined && { dueAt }),
    changedAt,
  }
}

function unknownRefund(outRefundNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_REFUND', `没有这笔退款 · there is no refund ${outRefundNo}`, {
    field: 'outRefundNo',
    received: outRefundNo,
  })
}

function unknownOrder(number: string | undefined): ControlError {
  return new ControlError(404, 'NO_SUCH_ORDER', `没有这个订单 · there is no order ${number ?? ''}`, {
    field: 'outTradeNo',
    expected: 'outTradeNo or transactionId of an order',
    received: number,
  })
}
