import type * as machine from '../../kernel/machine/change.ts'
import type { HeldMoney } from '../../kernel/ledger/held-money.ts'
import type { RefundTally } from '../../kernel/machine/paid-order.ts'

/** The nouns of a pay-after order (先享后付订单). */

export const orderStates = ['CREATED', 'USER_ACCEPTED', 'FINISHED', 'USER_PAID', 'REVOKED', 'EXPIRED'] as const

/** Wire value of `state`. */
export type OrderState = (typeof orderStates)[number]

/** A fee as it goes over the wire; amounts in fen. */
export interface Fee {
  readonly fee_name: string
  readonly fee_count?: number
  readonly fee_amount?: number
  readonly fee_desc?: string
}

/** A discount as it goes over the wire; amounts in fen. */
export interface Discount {
  readonly discount_name: string
  readonly discount_desc?: string
  readonly discount_amount?: number
}

/** What the merchant asked for when the order was created, after defaults, sensitive fields in plaintext. */
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

/** What the merchant said when it completed the order; `finish_ticket` is deliberately not part of it. */
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

/** One pay-after order, as the sandbox remembers it. Instants are milliseconds since the epoch on the virtual clock. */
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
  /** The user who confirmed, or the `openid` of a no-confirm order. */
  readonly openid?: string
  readonly acceptedAt?: number
  /** 14 or 8 digits once known; `OnAccept` orders get theirs at confirmation. */
  readonly resolvedStartTime?: string
  /** Unique token of the confirm page; a new one with every repeated create, none once a user has used it. */
  readonly packageToken?: string
  readonly packageIssuedAt?: number
  /** Key of the order's finish tickets; every ticket made with it is good until the order is finished. */
  readonly ticketSecret: string
  readonly complete?: CompleteTerms
  /** The ticket the order was finished with. */
  readonly finishTicket?: string
  readonly completedAt?: number
  readonly cancelReason?: string
  readonly revokedAt?: number
  readonly expiredAt?: number
  readonly deductionAttempts: number
  /** While a deduction is under way, since when. */
  readonly deductingSince?: number
  readonly paidAt?: number
  /** Fen that WeChat Pay kept of what it collected. */
  readonly fee?: number
  /** How WeChat Pay collected the money: by deduction if absent. */
  readonly paidBy?: 'deduction' | 'user'
  /** Of what WeChat Pay collected. */
  readonly refunds?: RefundTally
  /** Set when WeChat Pay collected the money, absent when the merchant synchronised its own channel. */
  readonly finish_transaction_id?: string
  readonly pay_type?: 'MchChannelPayType'
  /** As sent with the sync call, 14 digits. */
  readonly syncedPaidTime?: string
}

/** A line of the order's timeline, kept for people; `at` is virtual time in ms. */
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

/** Work that follows from a change, due at a virtual instant (ms). Committed together with the change. */
export type Work =
  | { readonly kind: 'expire'; readonly dueAt: number }
  | { readonly kind: 'deduct'; readonly dueAt: number; readonly attempt: number }
  | { readonly kind: 'settle' | 'unfreeze'; readonly dueAt: number }
  | {
      readonly kind: 'notify'
      readonly eventType: 'PAYSCORE.USER_ACCEPTED' | 'PAYSCORE.USER_PAID'
      readonly dueAt: number
    }

/** The state in which such work still has something to do. Notifications go out whatever became of the order. */
export const stateOfWork = { expire: 'CREATED', deduct: 'FINISHED' } as const satisfies Partial<
  Record<Work['kind'], OrderState>
>

export type Change = machine.Change<PayafterOrder, OrderEvent, Work>

export type Decision = machine.Decision<PayafterOrder, OrderEvent, Work>
