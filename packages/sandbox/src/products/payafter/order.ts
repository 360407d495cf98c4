import type * as machine from '../../kernel/machine/change.ts'
import type { HeldMoney } from '../../kernel/ledger/held-money.ts'
import type { RefundTally } from '../../kernel/machine/paid-order.ts'

/** States of a pay-after order (先享后付订单). */

export const orderStates = ['CREATED', 'USER_ACCEPTED', 'FINISHED', 'USER_PAID', 'REVOKED', 'EXPIRED'] as const

/** Wire value of `state`. */
export type OrderState = (typeof orderStates)[number]

/** A fee as on the wire, in fen. */
export interface Fee {
  readonly fee_name: string
  readonly fee_count?: number
  readonly fee_amount?: number
  readonly fee_desc?: string
}

/** A discount as on the wire, in fen. */
export interface Discount {
  readonly discount_name: string
  readonly discount_desc?: string
  readonly discount_amount?: number
}

/** The merchant's parameters when it created the order, with defaults filled in and sensitive fields in plaintext. */
export interface CreateTerms {
  readonly service_start_time: string
  readonly service_end_time?: string
  readonly service_start_location: string
  readonly service_end_location?: string
  readonly service_introduction: string
  readonly fees: readonly Fee[]
  readonly discounts: readonly Discount[]
  /** Fen. */
  readonly risk_amount: number
  readonly attach?: string
  readonly need_user_confirm: boolean
  readonly openid?: string
  readonly name?: string
  readonly phone?: string
  readonly userid?: string
  readonly address?: string
}

/** The merchant's parameters when it completed the order, deliberately without `finish_ticket`. */
export interface CompleteTerms {
  readonly finish_type: 1 | 2
  readonly cancel_reason?: string
  readonly real_service_start_time?: string
  readonly real_service_end_time?: string
  readonly real_service_end_location?: string
  readonly fees: readonly Fee[]
  readonly discounts: readonly Discount[]
  /** Fen. */
  readonly total_amount: number
  readonly profit_sharing?: boolean
}

/** One pay-after order as the sandbox stores it. Instants are milliseconds since the epoch on the virtual clock. */
export interface PayafterOrder extends HeldMoney {
  readonly mchid: string
  readonly out_order_no: string
  readonly appid: string
  readonly service_id: string
  /** WeChat Pay's service order number, 31 digits. */
  readonly order_id: string
  readonly state: OrderState
  readonly create: CreateTerms
  readonly createdAt: number
  /** The user who confirmed, or the `openid` of an order that needs no confirmation. */
  readonly openid?: string
  readonly acceptedAt?: number
  /** 14 or 8 digits once known. Orders that start `OnAccept` get the time when the user confirms. */
  readonly resolvedStartTime?: string
  /**
   * Unique token of the confirm page. Each repeated creation issues a new one; once a user has used it, there is none.
   */
  readonly packageToken?: string
  readonly packageIssuedAt?: number
  /** Key of the order's finish tickets. All tickets made with it are valid until the order is finished. */
  readonly ticketSecret: string
  readonly complete?: CompleteTerms
  /** The ticket that finished the order. */
  readonly finishTicket?: string
  readonly completedAt?: number
  readonly cancelReason?: string
  readonly revokedAt?: number
  readonly expiredAt?: number
  readonly deductionAttempts: number
  /** Start of a deduction that is in progress. */
  readonly deductingSince?: number
  readonly paidAt?: number
  /** Fee that WeChat Pay kept, in fen. */
  readonly fee?: number
  /** How WeChat Pay collected the money; by deduction if absent. */
  readonly paidBy?: 'deduction' | 'user'
  /** The refunds of the collected money. */
  readonly refunds?: RefundTally
  /** Set when WeChat Pay collected the money, absent when the merchant reported a payment through its own channel. */
  readonly finish_transaction_id?: string
  readonly pay_type?: 'MchChannelPayType'
  /** As in the sync call, 14 digits. */
  readonly syncedPaidTime?: string
}

/** A line of the order's timeline, for people. `at` is virtual time in ms. */
export interface OrderEvent {
  readonly type:
    | 'created'
    | 'package_reissued'
    | 'accepted'
    | 'declined'
    | 'cancelled'
    | 'completed'
    | 'closed_without_charge'
    | 'deduction_begun'
    | 'deduction_failed'
    | 'paid'
    | 'refunded'
    | 'unfrozen'
    | 'synced'
    | 'expired'
  readonly at: number
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** Work that follows from a change and is due at a virtual instant (ms). It is committed together with the change. */
export type Work =
  | { readonly kind: 'expire'; readonly dueAt: number }
  | { readonly kind: 'deduct'; readonly dueAt: number; readonly attempt: number }
  | { readonly kind: 'settle' | 'unfreeze'; readonly dueAt: number }
  | {
      readonly kind: 'notify'
      readonly eventType: 'PAYSCORE.USER_ACCEPTED' | 'PAYSCORE.USER_PAID'
      readonly dueAt: number
    }

/** The state in which such work still has something to do. Notifications are sent whatever has become of the order. */
export const stateOfWork = { expire: 'CREATED', deduct: 'FINISHED' } as const satisfies Partial<
  Record<Work['kind'], OrderState>
>

export type Change = machine.Change<PayafterOrder, OrderEvent, Work>

export type Decision = machine.Decision<PayafterOrder, OrderEvent, Work>
