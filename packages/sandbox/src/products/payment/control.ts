import { changeEntity } from '../../kernel/control/change-entity.ts'
import { ControlError } from '../../kernel/control/control-error.ts'
import { openid, outOrderNo } from '../../kernel/control/fields.ts'
import { commaList, object, oneOf, optional, text } from '../../kernel/control/input.ts'
import { LIST_LIMIT, type PageRequest, pageFields, pageOf } from '../../kernel/control/pages.ts'
import { asking, taking } from '../../kernel/control/route.ts'
import { defaultMerchantTerms } from '../../kernel/ledger/terms.ts'
import type { WithEvents } from '../../kernel/machine/entities.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import type { PaymentContext } from './context.ts'
import { payments } from './entity.ts'
import { randomPaymentIds } from './ids.ts'
import { type Payer, pay } from './pay.ts'
import { type Payment, type TradeState, tradeStates } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

export type PaymentWithEvents = WithEvents<Payment>

/** A payment as a list shows it. */
export interface PaymentSummary extends Pick<
  Payment,
  'mchid' | 'out_trade_no' | 'surface' | 'state' | 'transaction_id' | 'payer' | 'createdAt'
> {
  readonly description: string
  /** Fen. */
  readonly total: number
  /** When something last happened to it. */
  readonly changedAt: number
}

export interface PaymentPage {
  readonly payments: readonly PaymentSummary[]
  /** The cursor of the page that follows; absent on the last. */
  readonly next?: string
}

/** How the user pays. */
export interface PayInput {
  /** Who pays; the user of the page's phone if absent. */
  readonly openid?: string
  /** Wire value of `bank_type`; `OTHERS`, the balance, if absent. */
  readonly bankType?: string
  /** How it ends; `success`, or `not_enough` where the user's wallet is empty, if absent. */
  readonly outcome?: Payer['outcome']
  /** The `prepay_id` that was launched; the newest if absent. */
  readonly prepayId?: string
}

/** What people do to ordinary payments. */
export interface PaymentsControl {
  /** A page of payments in brief, newest first. */
  page(
    options?: PageRequest & { states?: readonly TradeState[]; outTradeNos?: readonly string[] },
  ): Promise<PaymentPage>
  /** One payment with its timeline. */
  get(outTradeNo: string): Promise<PaymentWithEvents>
  /**
   * The user pays, as on the phone after a launch or a scan.
   *
   * @throws {ControlError} 409 with what the cashier shows when they cannot
   */
  pay(outTradeNo: string, input?: PayInput): Promise<PaymentWithEvents>
}

export function paymentControl(desk: Desk<PaymentPolicy>): ProductControl<{ readonly payments: PaymentsControl }> {
  const { mchid, world, archive } = desk

  async function get(outTradeNo: string): Promise<PaymentWithEvents> {
    const found = await archive.findWithEvents(payments, mchid, outTradeNo)
    if (!found) throw unknownPayment(outTradeNo)
    return found
  }

  const control: PaymentsControl = {
    get,
    async page({ outTradeNos, states, ...options } = {}) {
      const query = { mchid, ...pageOf(options), states, numbers: outTradeNos }
      const { entities, next } = await archive.page(payments, query)
      return {
        payments: entities.map(({ entity, changedAt }) => summaryOf(entity, changedAt)),
        ...(next !== undefined && { next }),
      }
    },
    async pay(outTradeNo, { openid: payer = desk.openid, bankType = 'OTHERS', outcome, prepayId } = {}) {
      const [merchant, now] = await Promise.all([world.merchants.find(mchid), world.now()])
      const ctx: PaymentContext = {
        now,
        policy: world.policy,
        ids: randomPaymentIds,
        terms: merchant?.terms ?? defaultMerchantTerms,
      }
      await changeEntity(desk, payments, outTradeNo, unknownPayment, async (payment, unit) => {
        const ends = outcome ?? ((await unit.charge(payer)) ? 'success' : 'not_enough')
        return pay(payment, { openid: payer, bank_type: bankType, outcome: ends }, prepayId, ctx)
      })
      return get(outTradeNo)
    },
  }
  return { members: { payments: control }, routes: routesOf(control) }
}

const paymentQuery = object({
  ...pageFields,
  states: optional(commaList(oneOf(tradeStates), tradeStates.length)),
  outTradeNos: optional(commaList(outOrderNo, LIST_LIMIT)),
})
const payInput = object({
  openid: optional(openid),
  bankType: optional(text(/^[A-Z0-9_]{1,32}$/, 'a bank_type')),
  outcome: optional(oneOf(['success', 'not_enough', 'bank_failed', 'cancelled'])),
  prepayId: optional(text(/^[0-9a-z]{1,64}$/, 'a prepay_id')),
})

function routesOf(control: PaymentsControl): ProductControl<object>['routes'] {
  return [
    {
      method: 'GET',
      path: '/payments',
      about: '支付订单摘要，新的在前，分页：?limit=、?cursor=、?states=、?outTradeNos= · payments in brief, by page',
      handle: asking(paymentQuery, (query) => control.page(query)),
    },
    {
      method: 'GET',
      path: '/payments/:outTradeNo',
      about: '一个支付订单及其经过 · one payment with its timeline',
      handle: ({ params }) => control.get(params['outTradeNo'] ?? ''),
    },
    {
      method: 'POST',
      path: '/payments/:outTradeNo/pay',
      about: '用户付款，可填 openid、bankType、outcome、prepayId · the user pays',
      handle: taking(payInput, (input, { outTradeNo = '' }) => control.pay(outTradeNo, input)),
    },
  ]
}

function summaryOf({ terms, ...payment }: Payment, changedAt: number): PaymentSummary {
  const { mchid, out_trade_no, surface, state, transaction_id, payer, createdAt } = payment
  return {
    mchid,
    out_trade_no,
    surface,
    state,
    ...(transaction_id !== undefined && { transaction_id }),
    ...(payer !== undefined && { payer }),
    description: terms.description,
    total: terms.total,
    createdAt,
    changedAt,
  }
}

function unknownPayment(outTradeNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_PAYMENT', `没有这个支付订单 · there is no payment ${outTradeNo}`, {
    field: 'outTradeNo',
    received: outTradeNo,
  })
}
